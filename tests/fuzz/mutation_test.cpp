// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a fuzz target as an ordinary test: its seeds as they are, cut off at many places, and mutated by a
// seeded generator. What it looks for is what libFuzzer looks for: a crash, a hang, a report of a sanitizer.
#include <gtest/gtest.h>

#include "byte_mutator.hpp"
#include "feed.hpp"

namespace modvirt::fuzz {

TEST(Mutation, SurvivesItsSeedsWholeAndCutOff)
{
    const std::vector<std::string> inputs = seeds();
    ASSERT_FALSE(inputs.empty());
    for (const std::string &input : inputs) {
        feed(input);
        for (std::size_t size = 0; size < input.size(); size += 1 + input.size() / 50)
            feed(input.substr(0, size));
    }
}

TEST(Mutation, SurvivesSeededMutations)
{
    const std::vector<std::string> inputs = seeds();
    ASSERT_FALSE(inputs.empty());
    ByteMutator mutator(20080825, inputs);
    for (uint32_t i = 0; i < rounds(4000); ++i)
        feed(mutator.next());
}

} // namespace modvirt::fuzz
