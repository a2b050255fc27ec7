// SPDX-License-Identifier: LGPL-2.1-or-later
// With a real server, whose export MODVIRT_TEST_NFS names as "HOST:/DIRECTORY": the lab has one.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <initializer_list>
#include <thread>

#include "backend.hpp"
#include "kit/volume_files/mount_point.hpp"
#include "kit/volume_files/tests/backend_host.hpp"

namespace modvirt::storage_netfs {
namespace {

class NfsServer : public volume_files::testing::BackendTest {
protected:
    void SetUp() override
    {
        const char *const named = std::getenv("MODVIRT_TEST_NFS");
        if (named == nullptr)
            GTEST_SKIP() << "MODVIRT_TEST_NFS names no export of a server, such as 127.0.0.1:/srv";
        const std::string server = named;
        m_host_name = server.substr(0, server.find(':'));
        m_export = server.substr(server.find(':') + 1);
    }
    void TearDown() override
    {
        if (volume_files::find_mount(path("pool")))
            process::run({{"umount", "--lazy", path("pool")}, "mount"});
    }
    std::unique_ptr<Backend> open(const std::string &more)
    {
        return m_host.open<Backend>("<pool type='netfs'><name>p</name><source><host name='" + m_host_name +
                                    "'/><dir path='" + m_export + "'/><format type='nfs'/>" + more +
                                    "</source><target><path>" + path("pool") + "</path></target></pool>");
    }

    std::string m_host_name;
    std::string m_export;
};

TEST_F(NfsServer, IsFoundByItsExports)
{
    const auto backend = m_host.open<Backend>("<pool type='netfs'><name>sources</name></pool>");
    const std::string sources =
        backend->pool_find_sources("<source><host name='" + m_host_name + "'/></source>", 0);
    EXPECT_NE(sources.find("<dir path='" + m_export + "'/>"), std::string::npos) << sources;
}

TEST_F(NfsServer, HoldsVolumesInEachVersionOfItsProtocol)
{
    for (const std::string version : {"3", "4.2"}) {
        const auto backend = open("<protocol ver='" + version + "'/>");
        backend->pool_build(0);
        backend->pool_start();
        EXPECT_TRUE(backend->pool_check()) << version;
        EXPECT_EQ(volume_files::find_mount(path("pool"))->type, version == "3" ? "nfs" : "nfs4");
        const FoundVolume made =
            backend->volume_create("<volume><name>v</name><capacity unit='MiB'>1</capacity><target><format "
                                   "type='qcow2'/></target></volume>",
                                   0);
        EXPECT_EQ(made.format, "qcow2");
        EXPECT_EQ(
            refusal_of(
                ErrorCode::StorageVolExist,
                [&] { backend->volume_create("<volume><name>v</name><capacity>1</capacity></volume>", 0); }),
            "'v'");
        backend->volume_create_from("<volume><name>w</name><capacity>0</capacity></volume>", made.path,
                                    backend->volume_describe("v"), 0);
        backend->volume_resize("w", 2u << 20, 0);
        EXPECT_EQ(list(*backend).at("w").capacity, 2u << 20);
        backend->volume_wipe("w", 0, 0);
        backend->volume_delete("v", 0);
        backend->volume_delete("w", 1);
        EXPECT_TRUE(list(*backend).empty());
        backend->pool_stop();
        EXPECT_FALSE(volume_files::find_mount(path("pool")));
    }
}

// The loopback of the lab's machine is taken away.
TEST_F(NfsServer, ThatIsGoneHoldsNobodyUp)
{
    if (std::getenv("MODVIRT_TEST_OWNS_LOOPBACK") == nullptr)
        GTEST_SKIP() << "MODVIRT_TEST_OWNS_LOOPBACK does not say that nobody else needs this machine's loopback";
    const auto backend = open("");
    backend->pool_build(0);
    backend->pool_start();
    backend->volume_create("<volume><name>v</name><capacity>1000</capacity></volume>", 0);
    ASSERT_EQ(std::system("busybox ip link set lo down"), 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(2500)); // longer than an answer is believed
    const auto begin = std::chrono::steady_clock::now();
    for (const std::function<void()> &call : std::initializer_list<std::function<void()>>{
             [&] { list(*backend); }, [&] { backend->volume_inspect("v"); },
             [&] { backend->volume_create("<volume><name>w</name><capacity>1000</capacity></volume>", 0); },
             [&] { backend->pool_check(); }}) {
        const std::string refusal = refusal_of(ErrorCode::OperationFailed, call);
        EXPECT_NE(refusal.find("does not answer"), std::string::npos) << refusal;
    }
    backend->pool_stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)); // five for each, and a slow machine
    EXPECT_FALSE(volume_files::find_mount(path("pool")));
    EXPECT_EQ(std::system("busybox ip link set lo up"), 0);
}

TEST_F(NfsServer, WithoutThatExportRefusesToBeMounted)
{
    m_export += "/there-is-no-such-directory";
    const auto backend = open("");
    backend->pool_build(0);
    const std::string refusal = refusal_of(ErrorCode::OperationFailed, [&] { backend->pool_start(); });
    EXPECT_NE(refusal.find("mount.nfs"), std::string::npos) << refusal;
    EXPECT_FALSE(backend->pool_check());
}

} // namespace
} // namespace modvirt::storage_netfs
