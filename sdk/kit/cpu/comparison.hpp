// SPDX-License-Identifier: MIT
// Whether a host can be what a processor asks for.
#pragma once

#include <cstdint>
#include <string>

#include "kit/cpu/processor.hpp"

namespace modvirt::cpu {

// An x86 host.
struct Host {
    bool known = false;      // what it can do
    bool any_vendor = false; // it passes for a processor of whichever vendor
    std::string vendor;
    FeatureSet features;
};

// The host of a model in x86.hpp; not a known one when there is none of that name.
Host host_of_model(std::string_view model);
// One that is emulated, and so can be anything that has a name.
Host emulated_host();

// The numbers are those of virCPUCompareResult.
enum class Comparison : int32_t { Incompatible = 0, Identical = 1, Superset = 2 };

struct Verdict {
    Comparison comparison;
    std::string reason; // why they do not go together; else empty
};

// Throws InternalError for the name of a model or a feature that nobody knows.
Verdict compare(const Host &host, const Processor &processor);

} // namespace modvirt::cpu
