// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <chrono>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "kit/process/fd.hpp"
#include "kit/volume_files/mount_point.hpp"
#include "kit/volume_files/tests/backend_host.hpp"

namespace modvirt::storage_fs {
namespace {

constexpr uint32_t no_overwrite = 4;
constexpr uint32_t overwrite = 8;

std::string document_of(const std::string &device, const std::string &target,
                        const std::string &format = "ext4", const std::string &more = "")
{
    return "<pool type='fs' "
           "xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'><name>p</name><source><device path='" +
           device + "'/><format type='" + format + "'/></source><target><path>" + target +
           "</path></target>" + more + "</pool>";
}

class FsBackend : public volume_files::testing::BackendTest {};

TEST_F(FsBackend, RefusesWhatIsNoBlockDevice)
{
    std::ofstream(path("file")) << "x";
    const auto of_file = m_host.open<Backend>(document_of(path("file"), path("pool")));
    EXPECT_EQ(refusal_of(ErrorCode::OperationFailed, [&] { of_file->pool_start(); }),
              "'" + path("file") + "' is no block device");
    refusal_of(ErrorCode::OperationFailed, [&] { of_file->pool_build(overwrite); });
    const auto of_relative = m_host.open<Backend>(document_of("sda1", path("pool")));
    EXPECT_EQ(refusal_of(ErrorCode::OperationFailed, [&] { of_relative->pool_start(); }),
              "'sda1' is no block device: name one by its absolute path");
    refusal_of(ErrorCode::SystemError,
               [&] { m_host.open<Backend>(document_of("/dev/no-such-disk", path("pool")))->pool_start(); });
    refusal_of(ErrorCode::InvalidArg, [&] { of_file->pool_build(overwrite | no_overwrite); });
}

TEST_F(FsBackend, BuildsOnlyTheDirectoryUnlessAFileSystemIsAskedFor)
{
    const auto backend = m_host.open<Backend>(document_of("/dev/no-such-disk", path("pool")));
    backend->pool_build(0);
    EXPECT_TRUE(std::filesystem::is_directory(path("pool")));
    EXPECT_FALSE(backend->pool_check());
    backend->pool_delete(0);
    EXPECT_FALSE(std::filesystem::exists(path("pool")));
}

TEST_F(FsBackend, TellsNoVolumesOfTheDirectoryBelowAMount)
{
    std::filesystem::create_directory(path("pool"));
    std::ofstream(path("pool") + "/stranger") << "x";
    const auto backend = m_host.open<Backend>(document_of("/dev/no-such-disk", path("pool")));
    refusal_of(ErrorCode::OperationFailed, [&] { list(*backend); });
    refusal_of(ErrorCode::OperationFailed, [&] { backend->volume_delete("stranger", 0); });
    EXPECT_TRUE(std::filesystem::exists(path("pool") + "/stranger"));
}

// With a device of its own: a file of 32 MiB on a loop device.
class FsOnLoop : public FsBackend {
protected:
    void SetUp() override
    {
        if (::geteuid() != 0)
            GTEST_SKIP() << "loop devices and mounting need root";
        for (const char *const tool : {"losetup", "mkfs.ext4"})
            if (!process::has_tool(tool))
                GTEST_SKIP() << "there is no " << tool << ": install mount and e2fsprogs";
        std::ofstream(path("disk")).close();
        std::filesystem::resize_file(path("disk"), 32u << 20);
        const process::Outcome outcome =
            process::run({{"losetup", "--find", "--show", path("disk")}, "mount"});
        if (outcome.status != 0)
            GTEST_SKIP() << "no loop device can be had here: " << outcome.errors;
        m_device = outcome.output.substr(0, outcome.output.find('\n'));
    }
    void TearDown() override
    {
        if (m_device.empty())
            return;
        if (volume_files::find_mount(path("pool")))
            process::run({{"umount", "--lazy", path("pool")}, "mount"});
        process::run({{"losetup", "--detach", m_device}, "mount"});
    }
    std::unique_ptr<Backend> open(const std::string &format = "ext4", const std::string &more = "")
    {
        return m_host.open<Backend>(document_of(m_device, path("pool"), format, more));
    }

    std::string m_device;
};

TEST_F(FsOnLoop, BuildsStartsServesVolumesAndStops)
{
    const auto backend = open();
    backend->pool_build(no_overwrite);
    EXPECT_FALSE(backend->pool_check());
    backend->pool_start();
    backend->pool_start();
    EXPECT_TRUE(backend->pool_check());
    EXPECT_EQ(volume_files::find_mount(path("pool"))->source, m_device);
    backend->volume_create("<volume><name>v</name><capacity unit='MiB'>1</capacity></volume>", 0);
    EXPECT_EQ(list(*backend).at("v").capacity, 1u << 20);
    EXPECT_EQ(list(*backend).at("lost+found").type, 2u);
    backend->pool_stop();
    EXPECT_FALSE(volume_files::find_mount(path("pool")));
    backend->pool_stop();
    refusal_of(ErrorCode::OperationFailed, [&] { list(*backend); });
    backend->pool_start();
    EXPECT_EQ(list(*backend).count("v"), 1u);
}

TEST_F(FsOnLoop, DoesNotBuildOverAFileSystemUnlessThatIsAskedFor)
{
    open()->pool_build(no_overwrite);
    const std::string refusal =
        refusal_of(ErrorCode::StoragePoolBuilt, [&] { open()->pool_build(no_overwrite); });
    EXPECT_EQ(refusal, "the device '" + m_device +
                           "' holds 'ext4': build pool 'p' with the overwrite flag to lose that");
    open("ext2")->pool_build(overwrite);
    open("ext2")->pool_start();
    EXPECT_EQ(volume_files::find_mount(path("pool"))->type, "ext2");
}

TEST_F(FsOnLoop, DoesNotBuildOnADeviceThatIsMounted)
{
    open()->pool_build(no_overwrite);
    open()->pool_start();
    refusal_of(ErrorCode::ResourceBusy, [&] { open()->pool_build(overwrite); });
    EXPECT_TRUE(open()->pool_check());
}

TEST_F(FsOnLoop, ListsWhatWasMadeOnFatSinceTheLastTime)
{
    if (!process::has_tool("mkfs.vfat"))
        GTEST_SKIP() << "there is no mkfs.vfat: install dosfstools";
    const auto backend = m_host.open<Backend>(document_of(m_device, path("pool"), "vfat"));
    backend->pool_build(overwrite);
    backend->pool_start();
    EXPECT_TRUE(list(*backend).empty());
    // FAT keeps no time of its topmost directory.
    std::this_thread::sleep_for(std::chrono::milliseconds(2200));
    EXPECT_TRUE(list(*backend).empty());
    backend->volume_create("<volume><name>a</name><capacity>512</capacity></volume>", 0);
    EXPECT_EQ(list(*backend).size(), 1U);
    backend->pool_stop();
}

TEST_F(FsOnLoop, DetectsTheFormatAndTellsIt)
{
    open()->pool_build(no_overwrite);
    const auto backend = open("auto");
    backend->pool_start();
    EXPECT_NE(backend->pool_describe().find("<format type='ext4'/>"), std::string::npos)
        << backend->pool_describe();
    backend->pool_stop();
    refusal_of(ErrorCode::ConfigUnsupported, [&] { open("auto")->pool_build(overwrite); });
}

TEST_F(FsOnLoop, MountsWithoutDevicesAndProgramsAndWithTheOptionsOfThePool)
{
    open()->pool_build(no_overwrite);
    open("ext4", "<fs:mount_opts><fs:option name='sync'/></fs:mount_opts>")->pool_start();
    std::string options;
    std::ifstream mounts("/proc/self/mounts");
    for (std::string line; std::getline(mounts, line);)
        if (line.find(" " + path("pool") + " ") != std::string::npos)
            options = line;
    for (const char *const option : {"nodev", "nosuid", "noexec", "sync"})
        EXPECT_NE(options.find(option), std::string::npos) << options;
}

TEST_F(FsOnLoop, RefusesToStartWhereSomethingElseIsMounted)
{
    open()->pool_build(no_overwrite);
    ASSERT_EQ(process::run({{"mount", "-t", "tmpfs", "other", path("pool")}, "mount"}).status, 0);
    EXPECT_EQ(refusal_of(ErrorCode::OperationFailed, [&] { open()->pool_start(); }),
              "'other' is mounted on '" + path("pool") + "', where pool 'p' would be: unmount it first");
    refusal_of(ErrorCode::OperationFailed, [&] { open()->pool_stop(); });
}

TEST_F(FsOnLoop, DoesNotStopWhileAVolumeIsInUse)
{
    open()->pool_build(no_overwrite);
    const auto backend = open();
    backend->pool_start();
    {
        const process::Fd user(::open((path("pool") + "/lost+found").c_str(), O_RDONLY));
        refusal_of(ErrorCode::OperationFailed, [&] { backend->pool_stop(); });
    }
    backend->pool_stop();
}

TEST_F(FsOnLoop, LeavesNothingOfAVolumeThatDoesNotFit)
{
    open()->pool_build(no_overwrite);
    const auto backend = open();
    backend->pool_start();
    refusal_of(ErrorCode::SystemError, [&] {
        backend->volume_create("<volume><name>v</name><capacity unit='MiB'>64</capacity></volume>", 0);
    });
    EXPECT_EQ(list(*backend).size(), 1u);
}

} // namespace
} // namespace modvirt::storage_fs
