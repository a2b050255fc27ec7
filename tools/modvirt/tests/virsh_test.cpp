// SPDX-License-Identifier: LGPL-2.1-or-later
// Every command line of golden/virsh/*.txt, run by virsh and by this tool on the same library: standard
// output, standard error and exit status must be the same bytes. The files also hold what virsh 9.0.0
// printed, so that the tool is checked where virsh is not installed. With MODVIRT_REGENERATE=1 the files are
// written anew from the installed virsh.
#include "support/golden.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace modvirt::cli::testing {

namespace {

const std::string golden_directory = GOLDEN_DIR "/virsh";
const char *const virsh_program = "/usr/bin/virsh";

// Words such as @DIR@ stand for a directory that is fresh for every run.
std::string with_directory(std::string text, const std::string &from, const std::string &to)
{
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

std::optional<RunResult> run(const std::string &program, const std::string &line)
{
    const TemporaryDirectory directory;
    directory.write("d.xml", read_file(GOLDEN_DIR "/domain.xml"));
    directory.write("bad.xml", "<domain type='test'><name>bad</name>");
    Run request{{program, "-c", "test:///default"}, {}, {{"LC_ALL", "C.UTF-8"}}, directory.path()};
    for (const std::string &word : words_of(with_directory(line, "@DIR@", directory.path())))
        request.words.push_back(word);
    // virsh now and then waits for ever in a save.
    if (program == virsh_program)
        request.patience_s = 5;
    auto result = run_program(request);
    if (!result)
        return result;
    result->out = with_directory(result->out, directory.path(), "@DIR@");
    result->err = with_directory(result->err, directory.path(), "@DIR@");
    return comparable(*result);
}

void expect_same(const GoldenCase &golden, const RunResult &wanted, const RunResult &got)
{
    EXPECT_EQ(golden_text(golden.line, wanted), golden_text(golden.line, got));
}

// Each file is a topic.
std::vector<std::string> topics()
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(golden_directory))
        names.push_back(entry.path().stem());
    std::sort(names.begin(), names.end());
    return names;
}

void regenerate(const std::string &path)
{
    std::string text;
    for (const GoldenCase &golden : read_golden(path)) {
        auto result = run(virsh_program, golden.line);
        for (int attempt = 0; !result && attempt < 20; ++attempt)
            result = run(virsh_program, golden.line);
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
        return golden_directory + "/" + GetParam() + ".txt";
    }

    std::string m_program;
};

} // namespace

TEST_P(VirshGolden, PrintsTheCommittedBytes)
{
    if (std::getenv("MODVIRT_REGENERATE"))
        regenerate(path());
    for (const GoldenCase &golden : read_golden(path())) {
        const auto got = run(m_program, golden.line);
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
        const auto wanted = run(virsh_program, golden.line);
        const auto got = run(m_program, golden.line);
        ASSERT_TRUE(got) << golden.line << " did not end";
        if (wanted)
            expect_same(golden, *wanted, *got);
    }
}

INSTANTIATE_TEST_SUITE_P(Topic, VirshGolden, ::testing::ValuesIn(topics()),
                         [](const auto &topic) { return topic.param; });

} // namespace modvirt::cli::testing
