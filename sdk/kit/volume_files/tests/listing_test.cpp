// SPDX-License-Identifier: MIT
#include <stdexcept>

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

TEST_F(ListingTest, TellsTheStateOfFiles)
{
    write("full", std::string(8192, 'x'));
    make_sparse("sparse", mib);
    write("empty", "");
    const auto volumes = list();
    ASSERT_EQ(volumes.size(), 3u);
    EXPECT_EQ(volumes.at("full").format, "");
    EXPECT_EQ(volumes.at("full").capacity, 8192u);
    EXPECT_EQ(volumes.at("full").allocation, allocated("full"));
    EXPECT_EQ(volumes.at("full").path, path("full"));
    EXPECT_EQ(volumes.at("full").key, path("full"));
    EXPECT_EQ(volumes.at("sparse").format, "raw");
    EXPECT_EQ(volumes.at("sparse").capacity, mib);
    EXPECT_EQ(volumes.at("sparse").allocation, 0u);
    EXPECT_EQ(volumes.at("empty").format, "raw");
}

TEST_F(ListingTest, LooksIntoAFileThatIsAskedFor)
{
    write("full", std::string(8192, 'x'));
    write("image", qcow2());
    EXPECT_EQ(m_files->inspect("full").format, "raw");
    EXPECT_EQ(m_files->inspect("full").capacity, 8192u);
    EXPECT_EQ(m_files->inspect("image").format, "qcow2");
    EXPECT_EQ(m_files->inspect("image").capacity, mib);
    EXPECT_EQ(m_files->inspect("image").allocation, allocated("image"));
    EXPECT_EQ(m_files->inspect("image").key, path("image"));
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
    // What somebody else put there is not lost with it, nor is it by halves.
    write("ct/notes", "precious");
    testing::refusal_of(ErrorCode::SystemError, [&] { m_files->remove("ct", 0); });
    EXPECT_EQ(list().at("ct").capacity, mib);
    std::filesystem::remove(path("ct/notes"));
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
    EXPECT_EQ(list().at("one").capacity, 65536u);
    std::filesystem::remove(path("two"));
    EXPECT_EQ(list().size(), 1u);
}

TEST_F(ListingTest, LooksIntoAFileThatHasReplacedOneOfTheSameSize)
{
    write("one", qcow2());
    EXPECT_EQ(m_files->inspect("one").format, "qcow2");
    write("other", std::string(65536, 'x'));
    std::filesystem::rename(path("other"), path("one"));
    EXPECT_EQ(m_files->inspect("one").format, "raw");
    EXPECT_EQ(list().at("one").allocation, allocated("one"));
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
    const auto size_of = [](int i) { return static_cast<uint64_t>(i) + 1; };
    for (int i = 0; i < 2000; ++i)
        write(std::to_string(i), std::string(size_of(i), 'x'));
    for (int round = 0; round < 2; ++round) {
        const auto volumes = list();
        ASSERT_EQ(volumes.size(), 2000u);
        for (int i = 0; i < 2000; ++i)
            ASSERT_EQ(volumes.at(std::to_string(i)).capacity, size_of(i));
    }
}

TEST_F(ListingTest, TellsVolumesInTheOrderOfTheirNames)
{
    for (const char *const name : {"c", "a", "b"})
        write(name, "x");
    std::string names;
    const auto add = [&](const FoundVolume &volume) { names += volume.name; };
    m_files->list(add);
    std::filesystem::rename(path("a"), path("d"));
    write("aa", "x");
    m_files->list(add);
    EXPECT_EQ(names, "abcaabcd");
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

TEST_F(ListingTest, OpensNoFile)
{
    ASSERT_TRUE(list().empty()); // what is opened once is open
    write("image", qcow2());
    write("raw", std::string(8192, 'x'));
    // Two more descriptors: the directory, to reach what is in it and to read its names.
    const int first = ::dup(0);
    const int second = ::dup(0);
    ::close(first);
    ::close(second);
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const rlimit tight{static_cast<rlim_t>(second) + 1, limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    const auto volumes = list();
    ::setrlimit(RLIMIT_NOFILE, &limit);
    EXPECT_EQ(volumes.size(), 2u);
    EXPECT_TRUE(m_warnings.empty());
}

// Root can read everything: then this is another user's pool.
TEST_F(ListingTest, LeavesOutWhatCannotBeReadAndSaysSoOnce)
{
    constexpr uid_t nobody = 65534;
    const bool is_root = ::geteuid() == 0;
    write("own", "x");
    write("closed", "x");
    ASSERT_EQ(::chmod(path("closed").c_str(), 0), 0);
    if (is_root) {
        write("foreign", "x");
        ASSERT_EQ(::chmod(path("foreign").c_str(), 0600), 0);
        write("lent", "x");
        ASSERT_EQ(::chmod(path("lent").c_str(), 0644), 0);
        for (const std::string &each : {m_path, path("own"), path("closed")})
            ASSERT_EQ(::chown(each.c_str(), nobody, nobody), 0);
        ASSERT_EQ(::seteuid(nobody), 0);
    }
    const std::size_t left_out = is_root ? 2 : 1;
    for (int round = 0; round < 2; ++round) {
        const auto volumes = list();
        EXPECT_EQ(volumes.count("own"), 1u);
        EXPECT_EQ(volumes.count("lent"), is_root ? 1u : 0u);
        EXPECT_EQ(volumes.count("closed") + volumes.count("foreign"), 0u);
        EXPECT_EQ(m_warnings.size(), left_out);
    }
    EXPECT_EQ(m_warnings.at(0), "the volume '" + path("closed") +
                                    "' is left out: it cannot be opened: Permission denied");
    EXPECT_EQ(::chmod(path("closed").c_str(), 0600), 0);
    EXPECT_EQ(list().count("closed"), 1u);
    EXPECT_EQ(m_warnings.size(), left_out);
    EXPECT_EQ(is_root ? ::seteuid(0) : 0, 0);
}

TEST_F(ListingTest, WatchesTheDirectoryThatHasTheNameNow)
{
    write("one", "x");
    EXPECT_EQ(list().size(), 1u);
    const std::string aside = m_path + ".aside";
    std::filesystem::rename(m_path, aside);
    std::filesystem::create_directory(m_path);
    EXPECT_TRUE(list().empty());
    write("two", "x");
    EXPECT_EQ(list().at("two").capacity, 1u);
    write("two", "xyz");
    std::ofstream(aside + "/two") << "12345";
    EXPECT_EQ(list().at("two").capacity, 3u);
    std::filesystem::remove_all(m_path);
    std::filesystem::rename(aside, m_path);
    EXPECT_EQ(list().at("one").capacity, 1u);
    EXPECT_EQ(list().at("two").capacity, 5u);
    write("one", "12");
    EXPECT_EQ(list().at("one").capacity, 2u);
}

TEST_F(ListingTest, TellsWhatIsDamagedToWhoAsksForIt)
{
    std::string bytes = qcow2();
    bytes[23] = 60;
    write("image", bytes);
    EXPECT_EQ(list().count("image"), 1u);
    EXPECT_TRUE(m_warnings.empty());
    EXPECT_EQ(m_files->inspect("image").format, "qcow2");
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
    write("image", qcow2());
    VolumeFiles files(settings, *modvirt_xml_interface_v1());
    EXPECT_EQ(files.inspect("sparse").allocation, mib);
    std::map<std::string, uint64_t> allocations;
    files.list([&](const FoundVolume &volume) { allocations[volume.name] = volume.allocation; });
    EXPECT_EQ(allocations, (std::map<std::string, uint64_t>{{"image", mib}, {"sparse", mib}}));
}

TEST_F(ListingTest, OfADirectoryThatIsGoneIsRefused)
{
    std::filesystem::remove(m_path);
    EXPECT_EQ(testing::refusal_of(ErrorCode::SystemError, [&] { static_cast<void>(list()); }),
              "cannot open directory '" + m_path + "': No such file or directory");
}

} // namespace
} // namespace modvirt::volume_files
