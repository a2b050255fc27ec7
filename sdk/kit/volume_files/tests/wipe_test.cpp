// SPDX-License-Identifier: MIT
#include "kit/contents/patterns.hpp"
#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::mib;
using testing::refusal_of;
using contents::Algorithm;

class Wipe : public testing::TemporaryPool {};

TEST_F(Wipe, WithZerosLeavesSizeAndAllocation)
{
    write("v", std::string(200000, 'x'));
    const uint64_t before = allocated("v");
    m_files->wipe("v", 0, 0);
    EXPECT_EQ(read("v"), std::string(200000, '\0'));
    EXPECT_EQ(allocated("v"), before);
}

TEST_F(Wipe, LeavesHolesAlone)
{
    make_sparse("v", uint64_t{1} << 40);
    m_files->wipe("v", 8, 0);
    EXPECT_EQ(allocated("v"), 0u);
}

TEST_F(Wipe, OfAnImageLeavesNoImage)
{
    write("v", std::string("QFI\xfb\0\0\0\2", 8) + std::string(1000, 'x'));
    m_files->wipe("v", 0, 0);
    EXPECT_EQ(m_files->inspect("v").format, "raw");
}

TEST_F(Wipe, EndsWithTheLastPassOfEachPattern)
{
    const auto wiped = [&](Algorithm algorithm) {
        write("v", std::string(100000, 'x'));
        m_files->wipe("v", static_cast<uint32_t>(algorithm), 0);
        return read("v");
    };
    EXPECT_EQ(wiped(Algorithm::Nnsa), std::string(100000, '\0'));
    EXPECT_EQ(wiped(Algorithm::Dod), std::string(100000, '\xff'));
    EXPECT_EQ(wiped(Algorithm::Bsi), std::string(100000, '\x7f'));
    for (const Algorithm algorithm : {Algorithm::Gutmann, Algorithm::Schneier, Algorithm::Pfitzner7,
                                      Algorithm::Pfitzner33, Algorithm::Random}) {
        const std::string bytes = wiped(algorithm);
        EXPECT_EQ(bytes.size(), 100000u);
        EXPECT_EQ(bytes.find("xxxxxxxx"), std::string::npos);
        EXPECT_EQ(bytes.find(std::string(8, '\0')), std::string::npos);
    }
}

TEST_F(Wipe, ByTrimFreesTheRoomOrIsRefused)
{
    write("v", std::string(mib, 'x'));
    try {
        m_files->wipe("v", 9, 0);
        EXPECT_EQ(read("v"), std::string(mib, '\0'));
        EXPECT_EQ(allocated("v"), 0u);
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::ArgumentUnsupported);
    }
}

TEST_F(Wipe, OfWhatIsNoVolumeIsRefused)
{
    std::filesystem::create_directory(path("d"));
    refusal_of(ErrorCode::OperationUnsupported, [&] { m_files->wipe("d", 0, 0); });
    refusal_of(ErrorCode::NoStorageVol, [&] { m_files->wipe("gone", 0, 0); });
    write("v", "x");
    refusal_of(ErrorCode::InvalidArg, [&] { m_files->wipe("v", 0, 1); });
}

class Delete : public testing::TemporaryPool {};

TEST_F(Delete, RemovesAVolumePlainOrZeroed)
{
    write("plain", "x");
    write("zeroed", std::string(mib, 'x'));
    std::filesystem::create_hard_link(path("zeroed"), path("witness"));
    m_files->remove("plain", 0);
    m_files->remove("zeroed", 1);
    EXPECT_EQ(list().size(), 1u);
    EXPECT_EQ(read("witness"), std::string(mib, '\0'));
}

TEST_F(Delete, RemovesOfALinkTheLink)
{
    write("target", "x");
    std::filesystem::create_symlink("target", path("link"));
    m_files->remove("link", 0);
    EXPECT_EQ(read("target"), "x");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(Delete, RefusesWhatIsNotEmptyOrNotThere)
{
    std::filesystem::create_directories(path("d/inner"));
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [&] { m_files->remove("d", 0); }),
              "cannot remove directory '" + path("d") + "': Directory not empty");
    EXPECT_EQ(refusal_of(ErrorCode::NoStorageVol, [&] { m_files->remove("gone", 0); }),
              "no storage vol with matching name 'gone'");
    refusal_of(ErrorCode::NoStorageVol, [&] { m_files->remove("d/inner", 0); });
    refusal_of(ErrorCode::NoStorageVol, [&] { m_files->remove("..", 0); });
    refusal_of(ErrorCode::InvalidArg, [&] { m_files->remove("d", 8); });
}

} // namespace
} // namespace modvirt::volume_files
