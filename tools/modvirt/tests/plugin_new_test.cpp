// SPDX-License-Identifier: LGPL-2.1-or-later
#include "commands/plugin_new.hpp"

#include "support/run_program.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>
#include <sys/stat.h>

#include <filesystem>

namespace modvirt::cli {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryDirectory;

namespace {

class PluginNew : public ::testing::Test {
protected:
    PluginNew()
    {
        m_root.write("templates/hypervisor-c++/CMakeLists.txt", "project(@name@) # @Name@ @NAME@ @other@\n");
        m_root.write("templates/hypervisor-c++/tests/@name@_test.cpp", "@name@@name@");
        m_root.write("templates/hypervisor-c++/run", "#!/bin/sh\n");
    }

    [[nodiscard]] std::string templates() const { return m_root.path() + "/templates"; }
    [[nodiscard]] std::string target() const { return m_root.path() + "/out/here"; }

    [[nodiscard]] std::string refusal(const NewPlugin &request) const
    {
        try {
            write_plugin_project(request, templates());
        } catch (const Error &error) {
            return error.message();
        }
        return "accepted";
    }

    TemporaryDirectory m_root;
};

} // namespace

TEST_F(PluginNew, WritesTheTemplateUnderTheNewName)
{
    EXPECT_THAT(write_plugin_project({"hypervisor", "acme", "c++", target()}, templates()),
                ElementsAre("CMakeLists.txt", "run", "tests/acme_test.cpp"));
    EXPECT_EQ(testing::read_file(target() + "/CMakeLists.txt"), "project(acme) # Acme ACME @other@\n");
    EXPECT_EQ(testing::read_file(target() + "/tests/acme_test.cpp"), "acmeacme");
    struct stat status {};
    ASSERT_EQ(stat((target() + "/run").c_str(), &status), 0);
    EXPECT_NE(status.st_mode & S_IXUSR, 0U);
}

TEST_F(PluginNew, WritesIntoAnEmptyDirectory)
{
    std::filesystem::create_directories(target());
    EXPECT_EQ(refusal({"hypervisor", "acme", "c++", target()}), "accepted");
}

TEST_F(PluginNew, LeavesADirectoryAloneThatIsNotEmpty)
{
    m_root.write("out/here/mine", "x");
    EXPECT_THAT(refusal({"hypervisor", "acme", "c++", target()}), HasSubstr("is not empty"));
    EXPECT_EQ(testing::read_file(target() + "/mine"), "x");
    EXPECT_FALSE(std::filesystem::exists(target() + "/CMakeLists.txt"));
}

TEST_F(PluginNew, RefusesATargetThatIsAFile)
{
    m_root.write("out/here", "x");
    EXPECT_THAT(refusal({"hypervisor", "acme", "c++", target()}), HasSubstr("is no directory"));
}

TEST_F(PluginNew, RefusesNamesThatCannotBeUsed)
{
    for (const char *name : {"", "Acme", "1acme", "ac me", "../x", "a/b", "a-", "a_b", "é"})
        EXPECT_THAT(refusal({"hypervisor", name, "c++", target()}), HasSubstr("cannot be a plugin's name"))
            << name;
    for (const char *name : {"class", "test", "std", "modvirt", "install"})
        EXPECT_THAT(refusal({"hypervisor", name, "c++", target()}), HasSubstr("means something else"))
            << name;
    EXPECT_THAT(refusal({"hypervisor", std::string(33, 'a'), "c++", target()}), HasSubstr("cannot be"));
    EXPECT_FALSE(std::filesystem::exists(target()));
}

TEST_F(PluginNew, NamesWhatIsMissing)
{
    EXPECT_THAT(refusal({"network", "acme", "c", target()}), HasSubstr("network-c' is missing"));
    EXPECT_THAT(refusal({"printer", "acme", "c", target()}), HasSubstr("unknown kind of plugin 'printer'"));
    EXPECT_THAT(refusal({"hypervisor", "acme", "rust", target()}), HasSubstr("unknown language 'rust'"));
}

TEST_F(PluginNew, LeavesNothingBehindWhenATemplateCannotBeWritten)
{
    // Two templates that become the same file: the second one cannot be created.
    m_root.write("templates/hypervisor-c++/acme.txt", "1");
    m_root.write("templates/hypervisor-c++/@name@.txt", "2");
    EXPECT_THAT(refusal({"hypervisor", "acme", "c++", target()}), HasSubstr("cannot write"));
    EXPECT_FALSE(std::filesystem::exists(target()));
}

} // namespace modvirt::cli
