// SPDX-License-Identifier: LGPL-2.1-or-later
// Changes to any input, of which nothing is known but that it is bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace modvirt::fuzz {

class ByteMutator {
public:
    // Always the same changes for a seed. The inputs are borrowed, and are not empty.
    ByteMutator(uint32_t seed, const std::vector<std::string> &inputs) : m_random(seed), m_inputs(inputs) {}

    // One of the inputs with a few changes.
    std::string next();
    // Makes one change.
    void change(std::string &input);

private:
    std::size_t below(std::size_t limit);

    std::mt19937 m_random;
    const std::vector<std::string> &m_inputs;
};

} // namespace modvirt::fuzz
