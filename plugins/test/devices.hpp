// SPDX-License-Identifier: LGPL-2.1-or-later
// Finding devices in a configuration.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kit/domain/config.hpp"

namespace modvirt::test {

// The devices of that element's name, in the order of the document.
std::vector<xml::Element> devices_of(const domain::Config &config, std::string_view name);

std::optional<std::string_view> child_attribute(const xml::Element &element, std::string_view child,
                                                std::string_view name);

// What a disk shows: a path, or the name of something.
std::optional<std::string_view> source_of(const xml::Element &disk);

// The disk of that target or source.
std::optional<xml::Element> find_disk(const domain::Config &config, std::string_view disk);

// Where the interface of that target or hardware address stands among the interfaces.
std::optional<std::size_t> find_interface(const domain::Config &config, std::string_view device);

// The address that the guest of that id tells of its interface of that type and place.
std::string guest_address(std::string_view type, int32_t id, uint32_t place);

} // namespace modvirt::test
