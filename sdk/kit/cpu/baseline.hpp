// SPDX-License-Identifier: MIT
// The processor that several hosts have in common.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "kit/cpu/processor.hpp"

namespace modvirt::cpu {

enum class Listed : uint8_t {
    Differences, // features in which the processor differs from its model
    All,
};

enum class Movable : uint8_t {
    Whatever,
    Only, // features that a guest can take along to another host
};

struct Terms {
    Listed listed = Listed::Differences;
    Movable movable = Movable::Whatever;
    std::string_view architecture = {}; // empty: the first processor's
};

// A <cpu> document of a guest that runs on all of them. Throws InvalidArg for none, OperationFailed for
// processors that have nothing in common, InternalError for names that nobody knows, and NoSupport for an
// architecture whose processors are not described.
std::string baseline(std::span<const Processor> processors, const Terms &terms = {});

} // namespace modvirt::cpu
