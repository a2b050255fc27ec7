// SPDX-License-Identifier: LGPL-2.1-or-later
#include "signature.hpp"

#include "kit/volume_files/tests/backend_host.hpp"

#include "kit/process/command.hpp"

namespace modvirt::storage_fs {
namespace {

// libblkid looks at files as at devices.
class Signatures : public volume_files::testing::BackendTest {
protected:
    std::string image() const
    {
        std::ofstream(path("image")).close();
        std::filesystem::resize_file(path("image"), 8u << 20);
        return path("image");
    }
    void run(std::vector<std::string> argv) const
    {
        const process::Invocation invocation{std::move(argv), "e2fsprogs"};
        process::expect_success(invocation, process::run(invocation));
    }
};

TEST_F(Signatures, OfAnEmptyDeviceIsNone)
{
    EXPECT_FALSE(find_signature(image()));
}

TEST_F(Signatures, OfAFileSystemIsItsTypeAndLabel)
{
    if (!process::has_tool("mkfs.ext4"))
        GTEST_SKIP() << "there is no mkfs.ext4: install e2fsprogs";
    run({"mkfs.ext4", "-q", "-F", "-L", "mine", image()});
    const auto signature = find_signature(path("image"));
    ASSERT_TRUE(signature);
    EXPECT_EQ(signature->type, "ext4");
    EXPECT_EQ(signature->label, "mine");
    EXPECT_TRUE(signature->is_file_system);
}

TEST_F(Signatures, OfSwapSpaceIsNoFileSystem)
{
    if (!process::has_tool("mkswap"))
        GTEST_SKIP() << "there is no mkswap: install util-linux";
    run({"mkswap", image()});
    const auto signature = find_signature(path("image"));
    ASSERT_TRUE(signature);
    EXPECT_EQ(signature->type, "swap");
    EXPECT_FALSE(signature->is_file_system);
}

TEST_F(Signatures, OfAPartitionTableIsItsKind)
{
    std::string sector(512, '\0');
    sector[446 + 4] = '\x83'; // one partition of Linux, from sector 8 on, of 16 sectors
    sector[446 + 8] = 8;
    sector[446 + 12] = 16;
    sector[510] = '\x55';
    sector[511] = '\xaa';
    std::fstream(image(), std::ios::in | std::ios::out | std::ios::binary) << sector;
    const auto signature = find_signature(path("image"));
    ASSERT_TRUE(signature);
    EXPECT_EQ(signature->type, "dos");
}

TEST_F(Signatures, OfAUfsTellWhichOneItIs)
{
    EXPECT_FALSE(find_ufs_version(image()));
    const auto write_magic = [&](std::size_t superblock, const char *magic) {
        std::fstream file(image(), std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(superblock + 1372)).write(magic, 4);
    };
    write_magic(8192, "\x54\x19\x01\x00");
    EXPECT_EQ(find_ufs_version(path("image")), "1");
    std::filesystem::remove(path("image"));
    write_magic(65536, "\x19\x01\x54\x19");
    EXPECT_EQ(find_ufs_version(path("image")), "2");
}

TEST_F(Signatures, OfWhatCannotBeOpenedIsAnError)
{
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [] { find_signature("/nonexistent"); }),
              "cannot open the device '/nonexistent': No such file or directory");
}

} // namespace
} // namespace modvirt::storage_fs
