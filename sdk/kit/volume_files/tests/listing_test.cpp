// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::mib;

class ListingTest : public testing::TemporaryPool {
protected:
    // A qcow2 header of version 3: 1 MiB, clusters of 64 KiB.
    static std::string qcow2()
    {
        std::string bytes(65536, '\0');
        bytes.replace(0, 8, std::string("QFI\xfb\0\0\0\3", 8));
        bytes[23] = 16;
        bytes[29] = 16;
        bytes[103] = 104;
        return bytes;
    }
};

TEST_F(ListingTest, TellsFilesWithFormatAndSizes)
{
    write("full", std::string(8192, 'x'));
    make_sparse("sparse", mib);
    write("image", qcow2());
    const auto volumes = list();
    ASSERT_EQ(volumes.size(), 3u);
    EXPECT_EQ(volumes.at("full").format, "raw");
    EXPECT_EQ(volumes.at("full").capacity, 8192u);
    EXPECT_EQ(volumes.at("full").allocation, allocated("full"));
    EXPECT_EQ(volumes.at("full").path, path("full"));
    EXPECT_EQ(volumes.at("full").key, path("full"));
    EXPECT_EQ(volumes.at("sparse").capacity, mib);
    EXPECT_EQ(volumes.at("sparse").allocation, 0u);
    EXPECT_EQ(volumes.at("image").format, "qcow2");
    EXPECT_EQ(volumes.at("image").capacity, mib);
}

TEST_F(ListingTest, TellsDirectoriesAsVolumes)
{
    std::filesystem::create_directory(path("directory"));
    const auto volumes = list();
    ASSERT_EQ(volumes.size(), 1u);
    EXPECT_EQ(volumes.at("directory").type, 2u);
    EXPECT_EQ(volumes.at("directory").format, "dir");
}

TEST_F(ListingTest, TellsADirectoryOfVirtuozzoAsOneVolume)
{
    std::filesystem::create_directory(path("ct"));
    write("ct/DiskDescriptor.xml", "<Parallels_disk_image/>");
    std::string image = std::string("WithouFreSpacExt") + std::string(64, '\0');
    image[16] = 2;
    image[37] = 8; // 2048 sectors
    write("ct/root.hds", image);
    EXPECT_EQ(list().at("ct").type, 5u);
    EXPECT_EQ(list().at("ct").capacity, mib);
    m_files->remove("ct", 0);
    EXPECT_EQ(entries(), 0u);
}

TEST_F(ListingTest, LeavesOutWhatIsNoVolume)
{
    ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
    std::filesystem::create_symlink("gone", path("dangling"));
    write(".modvirt.0.1.1.part", "half");
    EXPECT_TRUE(list().empty());
    for (const char *const name : {"fifo", "dangling", ".modvirt.0.1.1.part", "..", ".", "", "a/b"})
        testing::refusal_of(ErrorCode::NoStorageVol, [&] { m_files->inspect(name); });
}

TEST_F(ListingTest, LeavesOutNamesThatXmlCannotHold)
{
    write("a\nb", "x");
    write("\xff\xfe", "x");
    write("caf\xc3\xa9", "x");
    write(std::string(255, 'n'), "x");
    EXPECT_EQ(list().size(), 2u);
}

TEST_F(ListingTest, FollowsLinksThatStayInThePoolOnly)
{
    const std::string outside = m_path + ".outside";
    std::ofstream(outside) << "secret";
    write("inside", "12345");
    std::filesystem::create_symlink("inside", path("link"));
    std::filesystem::create_symlink(outside, path("absolute"));
    std::filesystem::create_symlink("../" + std::filesystem::path(outside).filename().string(),
                                    path("relative"));
    std::filesystem::create_symlink("/proc/self/exe", path("magic"));
    const auto volumes = list();
    std::filesystem::remove(outside);
    EXPECT_EQ(volumes.size(), 2u);
    EXPECT_EQ(volumes.at("link").capacity, 5u);
    EXPECT_EQ(m_warnings.size(), 3u);
    testing::refusal_of(ErrorCode::NoStorageVol, [&] { m_files->describe("absolute"); });
    testing::refusal_of(ErrorCode::NoStorageVol, [&] { m_files->wipe("absolute", 0, 0); });
}

TEST_F(ListingTest, NoticesWhatChanges)
{
    write("one", "x");
    EXPECT_EQ(list().at("one").capacity, 1u);
    write("one", "xyz");
    write("two", "y");
    EXPECT_EQ(list().at("one").capacity, 3u);
    EXPECT_EQ(list().size(), 2u);
    write("one", qcow2());
    EXPECT_EQ(list().at("one").format, "qcow2");
    std::filesystem::remove(path("two"));
    EXPECT_EQ(list().size(), 1u);
}

TEST_F(ListingTest, NoticesAFileThatIsReplacedByOneOfTheSameSize)
{
    write("one", qcow2());
    EXPECT_EQ(list().at("one").format, "qcow2");
    write("other", std::string(65536, 'x'));
    std::filesystem::rename(path("other"), path("one"));
    EXPECT_EQ(list().at("one").format, "raw");
}

TEST_F(ListingTest, NoticesChangesOfEverySort)
{
    write("one", "12345");
    make_sparse("sparse", mib);
    EXPECT_EQ(list().size(), 2u);
    std::filesystem::rename(path("one"), path("two"));
    EXPECT_EQ(list().count("two"), 1u);
    EXPECT_EQ(list().count("one"), 0u);
    std::filesystem::resize_file(path("two"), 3);
    EXPECT_EQ(list().at("two").capacity, 3u);
    std::fstream(path("sparse"), std::ios::in | std::ios::out) << "data";
    EXPECT_EQ(list().at("sparse").allocation, allocated("sparse"));
    std::filesystem::remove(path("two"));
    std::filesystem::create_directory(path("two"));
    EXPECT_EQ(list().at("two").type, 2u);
    std::filesystem::remove_all(m_path);
    std::filesystem::create_directory(m_path);
    write("three", "x");
    EXPECT_EQ(list().size(), 1u);
    EXPECT_EQ(list().at("three").capacity, 1u);
}

TEST_F(ListingTest, NoticesWhatIsDoneToAFileThroughItsOtherName)
{
    write("one", "12345");
    std::filesystem::create_hard_link(path("one"), m_path + ".other");
    EXPECT_EQ(list().at("one").capacity, 5u);
    std::filesystem::resize_file(m_path + ".other", 3);
    EXPECT_EQ(list().at("one").capacity, 3u);
    std::filesystem::remove(m_path + ".other");
}

TEST_F(ListingTest, NoticesMoreChangesThanTheKernelRemembers)
{
    write("one", "x");
    EXPECT_EQ(list().size(), 1u);
    for (int i = 0; i < 20'000; ++i)
        std::filesystem::permissions(path("one"), i % 2 == 0 ? std::filesystem::perms{0600}
                                                             : std::filesystem::perms{0644});
    for (int i = 0; i < 20'000; ++i) {
        const std::string name = path(i % 2 == 0 ? "a" : "b");
        std::ofstream(name).close();
        std::filesystem::remove(name);
    }
    write("last", "xyz");
    EXPECT_EQ(list().size(), 2u);
    EXPECT_EQ(list().at("last").capacity, 3u);
}

TEST_F(ListingTest, TellsThousandsOfFilesEachAsItIs)
{
    for (int i = 0; i < 2000; ++i)
        write(std::to_string(i),
              i % 3 == 0 ? qcow2().substr(0, 600) : std::string(static_cast<std::size_t>(i) + 1, 'x'));
    for (int round = 0; round < 2; ++round) {
        const auto volumes = list();
        ASSERT_EQ(volumes.size(), 2000u);
        for (int i = 0; i < 2000; ++i) {
            const FoundVolume &volume = volumes.at(std::to_string(i));
            ASSERT_EQ(volume.format, i % 3 == 0 ? "qcow2" : "raw");
            ASSERT_EQ(volume.capacity, i % 3 == 0 ? mib : static_cast<uint64_t>(i) + 1);
        }
    }
}

TEST_F(ListingTest, LooksAtAllAgainAfterAFailure)
{
    write("one", "x");
    EXPECT_EQ(list().size(), 1u);
    write("one", "xyz");
    EXPECT_THROW(m_files->list([](const FoundVolume &) { throw std::runtime_error("no room"); }),
                 std::runtime_error);
    EXPECT_EQ(list().at("one").capacity, 3u);
}

TEST_F(ListingTest, OpensNoFileAgainThatHasNotChanged)
{
    write("image", qcow2());
    write("raw", std::string(8192, 'x'));
    // Only what has not changed for a while is known to be the same; some file systems know whole seconds
    // only.
    const auto is_settled = [&] {
        timespec now{};
        ::clock_gettime(CLOCK_REALTIME, &now);
        const timespec changed = status("raw").st_ctim;
        const auto age_ms =
            (now.tv_sec - changed.tv_sec) * 1000 + (now.tv_nsec - changed.tv_nsec) / 1'000'000;
        return age_ms > (changed.tv_nsec == 0 ? 2500 : 200);
    };
    while (!is_settled())
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    ASSERT_EQ(list().size(), 2u);
    // Without free descriptors nothing can be opened but the directory.
    const int highest = ::dup(0);
    ::close(highest);
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit tight{static_cast<rlim_t>(highest) + 1, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    const auto volumes = list();
    ::setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT_EQ(volumes.size(), 2u);
    EXPECT_EQ(volumes.at("image").format, "qcow2");
}

TEST_F(ListingTest, TellsWhatIsDamagedAndListsItNevertheless)
{
    std::string bytes = qcow2();
    bytes[23] = 60;
    write("image", bytes);
    EXPECT_EQ(list().at("image").format, "qcow2");
    ASSERT_EQ(m_warnings.size(), 1u);
    EXPECT_EQ(m_warnings[0], "the volume '" + path("image") +
                                 "' is damaged: its clusters are 2^60 bytes, which must be 2^9 to 2^21");
}

TEST_F(ListingTest, TellsTheSizesOfTheFileSystem)
{
    const PoolUsage usage = m_files->usage();
    EXPECT_GT(usage.capacity, 0u);
    EXPECT_EQ(usage.capacity, usage.allocation + usage.available);
}

TEST_F(ListingTest, CanCallAllOfAVolumeAllocated)
{
    Settings settings{m_path};
    settings.capacity_is_allocated = true;
    make_sparse("sparse", mib);
    EXPECT_EQ(VolumeFiles(settings, *modvirt_xml_interface_v1()).inspect("sparse").allocation, mib);
}

TEST_F(ListingTest, OfADirectoryThatIsGoneIsRefused)
{
    std::filesystem::remove(m_path);
    EXPECT_EQ(testing::refusal_of(ErrorCode::SystemError, [&] { static_cast<void>(list()); }),
              "cannot open directory '" + m_path + "': No such file or directory");
}

} // namespace
} // namespace modvirt::volume_files
