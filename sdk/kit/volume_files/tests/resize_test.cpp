// SPDX-License-Identifier: MIT
#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::document;
using testing::mib;
using testing::refusal_of;

constexpr uint32_t allocate = 1;
constexpr uint32_t delta = 2;
constexpr uint32_t shrink = 4;

class Resize : public testing::TemporaryPool {
protected:
    void SetUp() override { make_sparse("v", mib); }
    uint64_t size_after(uint64_t capacity, uint32_t flags)
    {
        m_files->resize("v", capacity, flags);
        return m_files->inspect("v").capacity;
    }
};

TEST_F(Resize, GrowsWithoutTakingRoom)
{
    EXPECT_EQ(size_after(2 * mib, 0), 2 * mib);
    EXPECT_EQ(allocated("v"), 0u);
    EXPECT_EQ(size_after(2 * mib, 0), 2 * mib);
}

TEST_F(Resize, GrowsByADifference)
{
    EXPECT_EQ(size_after(mib, delta), 2 * mib);
    EXPECT_EQ(size_after(mib / 2, delta | shrink), 2 * mib - mib / 2);
    refusal_of(ErrorCode::Overflow, [&] { m_files->resize("v", UINT64_MAX, delta); });
}

TEST_F(Resize, ShrinksOnlyWhenThatIsAskedFor)
{
    EXPECT_EQ(refusal_of(ErrorCode::InvalidArg, [&] { m_files->resize("v", mib / 2, 0); }),
              "Can't shrink capacity below current capacity unless shrink flag explicitly specified");
    EXPECT_EQ(size_after(mib / 2, shrink), mib / 2);
}

TEST_F(Resize, NeverShrinksBelowWhatIsAllocated)
{
    write("v", std::string(mib, 'x'));
    EXPECT_EQ(refusal_of(ErrorCode::InvalidArg, [&] { m_files->resize("v", mib / 2, shrink); }),
              "can't shrink capacity below existing allocation");
    EXPECT_EQ(read("v").size(), mib);
}

TEST_F(Resize, AllocatesAllOfItWhenAsked)
{
    EXPECT_EQ(size_after(2 * mib, allocate), 2 * mib);
    EXPECT_EQ(allocated("v"), 2 * mib);
}

TEST_F(Resize, ChangesImagesOfOtherFormats)
{
    NEEDS_QEMU_IMG();
    std::filesystem::remove(path("v"));
    m_files->create(document("v", mib, "0", "<format type='qcow2'/>"), 0);
    EXPECT_EQ(size_after(4 * mib, 0), 4 * mib);
    EXPECT_EQ(size_after(2 * mib, shrink), 2 * mib);
    EXPECT_EQ(refusal_of(ErrorCode::OperationUnsupported, [&] { m_files->resize("v", 8 * mib, allocate); }),
              "preallocate is only supported for raw type volume");
}

TEST_F(Resize, RefusesWhatHasNoSize)
{
    std::filesystem::create_directory(path("d"));
    refusal_of(ErrorCode::OperationUnsupported, [&] { m_files->resize("d", mib, 0); });
    refusal_of(ErrorCode::NoStorageVol, [&] { m_files->resize("gone", mib, 0); });
    refusal_of(ErrorCode::InvalidArg, [&] { m_files->resize("v", mib, 8); });
    refusal_of(ErrorCode::SystemError, [&] { m_files->resize("v", UINT64_MAX, 0); });
}

} // namespace
} // namespace modvirt::volume_files
