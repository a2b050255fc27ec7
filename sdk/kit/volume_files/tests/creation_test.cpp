// SPDX-License-Identifier: MIT
#include <algorithm>
#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/process/fd.hpp"
#include "kit/volume_files/name.hpp"
#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::document;
using testing::mib;
using testing::refusal_of;

class Creation : public testing::TemporaryPool {};

TEST_F(Creation, OfARawVolumeIsSparseAllocatedInPartOrWhole)
{
    EXPECT_EQ(m_files->create(document("sparse", mib), 0).allocation, 0u);
    EXPECT_EQ(m_files->create(document("part", mib, "65536"), 0).allocation, 65536u);
    const FoundVolume whole = m_files->create(document("whole", mib, ""), 0);
    EXPECT_EQ(whole.allocation, mib);
    EXPECT_EQ(whole.capacity, mib);
    EXPECT_EQ(whole.format, "raw");
    EXPECT_EQ(whole.path, path("whole"));
    EXPECT_EQ(read("part"), std::string(mib, '\0'));
}

TEST_F(Creation, WithMoreAllocationThanCapacityMakesItThatLarge)
{
    EXPECT_EQ(m_files->create(document("large", mib, "2097152"), 0).capacity, 2 * mib);
}

TEST_F(Creation, GivesModeOwnerAndGroup)
{
    m_files->create(document("plain", mib), 0);
    EXPECT_EQ(status("plain").st_mode & 07777u, 0600u);
    m_files->create(document("open", mib, "0", "<permissions><mode>0644</mode></permissions>"), 0);
    EXPECT_EQ(status("open").st_mode & 07777u, 0644u);
    if (::geteuid() != 0)
        GTEST_SKIP() << "giving files away needs root";
    m_files->create(document("given", mib, "0",
                             "<permissions><mode>0640</mode><owner>1</owner><group>2</group></permissions>"),
                    0);
    EXPECT_EQ(status("given").st_mode & 07777u, 0640u);
    EXPECT_EQ(status("given").st_uid, 1u);
    EXPECT_EQ(status("given").st_gid, 2u);
}

TEST_F(Creation, RefusesNamesThatAreNone)
{
    const auto refusal = [&](ErrorCode code, const std::string &name) {
        return refusal_of(code, [&] { m_files->create(document(name, mib), 0); });
    };
    EXPECT_EQ(refusal(ErrorCode::OperationInvalid, "x/y"), "volume name 'x/y' cannot contain '/'");
    EXPECT_EQ(refusal(ErrorCode::OperationInvalid, "../x"), "volume name '../x' cannot contain '/'");
    refusal(ErrorCode::OperationInvalid, ".");
    refusal(ErrorCode::OperationInvalid, "..");
    refusal(ErrorCode::XmlError, "");
    refusal(ErrorCode::XmlError, "a&#10;b");
    refusal(ErrorCode::InvalidArg, std::string(256, 'x'));
    refusal(ErrorCode::InvalidArg, ".modvirt.mine");
    EXPECT_EQ(entries(), 0u);
}

TEST_F(Creation, TakesUnusualNames)
{
    for (const std::string &name :
         {std::string(255, 'x'), std::string("-rf"), std::string("a b"), std::string("é,=:")})
        EXPECT_EQ(m_files->create(document(name, mib), 0).name, name);
    EXPECT_EQ(list().size(), 4u);
}

TEST_F(Creation, NeverReplacesWhatIsThere)
{
    write("there", "precious");
    EXPECT_EQ(refusal_of(ErrorCode::StorageVolExist, [&] { m_files->create(document("there", mib), 0); }),
              "'there'");
    std::filesystem::create_symlink("/gone", path("link"));
    refusal_of(ErrorCode::StorageVolExist, [&] { m_files->create(document("link", mib), 0); });
    EXPECT_EQ(read("there"), "precious");
}

TEST_F(Creation, OfWhatNobodyCanMakeIsRefused)
{
    for (const char *const format : {"none", "bochs", "cloop", "dmg", "cow", "fat", "vhd", "ploop", "luks"})
        refusal_of(ErrorCode::ConfigUnsupported, [&] {
            m_files->create(document("v", mib, "0", std::string("<format type='") + format + "'/>"), 0);
        });
    refusal_of(ErrorCode::ConfigUnsupported, [&] { m_files->create(document("v", mib), 1); });
    refusal_of(ErrorCode::InvalidArg, [&] { m_files->create(document("v", mib), 64); });
    refusal_of(ErrorCode::Overflow, [&] { m_files->create(document("v", uint64_t{1} << 63), 0); });
    refusal_of(ErrorCode::NoSupport, [&] {
        m_files->create(document("v", mib, "0", "", "<backingStore><path>/x</path></backingStore>"), 0);
    });
    EXPECT_EQ(entries(), 0u);
}

TEST_F(Creation, OfADirectoryMakesOne)
{
    EXPECT_EQ(m_files->create(document("d", mib, "0", "<format type='dir'/>"), 0).type, 2u);
    EXPECT_TRUE(std::filesystem::is_directory(path("d")));
    m_files->remove("d", 0);
    EXPECT_EQ(entries(), 0u);
}

TEST_F(Creation, OfOtherFormatsIsDoneByQemuImg)
{
    NEEDS_QEMU_IMG();
    for (const std::string format : {"qcow", "qcow2", "qed", "vmdk", "vdi", "vpc"}) {
        const FoundVolume volume =
            m_files->create(document(format, mib, "0", "<format type='" + format + "'/>"), 0);
        EXPECT_EQ(volume.format, format);
        EXPECT_GE(volume.capacity, mib);
        EXPECT_EQ(status(format).st_mode & 07777u, 0600u) << format;
    }
    const FoundVolume full = m_files->create(document("f", mib, "", "<format type='qcow2'/>"), 1);
    EXPECT_GE(full.allocation, mib);
    EXPECT_EQ(entries(), 7u);
}

TEST_F(Creation, OfQcow2IsOfTheFirstVersionUnlessAnotherIsWanted)
{
    NEEDS_QEMU_IMG();
    const auto version = [&](const std::string &name, const std::string &wish) {
        m_files->create(document(name, mib, "0", "<format type='qcow2'/>" + wish), 0);
        return int{read(name).at(7)}; // 2 is what <compat> calls 0.10
    };
    EXPECT_EQ(version("plain", ""), 2);
    EXPECT_EQ(version("first", "<compat>0.10</compat>"), 2);
    EXPECT_EQ(version("later", "<compat>1.1</compat>"), 3);
    EXPECT_EQ(version("features", "<features/>"), 3);
}

TEST_F(Creation, WithoutCopyOnWriteIsForFileSystemsThatCanDoThat)
{
    constexpr auto nocow = "<nocow/>";
    // Whether this one can: btrfs does.
    write("probe", "");
    const process::Fd probe(::open(path("probe").c_str(), O_RDWR | O_CLOEXEC));
    int attributes = FS_NOCOW_FL;
    const bool is_able = ::ioctl(probe.get(), FS_IOC_SETFLAGS, &attributes) == 0;
    std::filesystem::remove(path("probe"));
    if (is_able) {
        m_files->create(document("raw", mib, "0", nocow), 0);
        const process::Fd file(::open(path("raw").c_str(), O_RDONLY | O_CLOEXEC));
        ASSERT_EQ(::ioctl(file.get(), FS_IOC_GETFLAGS, &attributes), 0);
        EXPECT_NE(attributes & FS_NOCOW_FL, 0);
        return;
    }
    const std::string message =
        refusal_of(ErrorCode::SystemError, [&] { m_files->create(document("raw", mib, "0", nocow), 0); });
    EXPECT_TRUE(message.starts_with("unable to control COW flag on '" + path("raw") + "'")) << message;
    EXPECT_EQ(entries(), 0u);
    NEEDS_QEMU_IMG();
    m_files->create(document("image", mib, "0", std::string("<format type='qcow2'/>") + nocow), 0);
    EXPECT_EQ(m_files->inspect("image").format, "qcow2");
}

TEST_F(Creation, OnABackingFileNeedsItToBeThere)
{
    NEEDS_QEMU_IMG();
    write("base", std::string(mib, 'x'));
    const auto backed = [&](const std::string &name, const std::string &backing) {
        return m_files->create(
            document(name, mib, "0", "<format type='qcow2'/>",
                     "<backingStore><path>" + backing + "</path><format type='raw'/></backingStore>"),
            0);
    };
    EXPECT_EQ(backed("absolute", path("base")).format, "qcow2");
    EXPECT_EQ(backed("relative", "base").format, "qcow2");
    EXPECT_EQ(refusal_of(ErrorCode::SystemError, [&] { backed("missing", path("gone")); }),
              "inaccessible backing store volume " + path("gone") + ": No such file or directory");
    EXPECT_EQ(entries(), 3u);
}

TEST_F(Creation, RefusesFeaturesOfALaterVersionThanIsWanted)
{
    EXPECT_EQ(refusal_of(ErrorCode::ConfigUnsupported,
                         [&] {
                             m_files->create(document("v", mib, "0",
                                                      "<format type='qcow2'/><compat>0.10</compat>"
                                                      "<features><lazy_refcounts/></features>"),
                                             0);
                         }),
              "lazy_refcounts not supported with compat level 0.10");
}

TEST_F(Creation, LeavesNothingWhenTheToolFails)
{
    m_files = make([](const process::Invocation &) { return process::Outcome{1, "", "no room\n"}; });
    refusal_of(ErrorCode::OperationFailed,
               [&] { m_files->create(document("v", mib, "0", "<format type='qcow2'/>"), 0); });
    EXPECT_EQ(entries(), 0u);
}

TEST_F(Creation, DoesNotListWhatTheToolStillMakes)
{
    std::size_t seen = 99;
    uint64_t allocation = 0;
    m_files = make([&](const process::Invocation &invocation) {
        seen = list().size();
        const auto file = std::ranges::find_if(invocation.argv, [&](const std::string &word) { return word.starts_with(m_path); });
        std::ofstream(*file) << std::string(100'000, 'x');
        allocation = m_files->inspect("v").allocation; // who waits for it may ask how far it is
        return process::Outcome{};
    });
    m_files->create(document("v", mib, "0", "<format type='qcow2'/>"), 0);
    EXPECT_EQ(seen, 0u);
    EXPECT_GE(allocation, 100'000u);
    EXPECT_EQ(list().size(), 1u);
}

TEST_F(Creation, DoesNotReplaceWhatAppearsMeanwhile)
{
    m_files = make([&](const process::Invocation &) {
        write("v", "precious");
        return process::Outcome{};
    });
    refusal_of(ErrorCode::StorageVolExist,
               [&] { m_files->create(document("v", mib, "0", "<format type='qcow2'/>"), 0); });
    EXPECT_EQ(read("v"), "precious");
    EXPECT_EQ(entries(), 1u);
}

TEST_F(Creation, ThatIsKilledLeavesNothingListedAndIsSweptAway)
{
    const pid_t child = ::fork();
    if (child == 0) {
        // In the middle of making it.
        make([](const process::Invocation &) {
            ::raise(SIGKILL);
            return process::Outcome{};
        })->create(document("v", mib, "0", "<format type='qcow2'/>"), 0);
        ::_exit(0);
    }
    int how = 0;
    ASSERT_EQ(::waitpid(child, &how, 0), child);
    ASSERT_TRUE(WIFSIGNALED(how));
    EXPECT_EQ(entries(), 1u);
    EXPECT_TRUE(list().empty());
    write(unfinished_name(), "of a process that lives");
    m_files->sweep();
    EXPECT_EQ(entries(), 1u);
}

TEST(UnfinishedName, OfAnotherBootIsLeftBehindAfterADay)
{
    EXPECT_TRUE(is_left_behind(".modvirt.00000000.1.1.part", 1000, 1000 + 86401));
    EXPECT_FALSE(is_left_behind(".modvirt.00000000.1.1.part", 1000, 1000 + 86000));
    EXPECT_FALSE(is_left_behind(unfinished_name(), 0, 1'000'000));
    EXPECT_FALSE(is_left_behind("volume", 0, 1'000'000));
}

} // namespace
} // namespace modvirt::volume_files
