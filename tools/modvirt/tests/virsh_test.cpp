// SPDX-License-Identifier: LGPL-2.1-or-later
// Every command line of golden/virsh/*.txt, run by virsh and by this tool on the same library: standard
// output, standard error and exit status must be the same bytes. The files also hold what virsh 9.0.0
// printed, so that the tool is checked where virsh is not installed. With MODVIRT_REGENERATE=1 the files are
// written anew from the installed virsh.
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

void regenerate(const std::string &path)
{
    std::string text;
    for (const GoldenCase &golden : read_golden(path)) {
        auto result = run_golden(virsh_program, golden.line, virsh_patience_s);
        for (int attempt = 0; !result && attempt < 20; ++attempt)
            result = run_golden(virsh_program, golden.line, virsh_patience_s);
        text += golden_text(golden.line, result ? *result : golden.expected) + "\n";
    }
    std::ofstream(path) << text;
}

class VirshGolden : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override
    {
#ifdef MODVIRT_ON_LIBVIRT
        m_program = MODVIRT_ON_LIBVIRT;
#else
        GTEST_SKIP() << "libvirt-dev was not installed when this was built";
#endif
    }

    [[nodiscard]] static std::string path()
    {
        return golden_path(GetParam());
    }

    std::string m_program;
};

} // namespace

TEST_P(VirshGolden, PrintsTheCommittedBytes)
{
    if (std::getenv("MODVIRT_REGENERATE"))
        regenerate(path());
    for (const GoldenCase &golden : read_golden(path())) {
        const auto got = run_golden(m_program, golden.line, patience_s);
        ASSERT_TRUE(got) << golden.line << " did not end";
        expect_same(golden, golden.expected, *got);
    }
}

TEST_P(VirshGolden, PrintsWhatVirshPrintsNow)
{
    if (access(virsh_program, X_OK) < 0)
        GTEST_SKIP() << "virsh is not installed: package libvirt-clients";
    for (const GoldenCase &golden : read_golden(path())) {
        // A case in which virsh hangs proves nothing here.
        const auto wanted = run_golden(virsh_program, golden.line, virsh_patience_s);
        const auto got = run_golden(m_program, golden.line, patience_s);
        ASSERT_TRUE(got) << golden.line << " did not end";
        if (wanted)
            expect_same(golden, *wanted, *got);
    }
}

INSTANTIATE_TEST_SUITE_P(Topic, VirshGolden, ::testing::ValuesIn(golden_topics()),
                         [](const auto &topic) { return topic.param; });

} // namespace modvirt::cli::testing
