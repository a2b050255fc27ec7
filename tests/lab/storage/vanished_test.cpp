// SPDX-License-Identifier: LGPL-2.1-or-later
// A server that vanishes while its pool is used, as a pool manager sees it: an NFS server of this machine whose loopback goes down, and
// a target of tgtd that is stopped, so that it still accepts who connects. What is under way ends with an error that names who does not
// answer, the pool says so, and a pool beside it does not notice.
#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <iostream>
#include <thread>

#include "kit/process/command.hpp"
#include "kit/volume_files/mount_point.hpp"
#include "manager.hpp"
#include "module.hpp"
#include "opened_pool.hpp"

namespace modvirt::lab {
namespace {

using storage_manager::Manager;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr uint32_t running = 2;
constexpr uint32_t inaccessible = 4;
// What is given up is so after a dozen seconds; the machine is slow.
constexpr auto bounded = seconds(25);

// How a call ended, and when.
struct Ended {
    ErrorCode code = ErrorCode::Ok;
    std::string message;
    Clock::duration took{};
};

class Vanished : public testing::Test {
protected:
    Vanished()
    {
        shell("rm -rf /tmp/vanished /tmp/vanished-root; mkdir -p /tmp/vanished/near /tmp/vanished/far /tmp/vanished/below");
        m_manager = Manager::open("/tmp/vanished-root", *modvirt_xml_interface_v1(), loaded_backends(), {}, [](auto, auto &) {});
        m_near = start("<pool type='dir'><name>near</name><target><path>/tmp/vanished/near</path></target></pool>");
    }

    FoundStoragePool start(const std::string &document)
    {
        const FoundStoragePool pool = m_manager->define(document, xml::Strictness::Lenient);
        m_manager->start(ref(pool), 0);
        return pool;
    }
    static StoragePoolRef ref(const FoundStoragePool &pool) { return {pool.uuid, pool.name}; }
    uint32_t state() { return m_manager->info(ref(m_far)).state; }

    static Ended end_of(const std::function<void()> &call)
    {
        const auto begin = Clock::now();
        Ended ended;
        ended.code = failure_of(call, &ended.message);
        ended.took = Clock::now() - begin;
        return ended;
    }
    static std::future<Ended> begin(std::function<void()> call)
    {
        return std::async(std::launch::async, [call = std::move(call)] { return end_of(call); });
    }
    static void expect_no_answer(const Ended &ended, const std::string &who, const char *what)
    {
        std::cout << what << ": " << std::chrono::duration<double>(ended.took).count() << " s: " << ended.message << '\n';
        EXPECT_TRUE(ended.code == ErrorCode::OperationTimeout || ended.code == ErrorCode::OperationFailed) << what;
        EXPECT_THAT(ended.message, HasSubstr(who)) << what;
        EXPECT_THAT(ended.message, HasSubstr("does not answer")) << what;
        EXPECT_LT(ended.took, bounded) << what;
    }
    // All that is done with a pool of this host, each in the time that it takes when nothing is amiss.
    void expect_nothing_noticed_nearby()
    {
        const Ended ended = end_of([this] {
            m_manager->refresh(ref(m_near));
            m_manager->create_volume(ref(m_near), volume_document("n", 1 * MiB, 0), 0);
            static_cast<void>(m_manager->describe(StorageVolRef{"near", "n", {}}));
            m_manager->wipe({"near", "n", {}}, 0);
            m_manager->delete_volume({"near", "n", {}}, 0);
            // By a tool: to start one, the kernel must not close files of the server first.
            m_manager->create_volume(ref(m_near), volume_document("q", 1 * MiB, 0, "<target><format type='qcow2'/></target>"), 0);
            m_manager->delete_volume({"near", "q", {}}, 0);
            static_cast<void>(m_manager->describe(ref(m_near), Manager::Which::InForce));
        });
        EXPECT_EQ(ended.message, "");
        EXPECT_LT(ended.took, seconds(5));
        EXPECT_EQ(m_manager->info(ref(m_near)).state, running);
    }
    // Once it is back, which its kernel notices in its own time.
    void expect_there_again()
    {
        const auto end = Clock::now() + seconds(60);
        while (failure_of([&] { m_manager->refresh(ref(m_far)); }) != ErrorCode::Ok && Clock::now() < end)
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        EXPECT_EQ(state(), running);
    }

    std::shared_ptr<Manager> m_manager;
    FoundStoragePool m_near;
    FoundStoragePool m_far;
};

class VanishedNfs : public Vanished {
protected:
    VanishedNfs()
    {
        shell("mkdir -p /srv/nfs/below");
        m_far = start(document("far", "/srv/nfs"));
        m_below = start(document("below", "/srv/nfs/below"));
    }
    ~VanishedNfs() override
    {
        come_back();
        m_manager.reset();
        succeeds("umount --lazy /tmp/vanished/far /tmp/vanished/below");
    }
    static std::string document(const std::string &name, const std::string &directory)
    {
        return "<pool type='netfs'><name>" + name + "</name><source><host name='127.0.0.1'/><dir path='" + directory +
               "'/><format type='nfs'/></source><target><path>/tmp/vanished/" + name + "</path></target></pool>";
    }
    // Without a shell: whoever starts one as the C library does waits for the server to close the files that are written to.
    static void set_loopback(const char *state)
    {
        const process::Invocation invocation{{"/run/busybox", "ip", "link", "set", "lo", state}, "busybox"};
        process::expect_success(invocation, process::run(invocation));
    }
    static void vanish() { set_loopback("down"); }
    static void come_back() { set_loopback("up"); }
    static StorageVolRef volume(std::string_view name) { return {"far", name, {}}; }

    FoundStoragePool m_below; // at the same server
};

TEST_F(VanishedNfs, EndsWhatIsUnderWayAndNobodyElseNotices)
{
    for (const char *name : {"a", "b", "c"})
        m_manager->create_volume(ref(m_far), "<volume><name>" + std::string(name) + "</name><capacity>8388608</capacity></volume>", 0);
    const auto up = Manager::upload(m_manager, volume("a"), {}, stream::Sparseness::Whole);
    m_manager->refresh(ref(m_below));
    m_manager->refresh(ref(m_far)); // the server has answered just now, so nobody asks it before the next calls

    vanish();
    std::vector<std::pair<const char *, std::future<Ended>>> under_way;
    const auto go = [&](const char *what, std::function<void()> call) { under_way.emplace_back(what, begin(std::move(call))); };
    go("refresh", [&] { m_manager->refresh(ref(m_far)); });
    go("wipe", [&] { m_manager->wipe(volume("b"), 0); });
    go("create", [&] { m_manager->create_volume(ref(m_far), volume_document("new", 1 * MiB, MiB), 0); });
    go("clone", [&] { m_manager->clone_volume(ref(m_near), volume_document("copy", 8 * MiB, 0), volume("c"), 0); });
    go("upload", [&] {
        up->send(std::string(1 * MiB, 'x')); // which the kernel may keep for itself first
        up->finish();
    });
    go("download", [&] { m_manager->download(volume("c"), {}, stream::Sparseness::Whole)->finish(); });
    auto below = begin([&] { m_manager->refresh(ref(m_below)); });
    expect_nothing_noticed_nearby();
    EXPECT_EQ(under_way.front().second.wait_for(seconds(0)), std::future_status::timeout) << "nothing was under way meanwhile";
    EXPECT_EQ(m_manager->volumes(ref(m_far)).size(), 4u); // which is known without the server
    for (auto &[what, call] : under_way)
        expect_no_answer(call.get(), "the server '127.0.0.1' of pool 'far'", what);
    EXPECT_EQ(state(), inaccessible);

    const Ended next = end_of([&] { m_manager->refresh(ref(m_far)); });
    expect_no_answer(next, "the server '127.0.0.1' of pool 'far'", "another refresh");
    EXPECT_LT(next.took, seconds(1)) << "something is left to the server, and it is waited for again";
    EXPECT_THAT(m_manager->describe(ref(m_far), Manager::Which::InForce), HasSubstr("<name>far</name>"));
    expect_no_answer(below.get(), "the server '127.0.0.1' of pool 'below'", "refresh of another pool there");
    const Ended stop = end_of([&] { m_manager->destroy(ref(m_below)); });
    EXPECT_EQ(stop.message, "");
    EXPECT_LT(stop.took, seconds(15));
    EXPECT_FALSE(volume_files::find_mount("/tmp/vanished/below"));
    expect_nothing_noticed_nearby();

    come_back();
    expect_there_again();
    m_manager->start(ref(m_below), 0);
    m_manager->refresh(ref(m_below));
    EXPECT_EQ(m_manager->volumes(ref(m_far)).size(), 4u) << "what was given up made its volume nevertheless";
    EXPECT_EQ(m_manager->volumes(ref(m_near)).size(), 0u);
    EXPECT_EQ(shell("ls -A /tmp/vanished/near"), "");
}

class VanishedTarget : public Vanished {
protected:
    VanishedTarget()
    {
        start_target();
        m_far = start(target_document());
    }
    ~VanishedTarget() override
    {
        succeeds("pkill -CONT tgtd");
        m_manager.reset();
        succeeds("iscsiadm -m node -u; udevadm settle");
    }
    // A pool that is defined and not started.
    FoundStoragePool other(const std::string &name, const std::string &port)
    {
        return m_manager->define("<pool type='iscsi'><name>" + name + "</name><source><host name='127.0.0.1' port='" + port +
                                     "'/><device path='iqn.2024-01.lab:" + name + "'/></source><target><path>/dev/disk/by-path</path></target></pool>",
                                 xml::Strictness::Lenient);
    }
};

// Targets that are silent, and such as there are not, at the same time: each login takes its time.
TEST_F(VanishedTarget, EndsWhatIsUnderWayAndNobodyElseNotices)
{
    const FoundStoragePool refused = other("refused", "1");
    const FoundStoragePool silent = other("silent", "3260");
    auto down = m_manager->download({"far", "unit:0:0:1", {}}, {}, stream::Sparseness::Whole);
    shell("pkill -STOP tgtd; echo 3 > /proc/sys/vm/drop_caches");
    std::vector<char> room(MiB);
    auto refresh = begin([&] { m_manager->refresh(ref(m_far)); });
    auto receive = begin([&] {
        while (down->receive(room).value_or(0) > 0)
            continue;
    });
    auto refused_start = begin([&] { m_manager->start(ref(refused), 0); });
    auto silent_start = begin([&] { m_manager->start(ref(silent), 0); });
    expect_nothing_noticed_nearby();
    EXPECT_EQ(refresh.wait_for(seconds(0)), std::future_status::timeout) << "nothing was under way meanwhile";
    const std::string who = "target '" + iqn + "' at 127.0.0.1:3260 of pool 'far'";
    expect_no_answer(refresh.get(), who, "refresh");
    expect_no_answer(receive.get(), who, "download");
    EXPECT_EQ(state(), inaccessible);
    const Ended stop = end_of([&] {
        down.reset();
        m_manager->destroy(ref(m_far));
    });
    std::cout << "stop: " << std::chrono::duration<double>(stop.took).count() << " s\n";
    EXPECT_EQ(stop.message, "");
    EXPECT_LT(stop.took, bounded);
    expect_no_answer(refused_start.get(), "target 'iqn.2024-01.lab:refused' at 127.0.0.1:1 of pool 'refused'", "a port with nobody");
    expect_no_answer(silent_start.get(), "target 'iqn.2024-01.lab:silent' at 127.0.0.1:3260 of pool 'silent'", "a silent port");
    expect_nothing_noticed_nearby();
    shell("pkill -CONT tgtd");
    m_manager->start(ref(m_far), 0);
    EXPECT_EQ(state(), running);
    EXPECT_EQ(m_manager->volumes(ref(m_far)).size(), 1u);
}

} // namespace
} // namespace modvirt::lab
