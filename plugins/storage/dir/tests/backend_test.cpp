// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "kit/volume_files/tests/backend_host.hpp"

namespace modvirt::storage_dir {
namespace {

class DirBackend : public volume_files::testing::BackendTest {
protected:
    std::unique_ptr<Backend> open(const std::string &target, const std::string &inside = "")
    {
        return m_host.open<Backend>("<pool type='dir'><name>p</name><target><path>" + path(target) +
                                    "</path>" + inside + "</target></pool>");
    }
    [[nodiscard]] struct stat status(const std::string &name) const
    {
        struct stat status {};
        EXPECT_EQ(::stat(path(name).c_str(), &status), 0);
        return status;
    }
};

TEST_F(DirBackend, BuildsADirectoryAndWhatIsMissingAboveIt)
{
    const auto backend = open("a/b/pool");
    backend->pool_build(0);
    EXPECT_EQ(status("a/b/pool").st_mode, S_IFDIR | 0711u);
    EXPECT_EQ(status("a").st_mode & 0777u, 0755u);
    backend->pool_build(0);
    EXPECT_TRUE(backend->pool_check());
}

TEST_F(DirBackend, BuildsWithTheModeOwnerAndGroupThatThePoolTells)
{
    open("pool", "<permissions><mode>0750</mode></permissions>")->pool_build(0);
    EXPECT_EQ(status("pool").st_mode & 07777u, 0750u);
    if (::geteuid() != 0)
        GTEST_SKIP() << "giving directories away needs root";
    open("given", "<permissions><mode>0700</mode><owner>1</owner><group>2</group></permissions>")
        ->pool_build(0);
    EXPECT_EQ(status("given").st_uid, 1u);
    EXPECT_EQ(status("given").st_gid, 2u);
}

TEST_F(DirBackend, KeepsTheModeOfADirectoryThatExists)
{
    std::filesystem::create_directory(path("pool"));
    std::filesystem::permissions(path("pool"), std::filesystem::perms{0700});
    open("pool")->pool_build(0);
    EXPECT_EQ(status("pool").st_mode & 07777u, 0700u);
}

TEST_F(DirBackend, DoesNotBuildOverAFile)
{
    std::ofstream(path("file")) << "precious";
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [&] { open("file")->pool_build(0); }),
              "cannot use '" + path("file") + "' as the directory of pool 'p': Not a directory");
}

TEST_F(DirBackend, HasNothingToOverwrite)
{
    const auto backend = open("pool");
    refusal_of(ErrorCode::OperationInvalid, [&] { backend->pool_build(4); });
    refusal_of(ErrorCode::OperationInvalid, [&] { backend->pool_build(8); });
    refusal_of(ErrorCode::InvalidArg, [&] { backend->pool_build(1); });
}

TEST_F(DirBackend, DoesNotStartWithoutItsDirectory)
{
    const auto backend = open("gone");
    EXPECT_FALSE(backend->pool_check());
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [&] { backend->pool_start(); }),
              "cannot open directory '" + path("gone") + "': No such file or directory");
}

TEST_F(DirBackend, RemovesWhatKilledProcessesLeftWhenItStarts)
{
    const auto backend = open("pool");
    backend->pool_build(0);
    const std::string left = path("pool") + "/.modvirt.00000000.1.1.part";
    std::ofstream(left) << "half";
    std::filesystem::last_write_time(left,
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
    backend->pool_start();
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(DirBackend, MakesTellsAndDeletesVolumes)
{
    const auto backend = open("pool");
    backend->pool_build(0);
    backend->pool_start();
    const FoundVolume made = backend->volume_create(
        "<volume><name>v</name><capacity unit='MiB'>1</capacity><allocation>0</allocation></volume>", 0);
    EXPECT_EQ(made.path, path("pool") + "/v");
    EXPECT_EQ(list(*backend).at("v").capacity, 1048576u);
    EXPECT_EQ(backend->volume_inspect("v").allocation, 0u);
    backend->volume_resize("v", 2097152, 0);
    backend->volume_wipe("v", 0, 0);
    backend->volume_create_from("<volume><name>w</name><capacity>0</capacity></volume>", made.path,
                                backend->volume_describe("v"), 0);
    EXPECT_EQ(list(*backend).at("w").capacity, 2097152u);
    backend->volume_delete("v", 0);
    EXPECT_EQ(list(*backend).size(), 1u);
    backend->pool_stop();
}

TEST_F(DirBackend, DeletesItsDirectoryWhenThatIsEmpty)
{
    const auto backend = open("pool");
    backend->pool_build(0);
    std::ofstream(path("pool") + "/v") << "x";
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [&] { backend->pool_delete(0); }),
              "failed to remove pool '" + path("pool") + "': Directory not empty");
    refusal_of(ErrorCode::InvalidArg, [&] { backend->pool_delete(1); });
    backend->volume_delete("v", 0);
    backend->pool_delete(0);
    EXPECT_FALSE(std::filesystem::exists(path("pool")));
}

TEST_F(DirBackend, DescribesThePoolWithThePermissionsOfItsDirectory)
{
    const auto backend = open("pool");
    EXPECT_EQ(backend->pool_describe().find("<permissions>"), std::string::npos);
    backend->pool_build(0);
    EXPECT_NE(backend->pool_describe().find("<mode>0711</mode>"), std::string::npos)
        << backend->pool_describe();
}

TEST_F(DirBackend, NeedsTheDocumentOfAPoolOfItsType)
{
    refusal_of(ErrorCode::InvalidArg, [&] { m_host.open<Backend>(""); });
    refusal_of(ErrorCode::InvalidArg, [&] {
        m_host.open<Backend>("<pool type='fs'><name>p</name><source><device path='/dev/x'/></source>"
                             "<target><path>/x</path></target></pool>");
    });
}

} // namespace
} // namespace modvirt::storage_dir
