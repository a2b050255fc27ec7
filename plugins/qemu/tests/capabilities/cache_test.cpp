// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capabilities/cache.hpp"

#include <filesystem>

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

#include "support/scratch.hpp"

namespace modvirt::qemu::capabilities {
namespace {

namespace fs = std::filesystem;

Emulator example(const std::string &path)
{
    Emulator emulator;
    emulator.path = path;
    emulator.arch = "x86_64";
    emulator.package = "Debian";
    emulator.major = 7;
    emulator.minor = 2;
    emulator.micro = 22;
    emulator.has_kvm = true;
    emulator.machines = {{"pc-i440fx-7.2", "pc", "qemu64", 255, true, false},
                         {"old", "", "486", 1, false, true}};
    emulator.cpus = {{"max", true, false}, {"phenom", false, true}};
    emulator.devices = {"VGA", "ide-hd"};
    emulator.options = {"sandbox"};
    return emulator;
}

class CapabilitiesCache : public testing::Test {
protected:
    CapabilitiesCache() : m_program(m_scratch.write("qemu", "#!/bin/true\n"))
    {
        ::chmod(m_program.c_str(), 0700);
    }

    Cache open()
    {
        return Cache(m_scratch.file("cache"), [this](const std::string &path) {
            ++m_probes;
            return example(path);
        });
    }

    support::Scratch m_scratch;
    std::string m_program;
    int m_probes = 0;
};

TEST_F(CapabilitiesCache, AsksAProgramOnceAndRemembersAllOfTheAnswer)
{
    auto first = open();
    EXPECT_EQ(*first.get(m_program), example(m_program));
    first.get(m_program);
    auto second = open();
    EXPECT_EQ(*second.get(m_program), example(m_program));
    EXPECT_EQ(m_probes, 1);
}

TEST_F(CapabilitiesCache, AsksAgainWhenTheProgramHasChanged)
{
    auto cache = open();
    cache.get(m_program);
    m_scratch.write("qemu", "#!/bin/true\n#another\n");
    cache.get(m_program);
    EXPECT_EQ(m_probes, 2);
    // Of the same size and name, but another file.
    m_scratch.write("new", "#!/bin/true\n#other!!\n");
    ::chmod(m_scratch.file("new").c_str(), 0700);
    fs::rename(m_scratch.file("new"), m_program);
    open().get(m_program);
    EXPECT_EQ(m_probes, 3);
}

TEST_F(CapabilitiesCache, IgnoresAndRewritesABrokenFile)
{
    open().get(m_program);
    ASSERT_FALSE(fs::is_empty(m_scratch.file("cache")));
    const std::string file = fs::directory_iterator(m_scratch.file("cache"))->path();
    const std::string good = support::read_file(file);
    const std::string relative = fs::relative(file, m_scratch.path());
    int expected = 1;
    for (const std::string &broken : {std::string(), good.substr(0, good.size() / 2), std::string("[]"),
                                      std::string("{\"identity\":5}"), std::string(1000, '\0')}) {
        m_scratch.write(relative, broken);
        EXPECT_EQ(*open().get(m_program), example(m_program));
        EXPECT_EQ(m_probes, ++expected);
        EXPECT_EQ(support::read_file(file), good);
    }
}

TEST_F(CapabilitiesCache, AnswersEvenWhenItsDirectoryCannotBeWritten)
{
    auto cache = open();
    fs::remove_all(m_scratch.file("cache"));
    EXPECT_EQ(cache.get(m_program)->major, 7U);
}

TEST_F(CapabilitiesCache, NamesAProgramThatIsMissingOrNoProgram)
{
    auto cache = open();
    const auto message = [&](const std::string &path) {
        try {
            cache.get(path);
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
            return error.message();
        }
        return std::string();
    };
    EXPECT_THAT(message("/nonexistent/qemu"),
                testing::HasSubstr("there is no QEMU program '/nonexistent/qemu'"));
    EXPECT_THAT(message(m_scratch.write("text", "no program")), testing::HasSubstr("cannot be executed"));
    EXPECT_THAT(message(m_scratch.path()), testing::HasSubstr("cannot be executed"));
    EXPECT_EQ(m_probes, 0);
}

} // namespace
} // namespace modvirt::qemu::capabilities
