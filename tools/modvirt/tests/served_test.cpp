// SPDX-License-Identifier: LGPL-2.1-or-later
// This tool on our own library and its test driver, beside what virsh 9.0.0 printed with its own. Calls that
// the driver does not serve are passed over; golden/own_words.txt names the lines on which the libraries
// differ.
#include "support/golden.hpp"
#include "support/golden_run.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace modvirt::cli::testing {

namespace {

bool is_listed(const std::vector<GoldenCase> &cases, const std::string &line)
{
    return std::any_of(cases.begin(), cases.end(),
                       [&line](const GoldenCase &golden) { return golden.line == line; });
}

// How many calls the driver did not serve.
size_t unserved_calls(const RunResult &result)
{
    constexpr std::string_view refusal = "not supported by the connection driver";
    size_t count = 0;
    for (size_t at = result.err.find(refusal); at != std::string::npos; at = result.err.find(refusal, at + 1))
        ++count;
    return count;
}

class Served : public ::testing::TestWithParam<GoldenTopic> {};

} // namespace

TEST_P(Served, PrintsWhatVirshPrintsOnItsOwnLibrary)
{
    const auto own_words = read_golden(GOLDEN_DIR "/own_words.txt");
    size_t compared = 0;
    size_t unserved = 0;
    for (const GoldenCase &golden : read_golden(GetParam().path())) {
        if (is_listed(own_words, golden.line))
            continue;
        const auto got = run_golden(MODVIRT_PROGRAM, golden.line, 20);
        ASSERT_TRUE(got) << golden.line << " did not end";
        if (unserved_calls(*got) > unserved_calls(golden.expected)) {
            ++unserved;
            continue;
        }
        // This driver may serve what libvirt's does not.
        if (unserved_calls(*got) < unserved_calls(golden.expected))
            continue;
        ++compared;
        EXPECT_EQ(golden_text(golden.line, golden.expected), golden_text(golden.line, *got));
    }
    RecordProperty("unserved", static_cast<int>(unserved));
    EXPECT_GT(compared, unserved) << "most of this topic is not served at all";
}

INSTANTIATE_TEST_SUITE_P(Topic, Served, ::testing::ValuesIn(golden_topics("virsh")),
                         [](const auto &topic) { return topic.param.name; });

} // namespace modvirt::cli::testing
