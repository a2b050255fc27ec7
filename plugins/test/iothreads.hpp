// SPDX-License-Identifier: LGPL-2.1-or-later
// The numbers of a domain's I/O threads: those that its XML gives, and for the rest the lowest that are free.
#pragma once

#include <cstdint>
#include <vector>

#include "kit/domain/config.hpp"

namespace modvirt::test {

std::vector<uint32_t> iothreads_of(const domain::Config &config);

// Whether numbers are written that would come out the same without.
enum class Numbering : uint8_t { Written, AsBefore };
void set_iothreads(xml::Node root, const std::vector<uint32_t> &threads, Numbering numbering);

} // namespace modvirt::test
