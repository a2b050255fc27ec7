// SPDX-License-Identifier: MIT
// Finds the device of a domain that a description means.
#pragma once

#include <optional>
#include <string_view>

#include "kit/domain/device.hpp"

namespace modvirt::domain {

// The device that is the same as the one described: by its target, its hardware address, what it shows of the
// host, or by all that is said of it, as its kind goes. Throws OperationFailed when several are meant.
std::optional<xml::Node> find_device(xml::Node devices, const xml::Node &wanted);

// The same, or what libvirt says when there is none.
xml::Node get_device(xml::Node devices, const xml::Node &wanted, Side side);

// The device that a new one would collide with.
std::optional<xml::Node> find_twin(xml::Node devices, const xml::Node &wanted);

// Whether `one` says all that `wanted` says, apart from names and places. Names and places count if `wanted`
// has them.
bool says_as_much(const xml::Node &wanted, const xml::Node &one);

} // namespace modvirt::domain
