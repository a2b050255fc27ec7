// SPDX-License-Identifier: LGPL-2.1-or-later
// Gives a target its inputs, and shows the one on which it ended the process.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace modvirt::fuzz {

// Ends the process, with the input, when the target does or takes longer than any input may.
void feed(const std::string &input);

// The inputs that the build names for this target. A file of samples holds many, below lines that begin with "==".
std::vector<std::string> seeds();

// How many mutations are asked for by $MODVIRT_FUZZ_ROUNDS, for a long run.
uint32_t rounds(uint32_t otherwise);

} // namespace modvirt::fuzz
