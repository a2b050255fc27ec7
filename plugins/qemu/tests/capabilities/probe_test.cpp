// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capabilities/probe.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

#include "support/scratch.hpp"

namespace modvirt::qemu::capabilities {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char *real_qemu = "/usr/bin/qemu-system-x86_64";

class CapabilitiesProbe : public testing::Test {
protected:
    std::string script(const std::string &text)
    {
        const std::string path = m_scratch.write("qemu", "#!/bin/sh\n" + text);
        ::chmod(path.c_str(), 0700);
        return path;
    }

    static Error error_of(const std::string &path, std::chrono::milliseconds deadline = 5s)
    {
        try {
            probe(path, deadline);
        } catch (const Error &error) {
            return error;
        }
        ADD_FAILURE() << "it was accepted";
        return Error(ErrorCode::Ok, "");
    }

    support::Scratch m_scratch;
};

TEST_F(CapabilitiesProbe, LearnsFromTheInstalledQemu)
{
    if (::access(real_qemu, X_OK) != 0)
        GTEST_SKIP() << "needs " << real_qemu << " (package qemu-system-x86)";
    const Emulator emulator = probe(real_qemu);
    EXPECT_EQ(emulator.arch, "x86_64");
    EXPECT_GE(emulator.version(), 4'000'000U);
    ASSERT_NE(emulator.find_machine("pc"), nullptr);
    EXPECT_THAT(emulator.find_machine("pc")->name, testing::StartsWith("pc-i440fx-"));
    EXPECT_EQ(emulator.find_machine("pc")->cpu, "qemu64");
    EXPECT_EQ(emulator.find_machine("none"), nullptr);
    ASSERT_NE(emulator.find_cpu("max"), nullptr);
    EXPECT_TRUE(emulator.find_cpu("max")->is_usable);
    EXPECT_TRUE(emulator.has_device("virtio-blk-pci"));
    EXPECT_TRUE(emulator.options.contains("sandbox"));
    EXPECT_EQ(emulator_from_json(to_json(emulator)), emulator);
}

TEST_F(CapabilitiesProbe, SaysWhatAProgramPrintedThatIsNoQemu)
{
    const Error error = error_of(script("echo 'option -S is not known'; exit 1\n"));
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr(m_scratch.file("qemu")), HasSubstr("printed: option -S is not known")));
}

TEST_F(CapabilitiesProbe, SaysWhatIsNoQmp)
{
    EXPECT_THAT(error_of(script("echo 'hello' >&3; sleep 5\n")).what(), HasSubstr("no JSON object: hello"));
    EXPECT_THAT(error_of(script("read line <&3; echo "
                                "'{\"error\":{\"class\":\"X\",\"desc\":\"no\"},\"id\":1}' >&3; sleep 5\n"))
                    .what(),
                AnyOf(HasSubstr("it refuses 'qmp_capabilities': no"), HasSubstr("monitor ended")));
    std::string answers;
    for (int id = 1; id <= 9; ++id)
        answers += "read line <&3; echo '{\"return\":{},\"id\":" + std::to_string(id) + "}' >&3\n";
    EXPECT_THAT(error_of(script(answers + "sleep 5\n")).what(), HasSubstr("its answers make no sense"));
}

TEST_F(CapabilitiesProbe, GivesUpOnAProgramThatDoesNotAnswerAndEndsIt)
{
    const std::string pid_file = m_scratch.file("pid");
    const Error error = error_of(script("echo $$ > " + pid_file + "; exec sleep 100\n"), 300ms);
    EXPECT_EQ(error.code(), ErrorCode::OperationTimeout);
    EXPECT_THAT(error.what(), HasSubstr("did not answer 'qmp_capabilities' within 300 ms"));
    const int pid = std::stoi(support::read_file(pid_file));
    EXPECT_NE(::kill(pid, 0), 0) << "it still runs";
}

} // namespace
} // namespace modvirt::qemu::capabilities
