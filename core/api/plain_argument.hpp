// SPDX-License-Identifier: LGPL-2.1-or-later
// What every kind of argument can do.
#pragma once

#include <tuple>

#include "entry.hpp"

namespace modvirt::arg {

// What an argument does unless it says otherwise.
struct Plain {
    bool check_object(Entry &) noexcept { return true; }
    bool check_value(Entry &) noexcept { return true; }
    bool finish(Entry &) noexcept { return true; }
    auto slot_arguments(Entry &) noexcept { return std::tuple<>(); }
};

} // namespace modvirt::arg
