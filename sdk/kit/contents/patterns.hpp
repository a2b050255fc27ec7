// SPDX-License-Identifier: MIT
// What a volume is overwritten with, pass by pass.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace modvirt::contents {

// The numbers are those of virStorageVolWipeAlgorithm.
enum class Algorithm : uint32_t {
    Zero = 0,
    Nnsa = 1,
    Dod = 2,
    Bsi = 3,
    Gutmann = 4,
    Schneier = 5,
    Pfitzner7 = 6,
    Pfitzner33 = 7,
    Random = 8,
    Trim = 9,
};

// Bytes that are written over and over; random ones when there are none.
struct Pass {
    std::array<uint8_t, 3> bytes{};
    uint8_t length = 0;

    [[nodiscard]] bool is_random() const { return length == 0; }
};

// In their order. Trim has none. Throws InvalidArg for a number that is no algorithm.
std::vector<Pass> passes_of(uint32_t algorithm);

} // namespace modvirt::contents
