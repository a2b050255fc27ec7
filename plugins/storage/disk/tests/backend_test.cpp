// SPDX-License-Identifier: LGPL-2.1-or-later
// What the backend refuses before it touches a disk. What it does to disks is seen in tests/lab.
#include "backend.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::storage_disk {
namespace {

using testing::HasSubstr;

Error refusal_of(const std::string &source, const std::function<void(Backend &)> &call)
{
    Backend backend(*modvirt_xml_interface_v1(), "<pool type='disk'><name>d</name>" + source + "</pool>",
                    [](const process::Invocation &invocation) -> process::Outcome {
                        ADD_FAILURE() << "it ran " << process::describe(invocation);
                        return {};
                    });
    try {
        call(backend);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

const std::string no_disk = "<source><device path='/dev/null'/><format type='gpt'/></source>";

TEST(ADiskPool, NeedsADisk)
{
    EXPECT_EQ(refusal_of("", [](Backend &backend) { backend.pool_start(); }).code(), ErrorCode::XmlError);
    const Error error = refusal_of(no_disk, [](Backend &backend) { backend.pool_build(0); });
    EXPECT_EQ(error.code(), ErrorCode::OperationFailed);
    EXPECT_THAT(error.message(), HasSubstr("'/dev/null' of pool 'd' is no block device"));
    EXPECT_EQ(refusal_of(no_disk, [](Backend &backend) { EXPECT_FALSE(backend.pool_check()); }).code(), ErrorCode::Ok);
}

TEST(ADiskPool, IsNotBuiltInAFormatThatIsNoTable)
{
    const Error error = refusal_of("<source><device path='/dev/null'/><format type='lvm2'/></source>",
                                   [](Backend &backend) { backend.pool_build(0); });
    EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
}

TEST(ADiskPool, RefusesFlagsThatContradictEachOtherOrAreUnknown)
{
    EXPECT_EQ(refusal_of(no_disk, [](Backend &backend) { backend.pool_build(12); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal_of(no_disk, [](Backend &backend) { backend.pool_build(1); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal_of(no_disk, [](Backend &backend) { backend.volume_delete("null1", 2); }).code(), ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::storage_disk
