// SPDX-License-Identifier: LGPL-2.1-or-later
// Valid documents of every kind: the samples, and samples to which random elements were added as their tables allow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace modvirt::fuzz {

// Those of the samples that are accepted, and up to so many more of each kind.
std::vector<std::string> valid_documents(const std::vector<std::string> &samples, uint32_t more_of_each);

} // namespace modvirt::fuzz
