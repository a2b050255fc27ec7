// SPDX-License-Identifier: MIT
// What happens when the disk is full, on a file system of one MiB.
#include <cerrno>

#include <sys/mount.h>

#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::document;
using testing::mib;
using testing::refusal_of;

class FullDisk : public testing::TemporaryPool {
protected:
    void SetUp() override
    {
        m_is_mounted = ::mount("tmpfs", m_path.c_str(), "tmpfs", 0, "size=1m") == 0;
        if (!m_is_mounted)
            GTEST_SKIP() << "mounting a small tmpfs needs root: " << std::strerror(errno);
    }
    void TearDown() override
    {
        if (m_is_mounted)
            ::umount2(m_path.c_str(), MNT_DETACH);
    }

private:
    bool m_is_mounted = false;
};

TEST_F(FullDisk, LeavesNothingOfAVolumeThatDoesNotFit)
{
    refusal_of(ErrorCode::SystemError, [&] { m_files->create(document("v", 2 * mib, ""), 0); });
    EXPECT_EQ(entries(), 0u);
    EXPECT_EQ(m_files->usage().available, mib);
    EXPECT_EQ(m_files->create(document("v", 2 * mib), 0).capacity, 2 * mib);
}

TEST_F(FullDisk, LeavesNothingOfACopyThatDoesNotFit)
{
    write("source", std::string(700 * 1024, 'x'));
    const std::string description = m_files->describe("source");
    for (const char *const allocation : {"", "0"})
        refusal_of(ErrorCode::SystemError, [&] {
            m_files->create_from(document("copy", 700 * 1024, allocation), path("source"), description, 0);
        });
    EXPECT_EQ(entries(), 1u);
    EXPECT_EQ(m_files->inspect("source").capacity, 700 * 1024u);
}

TEST_F(FullDisk, LeavesAVolumeAsLargeAsItWasWhenItCannotGrow)
{
    make_sparse("v", 1000);
    refusal_of(ErrorCode::SystemError, [&] { m_files->resize("v", 2 * mib, 1); });
    EXPECT_EQ(m_files->inspect("v").capacity, 1000u);
}

} // namespace
} // namespace modvirt::volume_files
