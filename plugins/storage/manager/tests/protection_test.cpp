// SPDX-License-Identifier: LGPL-2.1-or-later
// What running guests need stays as it is.
#include <fcntl.h>
#include <unistd.h>

#include "flags.hpp"
#include "kit/process/fd.hpp"
#include "manager_fixture.hpp"

namespace modvirt::storage_manager {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

class StorageOfAGuest : public ManagerTest {
protected:
    [[nodiscard]] std::string path(const std::string &name) const { return (folder() / name).native(); }
    storage_use::Claim start_guest(const std::string &name)
    {
        return claims().use({path(name)}, "domain 'web'");
    }
    // The pool, with a device that its backend would build.
    void define_on_device()
    {
        m_local.add<FakeBackend>("acme");
        write("disk", "");
        manager().define("<pool type='acme'><name>p</name><uuid>00000000-0000-0000-0000-000000000001</uuid>"
                         "<source><device path='" +
                             path("disk") + "'/></source><target><path>" + folder().native() + "</path></target></pool>",
                         xml::Strictness::Lenient);
    }
};

TEST_F(StorageOfAGuest, IsNotDeletedWipedOrWrittenTo)
{
    write("a", "0123456789");
    start();
    storage_use::Claim guest = start_guest("a");
    const auto is_refused = [&](const std::string &verb) {
        return Pair(ErrorCode::OperationInvalid, "cannot " + verb + " volume 'a' of storage pool 'p': '" + path("a") +
                                                     "' is in use by domain 'web': end it, or take the disk from it, first");
    };
    EXPECT_THAT(failure_of([&] { manager().delete_volume(volume("a"), 0); }), is_refused("delete"));
    EXPECT_THAT(failure_of([&] { manager().wipe(volume("a"), 0); }), is_refused("wipe"));
    EXPECT_THAT(failure_of([&] {
                    Manager::upload(m_manager, volume("a"), {0, 0}, stream::Sparseness::Whole);
                }),
                is_refused("upload into"));
    EXPECT_THAT(FakeStorage::now().calls, testing::Not(testing::Contains(HasSubstr("delete"))));
    EXPECT_NO_THROW(manager().download(volume("a"), {0, 0}, stream::Sparseness::Whole));

    guest.release();
    manager().delete_volume(volume("a"), 0);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(StorageOfAGuest, MayGrowWhereTheGuestDoesNotNotice)
{
    write("a", "0123456789");
    start();
    const storage_use::Claim guest = start_guest("a");
    manager().resize_volume(volume("a"), 20, 0);
    EXPECT_THAT(FakeStorage::now().calls, testing::Contains(HasSubstr("resize a")));
    constexpr uint32_t allocates = 1; // which writes where the guest may write too
    EXPECT_THAT(failure_of([&] { manager().resize_volume(volume("a"), 30, allocates); }).second, HasSubstr("'web'"));
}

TEST_F(StorageOfAGuest, CannotBecomeThatOfAGuestWhileItIsWrittenTo)
{
    write("a", "0123456789");
    start();
    {
        const auto stream = Manager::upload(m_manager, volume("a"), {0, 0}, stream::Sparseness::Whole);
        EXPECT_THAT(failure_of([&] { start_guest("a"); }),
                    Pair(ErrorCode::OperationInvalid, "'" + path("a") + "' is being changed by storage pool 'p'"));
    }
    EXPECT_TRUE(start_guest("a"));
}

TEST_F(StorageOfAGuest, ThatIsManagedElsewhereIsKnownByTheLockOnItsImage)
{
    write("a", "0123456789");
    start();
    {
        const process::Fd image(::open(path("a").c_str(), O_RDWR | O_CLOEXEC));
        struct flock lock {};
        lock.l_type = F_RDLCK;
        lock.l_whence = SEEK_SET;
        lock.l_start = 100;
        lock.l_len = 1;
        ASSERT_EQ(::fcntl(image.get(), F_OFD_SETLK, &lock), 0);
        EXPECT_THAT(failure_of([&] { manager().delete_volume(volume("a"), 0); }),
                    Pair(ErrorCode::OperationInvalid,
                         AllOf(HasSubstr("another program"), HasSubstr("'" + path("a") + "' open"))));
        EXPECT_TRUE(start_guest("a")) << "what was refused is claimed no longer";
    }
    manager().delete_volume(volume("a"), 0);
}

TEST_F(StorageOfAGuest, KeepsItsPoolFromBeingDeleted)
{
    write("a", "0123456789");
    start();
    storage_use::Claim guest = start_guest("a");
    manager().destroy(pool());
    FakeStorage::now().calls.clear();
    EXPECT_THAT(failure_of([&] { manager().erase(pool(), 0); }),
                Pair(ErrorCode::OperationInvalid, HasSubstr("cannot delete storage pool 'p': '" + path("a") +
                                                            "' is in use by domain 'web'")));
    EXPECT_THAT(FakeStorage::now().calls, IsEmpty());
    guest.release();
    manager().erase(pool(), 0);
    EXPECT_THAT(FakeStorage::now().calls, ElementsAre("erase"));
}

TEST_F(StorageOfAGuest, CannotBecomeThatOfAGuestWhileItsPoolIsDeletedOrBuilt)
{
    define_on_device();
    std::vector<std::string> refusals;
    FakeStorage::now().while_building = [&] {
        for (const char *name : {"disk", "a"})
            refusals.push_back(failure_of([&] { start_guest(name); }).second);
    };
    const std::string on_disk = "'" + path("disk") + "' is being changed by storage pool 'p'";
    const std::string on_volume = "'" + path("a") + "' is being changed by storage pool 'p'";
    manager().build(pool(), pool_build_overwrite);
    EXPECT_THAT(refusals, ElementsAre(on_disk, ""));
    EXPECT_TRUE(start_guest("disk")) << "what was claimed is free again";
    refusals.clear();
    manager().start(pool(), pool_create_overwrite);
    EXPECT_THAT(refusals, ElementsAre(on_disk, ""));
    manager().destroy(pool());
    refusals.clear();
    manager().erase(pool(), 0);
    EXPECT_THAT(refusals, ElementsAre(on_disk, on_volume));
    EXPECT_TRUE(start_guest("a"));
}

TEST_F(StorageOfAGuest, IsNoHindranceToAPoolWhoseDevicesAppearBesideIt)
{
    const storage_use::Claim guest = claims().use({"/dev/sdz9", "/dev/vg/lv"}, "domain 'web'");
    const Protection protection(claims());
    const auto check = [&](const std::string &xml) {
        const auto pool = storage::parse_pool(*modvirt_xml_interface_v1(), xml);
        static_cast<void>(protection.change_contents(*pool, "delete"));
        static_cast<void>(protection.change_devices(*pool, "delete"));
    };
    EXPECT_NO_THROW(check("<pool type='disk'><name>p</name><source><device path='/dev/sdy'/></source>"
                          "<target><path>/dev</path></target></pool>"));
    EXPECT_THROW(check("<pool type='disk'><name>p</name><source><device path='/dev/sdz9'/></source>"
                       "<target><path>/dev</path></target></pool>"),
                 Error);
    EXPECT_THROW(check("<pool type='logical'><name>vg</name><source><name>vg</name></source>"
                       "<target><path>/dev/vg</path></target></pool>"),
                 Error);
}

TEST_F(StorageOfAGuest, KeepsItsDeviceFromBecomingAPool)
{
    define_on_device();
    const storage_use::Claim guest = start_guest("disk");
    const auto refused = Pair(ErrorCode::OperationInvalid, HasSubstr("cannot build storage pool 'p': '" + path("disk") + "'"));
    EXPECT_THAT(failure_of([&] { manager().build(pool(), pool_build_overwrite); }), refused);
    EXPECT_THAT(failure_of([&] { manager().start(pool(), pool_create_overwrite); }), refused);
    EXPECT_THAT(FakeStorage::now().calls, IsEmpty());
}

} // namespace
} // namespace modvirt::storage_manager
