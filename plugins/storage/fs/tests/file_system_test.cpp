// SPDX-License-Identifier: LGPL-2.1-or-later
#include "file_system.hpp"

#include <gtest/gtest.h>

#include <modvirt/error.hpp>

namespace modvirt::storage_fs {
namespace {

using Words = std::vector<std::string>;

// What is run to make that format.
process::Invocation making(std::string_view format)
{
    process::Invocation invocation;
    make_file_system(
        [&](const process::Invocation &run) {
            invocation = run;
            return process::Outcome{};
        },
        format, "/dev/x");
    return invocation;
}

TEST(FileSystems, AreMadeByTheirTools)
{
    EXPECT_EQ(making("ext4").argv, (Words{"mkfs.ext4", "-q", "-F", "/dev/x"}));
    EXPECT_EQ(making("xfs").argv, (Words{"mkfs.xfs", "-q", "-f", "/dev/x"}));
    EXPECT_EQ(making("hfs+").argv, (Words{"mkfs.hfsplus", "/dev/x"}));
    EXPECT_EQ(making("vfat").package, "dosfstools");
}

TEST(FileSystems, ThatCannotBeMadeAreRefused)
{
    for (const char *const format : {"auto", "ufs", "iso9660", "gfs", "vmfs", "nonsense"}) {
        try {
            making(format);
            ADD_FAILURE() << format;
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
        }
    }
}

TEST(FileSystems, OfTheSeedPageHaveNamesForTheKernelAndForLibblkid)
{
    for (const char *const format :
         {"ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+", "xfs"}) {
        ASSERT_NE(find_file_system(format), nullptr) << format;
        EXPECT_EQ(format_of(find_file_system(format)->detected), format);
    }
    EXPECT_EQ(find_file_system("auto"), nullptr);
    EXPECT_EQ(format_of("btrfs"), std::nullopt);
}

} // namespace
} // namespace modvirt::storage_fs
