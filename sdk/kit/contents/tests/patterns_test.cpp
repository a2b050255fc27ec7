// SPDX-License-Identifier: MIT
#include "kit/contents/patterns.hpp"

#include <iterator>

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::contents {
namespace {

TEST(Patterns, HaveAsManyPassesAsTheyAreKnownFor)
{
    constexpr std::size_t counts[] = {1, 3, 3, 9, 35, 7, 7, 33, 1, 0};
    for (uint32_t algorithm = 0; algorithm < std::size(counts); ++algorithm)
        EXPECT_EQ(passes_of(algorithm).size(), counts[algorithm]) << algorithm;
    try {
        passes_of(10);
        ADD_FAILURE() << "there is no such algorithm";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::InvalidArg);
        EXPECT_EQ(error.message(), "wiping algorithm 10 not supported");
    }
}

} // namespace
} // namespace modvirt::contents
