// SPDX-License-Identifier: LGPL-2.1-or-later
// What is on a disk, and how large it is.
#include "fake_host.hpp"

#include <algorithm>

namespace modvirt::test::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint64_t written = uint64_t{1} << 40; // by a guest into a disk that is as it was made
constexpr uint32_t bytes = 1;

constexpr const char *disks =
    "<devices><disk type='file'><source file='/a.img'/><target dev='vda'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda'/></disk></devices>";

class BlockTest : public DriverTest {
protected:
    void SetUp() override { m_host.take_events(); }

    ErrorCode peeking(const std::string &disk, uint64_t offset, std::size_t size)
    {
        m_room.assign(size, 7);
        return failure_of([&] { m_driver->domain_block_peek(m_domain, disk, offset, m_room, 0); }).code;
    }

    ErrorCode resizing(const std::string &disk, uint64_t size, uint32_t flags = 0)
    {
        return failure_of([&] { m_driver->domain_block_resize(m_domain, disk, size, flags); }).code;
    }

    ErrorCode watching(const std::string &disk, uint64_t threshold)
    {
        return failure_of([&] { m_driver->domain_set_block_threshold(m_domain, disk, threshold, 0); }).code;
    }

    LiveDomain m_domain = start("a", 1, disks);
    std::vector<uint8_t> m_room;
};

} // namespace

TEST_F(BlockTest, ADiskThatNobodyWroteToHoldsZeros)
{
    EXPECT_EQ(peeking("vda", 1000, 16), ErrorCode::Ok);
    EXPECT_TRUE(std::ranges::all_of(m_room, [](uint8_t byte) { return byte == 0; }));
    EXPECT_EQ(peeking("/a.img", 0, 16), ErrorCode::Ok);
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(peeking("vda", 0, 16), ErrorCode::Ok);
}

TEST_F(BlockTest, NothingIsReadThatIsNotThere)
{
    EXPECT_EQ(peeking("vdz", 0, 16), ErrorCode::InvalidArg);
    EXPECT_EQ(peeking("sda", 0, 16), ErrorCode::InvalidArg);
    EXPECT_EQ(peeking("vda", uint64_t{1} << 62, 16), ErrorCode::InvalidArg);
    EXPECT_EQ(resizing("vda", 1024, bytes), ErrorCode::Ok);
    EXPECT_EQ(peeking("vda", 1020, 4), ErrorCode::Ok);
    EXPECT_EQ(peeking("vda", 1020, 5), ErrorCode::InvalidArg);
}

TEST_F(BlockTest, ADiskHasTheSizeThatItWasGiven)
{
    EXPECT_EQ(resizing("vda", 4), ErrorCode::Ok);
    const BlockInfo info = m_driver->domain_get_block_info(m_domain, "vda", 0);
    EXPECT_EQ(info.capacity, 4096U);
    EXPECT_EQ(info.allocation, 4096U);
    EXPECT_EQ(resizing("vda", uint64_t{1} << 60), ErrorCode::Overflow);
    EXPECT_EQ(resizing("vdz", 4), ErrorCode::InvalidArg);
    EXPECT_EQ(resizing("sda", 4), ErrorCode::OperationUnsupported);
    EXPECT_EQ(resizing("vda", 4, 4), ErrorCode::InvalidArg);
    m_driver->domain_destroy_flags(m_domain, 0);
    EXPECT_EQ(resizing("vda", 4), ErrorCode::OperationInvalid);
}

TEST_F(BlockTest, AThresholdThatIsPassedAlreadyIsToldAtOnce)
{
    EXPECT_EQ(watching("vda", 1000), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #24 vda 0"));
}

TEST_F(BlockTest, AThresholdIsToldOnceTheGuestHasRoomToWriteBeyondIt)
{
    EXPECT_EQ(watching("vda[1]", written + 10), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    EXPECT_EQ(resizing("vda", written + 20, bytes), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a #24 vda[1] 0"));
    EXPECT_EQ(resizing("vda", written + 30, bytes), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
}

TEST_F(BlockTest, AGuestThatIsPausedWritesNothing)
{
    m_driver->domain_suspend(m_domain);
    m_host.take_events();
    EXPECT_EQ(watching("vda", 1000), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    m_driver->domain_resume(m_domain);
    EXPECT_THAT(m_host.take_events(), ElementsAre("a 4 0 2", "a #24 vda 0"));
}

TEST_F(BlockTest, AThresholdIsTakenBackAndEndsWithTheGuest)
{
    EXPECT_EQ(watching("vda", written + 10), ErrorCode::Ok);
    EXPECT_EQ(watching("vda", 0), ErrorCode::Ok);
    EXPECT_EQ(resizing("vda", written + 20, bytes), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
    EXPECT_EQ(watching("vda", written + 30), ErrorCode::Ok);
    m_driver->domain_destroy_flags(m_domain, 0);
    m_driver->domain_create_with_flags(m_domain, 0);
    m_host.take_events();
    EXPECT_EQ(resizing("vda", written + 40, bytes), ErrorCode::Ok);
    EXPECT_THAT(m_host.take_events(), IsEmpty());
}

TEST_F(BlockTest, OneImageOfADiskIsNamedByItsNumber)
{
    EXPECT_EQ(watching("vda[x]", 5), ErrorCode::InvalidArg);
    EXPECT_EQ(watching("vda[99]", 5), ErrorCode::InvalidArg);
    EXPECT_EQ(watching("vdz", 5), ErrorCode::InvalidArg);
    EXPECT_EQ(watching("", 5), ErrorCode::InvalidArg);
}

} // namespace modvirt::test::testing
