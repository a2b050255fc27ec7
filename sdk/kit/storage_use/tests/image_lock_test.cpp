// SPDX-License-Identifier: MIT
#include "kit/storage_use/image_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "kit/process/fd.hpp"

namespace modvirt::storage_use {
namespace {

// Locks one byte as QEMU does, with a descriptor of its own.
void lock_byte(int fd, off_t byte)
{
    struct flock lock {};
    lock.l_type = F_RDLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    ASSERT_EQ(::fcntl(fd, F_OFD_SETLK, &lock), 0);
}

TEST(TheLockOfAnImage, IsSeenAsLongAsItIsOpenSomewhere)
{
    const std::string path = testing::TempDir() + "modvirt-lock-" + std::to_string(::getpid());
    {
        const process::Fd image(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        EXPECT_FALSE(is_locked_image(path));
        lock_byte(image.get(), 99);
        EXPECT_FALSE(is_locked_image(path)) << "this byte is no word of QEMU's";
        lock_byte(image.get(), 201);
        EXPECT_TRUE(is_locked_image(path));
    }
    EXPECT_FALSE(is_locked_image(path));
    ::unlink(path.c_str());
    EXPECT_FALSE(is_locked_image(path)) << "there is no such file";
}

} // namespace
} // namespace modvirt::storage_use
