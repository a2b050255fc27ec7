// SPDX-License-Identifier: MIT
// How x86 processors are brought to a common model and the features in which they differ from it.
#pragma once

#include <span>
#include <string_view>

#include "kit/cpu/processor.hpp"
#include "kit/cpu/x86.hpp"

namespace modvirt::cpu {

struct Common {
    const Model *model = nullptr;
    Vendor vendor = Vendor::None; // when all were told to be of it
    FeatureSet features;          // which all of them have
    bool same_model = false;      // all were told to be of that model
};

Common common_x86(std::span<const Processor> processors);

} // namespace modvirt::cpu
