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

bool is_unserved(const RunResult &result)
{
    return result.err.find("not supported by the connection driver") != std::string::npos;
}

class Served : public ::testing::TestWithParam<std::string> {};

} // namespace

TEST_P(Served, PrintsWhatVirshPrintsOnItsOwnLibrary)
{
    const auto own_words = read_golden(GOLDEN_DIR "/own_words.txt");
    size_t compared = 0;
    size_t unserved = 0;
    for (const GoldenCase &golden : read_golden(golden_path(GetParam()))) {
        if (is_listed(own_words, golden.line))
            continue;
        const auto got = run_golden(MODVIRT_PROGRAM, golden.line, 20);
        ASSERT_TRUE(got) << golden.line << " did not end";
        if (is_unserved(*got) && !is_unserved(golden.expected)) {
            ++unserved;
            continue;
        }
        ++compared;
        EXPECT_EQ(golden_text(golden.line, golden.expected), golden_text(golden.line, *got));
    }
    RecordProperty("unserved", static_cast<int>(unserved));
    EXPECT_GT(compared, unserved) << "most of this topic is not served at all";
}

INSTANTIATE_TEST_SUITE_P(Topic, Served, ::testing::ValuesIn(golden_topics()),
                         [](const auto &topic) { return topic.param; });

} // namespace modvirt::cli::testing
