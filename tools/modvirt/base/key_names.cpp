// SPDX-License-Identifier: LGPL-2.1-or-later
// The table is made from the kernel's header when modvirt is built.
#include "base/key_names.hpp"

#include <linux/input-event-codes.h>

#include <utility>

namespace modvirt::cli {

namespace {

constexpr std::pair<std::string_view, unsigned> keys[] = {
#include "linux_keys.inc"
};

} // namespace

std::optional<unsigned> find_linux_key(std::string_view name)
{
    for (const auto &[key, code] : keys)
        if (key == name)
            return code;
    return std::nullopt;
}

std::vector<std::string> linux_key_names()
{
    std::vector<std::string> names;
    for (const auto &[key, code] : keys)
        names.emplace_back(key);
    return names;
}

} // namespace modvirt::cli
