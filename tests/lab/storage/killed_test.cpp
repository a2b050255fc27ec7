// SPDX-License-Identifier: LGPL-2.1-or-later
// A pool manager that is killed in the middle of what it lets tools do to devices: on /dev/vda (1 GiB), /dev/vdb (300 MiB) and a
// target of tgtd. The tools themselves go on, as they do on a host. What the next manager tells is what LVM, the partition table
// and the kernel have then, and the same thing succeeds.
#include <algorithm>
#include <filesystem>

#include "../../storage/kill_points.hpp"
#include "manager.hpp"
#include "module.hpp"
#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using storage_manager::Manager;
using testing::ElementsAre;

// Tools that change something; all others only look.
bool changes(const std::vector<std::string> &arguments)
{
    const std::string tool = std::filesystem::path(arguments.front()).filename();
    const auto has = [&](const char *word) { return std::ranges::find(arguments, word) != arguments.end(); };
    if (tool == "parted")
        return has("mklabel") || has("mkpart") || has("rm") || has("resizepart");
    return tool.ends_with("create") || tool.ends_with("remove") || tool.ends_with("change") || tool == "lvextend";
}

class AKilledManager : public testing::Test {
protected:
    AKilledManager() { shell("rm -rf /tmp/killed-root"); }

    void define(const std::string &document)
    {
        open();
        m_pool = m_manager->define(document, xml::Strictness::Lenient);
    }

    void open()
    {
        m_manager = Manager::open("/tmp/killed-root", *modvirt_xml_interface_v1(), loaded_backends(), {}, [](auto, auto &) {},
                                  [this](auto &, auto &) { return SecretBytes(m_password.begin(), m_password.end()); });
    }

    // Does that in a process which is killed once the `count`th tool that changes something has begun, and opens the root anew
    // when the tool has ended.
    void kill_after_tool(unsigned count, const std::function<void(Manager &)> &work)
    {
        kill_at({.count = count, .tool = &changes}, work);
    }
    // Likewise once the first tool with that argument has begun.
    void kill_after(const std::string &word, const std::function<void(Manager &)> &work)
    {
        const auto has_word = [&](const std::vector<std::string> &arguments) {
            return std::ranges::find(arguments, word) != arguments.end();
        };
        kill_at({.tool = has_word}, work);
    }
    // Likewise at the first bytes that it writes itself.
    void kill_at_write(const std::function<void(Manager &)> &work) { kill_at({.call = "pwrite"}, work); }

    [[nodiscard]] StoragePoolRef pool() const { return {m_pool.uuid, m_pool.name}; }
    [[nodiscard]] StorageVolRef volume(std::string_view name) const { return {m_pool.name, name, {}}; }
    Manager &manager() { return *m_manager; }
    bool is_active()
    {
        return m_manager->read(pool(), [](const auto &entry) { return entry.is_active(); });
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> names;
        for (const auto &volume : m_manager->volumes(pool()))
            names.push_back(volume->name);
        std::ranges::sort(names);
        return names;
    }

private:
    void kill_at(const kill_points::Moment &moment, const std::function<void(Manager &)> &work)
    {
        const auto end = kill_points::kill_at(moment, [] {}, [&] { work(*m_manager); });
        m_manager.reset();
        EXPECT_TRUE(end.was_killed) << "it ended before: " << end.what;
        succeeds("n=0; while pgrep -x 'lv.*|vg.*|pv.*|parted|iscsiadm|qemu-img' && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; "
                 "udevadm settle");
        m_left = passwords_left();
        open();
    }

    std::shared_ptr<Manager> m_manager;
    FoundStoragePool m_pool;

protected:
    std::string m_password; // that every secret has
    std::string m_left;     // the passwords in records that the killed manager left
};

TEST_F(AKilledManager, TellsOfAVolumeGroupWhatLvmHas)
{
    const auto volumes = [] { return shell("lvs --noheadings --options lv_name guests | tr -d ' ' | sort | tr '\\n' ' '"); };
    succeeds("vgremove -ff -y guests; wipefs --all --quiet /dev/vda");
    define("<pool type='logical'><name>guests</name><source><device path='/dev/vda'/><name>guests</name></source>"
           "<target><path>/dev/guests</path></target></pool>");

    manager().build(pool(), 0);
    kill_after_tool(1, [&](Manager &killed) { killed.start(pool(), 0); }); // vgchange
    EXPECT_TRUE(is_active());

    const std::string web = volume_document("web", 8 * MiB, 8 * MiB);
    kill_after_tool(1, [&](Manager &killed) { killed.create_volume(pool(), web, 0); }); // lvcreate
    EXPECT_THAT(names(), ElementsAre("web"));
    EXPECT_EQ(volumes(), "web ");
    shell("yes modvirt | dd of=/dev/guests/web bs=1M count=8 iflag=fullblock conv=fsync status=none");

    const auto clone = [&](Manager &killed) {
        killed.clone_volume(pool(), volume_document("copy", 8 * MiB, 8 * MiB), volume("web"), 0);
    };
    kill_at_write(clone);
    EXPECT_THAT(names(), ElementsAre("web"));
    EXPECT_EQ(volumes(), "web ");
    kill_after_tool(2, clone); // lvchange
    EXPECT_THAT(names(), ElementsAre("copy", "web"));
    EXPECT_TRUE(succeeds("cmp /dev/guests/web /dev/guests/copy"));

    kill_after_tool(1, [&](Manager &killed) { killed.delete_volume(volume("copy"), 0); }); // lvremove
    EXPECT_THAT(names(), ElementsAre("web"));

    kill_after_tool(1, [&](Manager &killed) { killed.destroy(pool()); }); // vgchange
    EXPECT_EQ(is_active(), succeeds("test -e /dev/guests/web"));
    if (is_active())
        manager().destroy(pool());
    EXPECT_FALSE(succeeds("test -e /dev/guests/web"));

    kill_after_tool(1, [&](Manager &killed) { killed.erase(pool(), 0); }); // vgremove
    manager().erase(pool(), 0);
    EXPECT_EQ(shell("wipefs --no-act /dev/vda"), "");
}

TEST_F(AKilledManager, TellsOfADiskWhatItsTableHas)
{
    const auto partitions = [] { return shell("lsblk --noheadings --list --output NAME /dev/vdb | tail -n +2 | tr '\\n' ' '"); };
    shell("wipefs --all --quiet /dev/vdb; udevadm settle");
    define("<pool type='disk'><name>d</name><source><device path='/dev/vdb'/><format type='dos'/></source>"
           "<target><path>/dev</path></target></pool>");
    manager().build(pool(), 0);
    manager().start(pool(), 0);

    const auto document = [](const char *name) {
        return volume_document(name, 8 * MiB, 8 * MiB, "<target><format type='linux-lvm'/></target>");
    };
    kill_after_tool(1, [&](Manager &killed) { killed.create_volume(pool(), document("vdb1"), 0); }); // mkpart
    EXPECT_THAT(names(), ElementsAre("vdb1"));
    EXPECT_EQ(partitions(), "vdb1 ");
    EXPECT_EQ(manager().look_at(volume("vdb1")).format, "linux-lvm");
    shell("yes modvirt | dd of=/dev/vdb1 bs=1M count=8 iflag=fullblock conv=fsync status=none");

    const auto clone = [&](Manager &killed) { killed.clone_volume(pool(), document("vdb2"), volume("vdb1"), 0); };
    kill_at_write(clone);
    EXPECT_THAT(names(), ElementsAre("vdb1"));
    EXPECT_EQ(partitions(), "vdb1 ");
    kill_after_tool(1, clone); // mkpart
    EXPECT_THAT(names(), ElementsAre("vdb1", "vdb2"));
    EXPECT_TRUE(succeeds("cmp /dev/vdb1 /dev/vdb2"));

    kill_after_tool(1, [&](Manager &killed) { killed.delete_volume(volume("vdb2"), 0); }); // rm
    EXPECT_THAT(names(), ElementsAre("vdb1"));
    EXPECT_EQ(partitions(), "vdb1 ");
    clone(manager());
    EXPECT_TRUE(succeeds("cmp /dev/vdb1 /dev/vdb2"));
}

TEST_F(AKilledManager, TellsOfATargetWhetherThereIsASession)
{
    const auto sessions = [] { return shell("ls /sys/class/iscsi_session | wc -l"); };
    start_target();
    define(target_document());
    kill_after("new", [&](Manager &killed) { killed.start(pool(), 0); }); // the record
    EXPECT_FALSE(is_active());
    EXPECT_EQ(sessions(), "0\n");
    kill_after("--login", [&](Manager &killed) { killed.start(pool(), 0); });
    EXPECT_TRUE(is_active());
    EXPECT_EQ(sessions(), "1\n");
    EXPECT_THAT(names(), ElementsAre("unit:0:0:1"));
    kill_after("--logout", [&](Manager &killed) { killed.destroy(pool()); });
    EXPECT_FALSE(is_active());
    EXPECT_EQ(sessions(), "0\n");
    manager().start(pool(), 0);
    EXPECT_THAT(names(), ElementsAre("unit:0:0:1"));
    manager().destroy(pool());
    EXPECT_EQ(sessions(), "0\n");
}

// The login that it has begun is refused when nobody is there to see it.
TEST_F(AKilledManager, LeavesNoPasswordOfATargetToTheNextOne)
{
    start_target();
    demand_password();
    define(target_document("<auth type='chap' username='guest'><secret usage='far-target'/></auth>"));
    m_password = "a-wrong-secret";
    kill_after("--login", [&](Manager &killed) { killed.start(pool(), 0); });
    EXPECT_THAT(m_left, testing::HasSubstr("a-wrong-secret"));
    EXPECT_FALSE(is_active());
    EXPECT_EQ(passwords_left(), "");

    m_password = "a-long-secret";
    kill_after("--login", [&](Manager &killed) { killed.start(pool(), 0); });
    EXPECT_TRUE(is_active());
    kill_after("--logout", [&](Manager &killed) { killed.destroy(pool()); });
    EXPECT_THAT(m_left, testing::HasSubstr("a-long-secret"));
    EXPECT_FALSE(is_active());
    EXPECT_EQ(passwords_left(), "");
}

} // namespace
} // namespace modvirt::lab
