// SPDX-License-Identifier: LGPL-2.1-or-later
// Every command line of golden/virsh/*.txt, run by virsh and by this tool on the same library: standard
// output, standard error and exit status must be the same bytes. The files also hold what virsh 9.0.0
// printed, so that the tool is checked where virsh is not installed. With MODVIRT_REGENERATE=1 the files are
// written anew from the installed virsh.
//
// golden/believed/*.txt holds what no driver at hand serves: there calls of make_believe/ stand before those
// of the library, tell what they were asked, and answer what the command line itself chose.
#include "support/golden_run.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace modvirt::cli::testing {

namespace {

const char *const virsh_program = "/usr/bin/virsh";

// virsh now and then waits for ever in a save.
constexpr int virsh_patience_s = 5;
constexpr int patience_s = 20;

void expect_same(const GoldenCase &golden, const RunResult &wanted, const RunResult &got)
{
    EXPECT_EQ(golden_text(golden.line, wanted), golden_text(golden.line, got));
}

std::string preload_for(const GoldenTopic &topic)
{
#ifdef MODVIRT_MAKE_BELIEVE
    if (topic.makes_believe())
        return MODVIRT_MAKE_BELIEVE;
#endif
    return {};
}

void regenerate(const GoldenTopic &topic)
{
    std::string text;
    for (const GoldenCase &golden : read_golden(topic.path())) {
        std::optional<RunResult> result;
        for (int attempt = 0; !result && attempt < 20; ++attempt)
            result = run_golden(virsh_program, golden.line, virsh_patience_s, preload_for(topic));
        text += golden_text(golden.line, result ? *result : golden.expected) + "\n";
    }
    std::ofstream(topic.path()) << text;
}

class VirshGolden : public ::testing::TestWithParam<GoldenTopic> {
protected:
    void SetUp() override
    {
#ifdef MODVIRT_ON_LIBVIRT
        m_program = GetParam().makes_believe() ? MODVIRT_MAKING_BELIEVE : MODVIRT_ON_LIBVIRT;
#else
        GTEST_SKIP() << "libvirt-dev was not installed when this was built";
#endif
    }

    std::string m_program;
};

} // namespace

void PrintTo(const GoldenTopic &topic, std::ostream *out)
{
    *out << topic.path();
}

TEST_P(VirshGolden, PrintsTheCommittedBytes)
{
    if (std::getenv("MODVIRT_REGENERATE"))
        regenerate(GetParam());
    for (const GoldenCase &golden : read_golden(GetParam().path())) {
        const auto got = run_golden(m_program, golden.line, patience_s);
        ASSERT_TRUE(got) << golden.line << " did not end";
        expect_same(golden, golden.expected, *got);
    }
}

TEST_P(VirshGolden, PrintsWhatVirshPrintsNow)
{
    if (access(virsh_program, X_OK) < 0)
        GTEST_SKIP() << "virsh is not installed: package libvirt-clients";
#ifndef MODVIRT_MAKE_BELIEVE
    if (GetParam().makes_believe())
        GTEST_SKIP() << "a library with sanitizers cannot be put before those of virsh";
#endif
    for (const GoldenCase &golden : read_golden(GetParam().path())) {
        // A case in which virsh hangs proves nothing here.
        const auto wanted = run_golden(virsh_program, golden.line, virsh_patience_s, preload_for(GetParam()));
        const auto got = run_golden(m_program, golden.line, patience_s);
        ASSERT_TRUE(got) << golden.line << " did not end";
        if (wanted)
            expect_same(golden, *wanted, *got);
    }
}

std::string topic_name(const ::testing::TestParamInfo<GoldenTopic> &topic)
{
    return topic.param.name;
}

INSTANTIATE_TEST_SUITE_P(Topic, VirshGolden, ::testing::ValuesIn(golden_topics("virsh")), topic_name);
INSTANTIATE_TEST_SUITE_P(Believed, VirshGolden, ::testing::ValuesIn(golden_topics("believed")), topic_name);

} // namespace modvirt::cli::testing
