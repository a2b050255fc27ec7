// SPDX-License-Identifier: LGPL-2.1-or-later
// The programs are played by the tests; with real servers they run in the lab.
#include "backend.hpp"

#include <cstring>

#include <sys/mount.h>
#include <unistd.h>

#include "kit/volume_files/mount_point.hpp"
#include "kit/volume_files/tests/backend_host.hpp"

namespace modvirt::storage_netfs {
namespace {

class NetfsBackend : public volume_files::testing::BackendTest {
protected:
    ~NetfsBackend() override { ::umount2(path("pool").c_str(), MNT_DETACH); }

    std::unique_ptr<Backend> open()
    {
        return m_host.open<Backend>(
            "<pool type='netfs'><name>p</name><source><host name='server'/><dir "
            "path='/export'/>"
            "</source><target><path>" +
                path("pool") + "</path></target></pool>",
            process::Runner([this](const process::Invocation &invocation) { return run(invocation); }));
    }
    // Stands for mount.nfs by mounting a file system that has the server's name.
    process::Outcome run(const process::Invocation &invocation)
    {
        const auto &argv = invocation.argv;
        m_run.push_back(argv.front());
        if (argv.front() == "mount.nfs")
            return {::mount(argv[1].c_str(), argv[2].c_str(), "tmpfs", 0, "size=1m") == 0 ? 0 : 32, "",
                    "refused\n"};
        const bool is_lazy = argv.size() > 1 && argv[1] == "--lazy";
        if (argv.front() == "umount" && (is_lazy || !m_is_gone))
            return {::umount2(argv.back().c_str(), is_lazy ? MNT_DETACH : 0) == 0 ? 0 : 32, "", "busy\n"};
        if (m_is_gone)
            throw Error(ErrorCode::OperationTimeout, "'" + argv.front() + "' did not end in time");
        if (argv.front() == "showmount")
            return {0, "/export *\n", ""};
        return {};
    }

    std::vector<std::string> m_run;
    bool m_is_gone = false;
};

TEST_F(NetfsBackend, FindsTheExportsOfAHost)
{
    const auto backend = m_host.open<Backend>(
        "<pool type='netfs'><name>sources</name></pool>",
        process::Runner([this](const process::Invocation &invocation) { return run(invocation); }));
    const std::string sources = backend->pool_find_sources("<source><host name='server'/></source>", 0);
    EXPECT_NE(sources.find("<dir path='/export'/>"), std::string::npos) << sources;
    EXPECT_EQ(refusal_of(ErrorCode::InvalidArg, [&] { backend->pool_find_sources(std::nullopt, 0); }),
              "hostname must be specified for netfs sources");
    EXPECT_EQ(refusal_of(ErrorCode::ConfigUnsupported, [&] { backend->pool_find_sources("<source/>", 0); }),
              "Expected exactly 1 host for the storage pool");
    refusal_of(ErrorCode::XmlDetail, [&] { backend->pool_find_sources("</pool>", 0); });
    refusal_of(ErrorCode::InvalidArg, [&] { backend->pool_start(); });
}

TEST_F(NetfsBackend, BuildsTheDirectoryAlone)
{
    const auto backend = open();
    backend->pool_build(0);
    EXPECT_TRUE(std::filesystem::is_directory(path("pool")));
    refusal_of(ErrorCode::OperationInvalid, [&] { backend->pool_build(8); });
    EXPECT_FALSE(backend->pool_check());
    refusal_of(ErrorCode::OperationFailed, [&] { list(*backend); });
    backend->pool_delete(0);
    EXPECT_TRUE(m_run.empty());
}

TEST_F(NetfsBackend, TellsWhyAServerRefuses)
{
    const auto backend =
        m_host.open<Backend>("<pool type='netfs'><name>p</name><source><host name='server'/><dir "
                             "path='/export'/></source><target><path>" +
                                 path("pool") + "</path></target></pool>",
                             process::Runner([](const process::Invocation &) {
                                 return process::Outcome{32, "", "mount.nfs: access denied\n"};
                             }));
    backend->pool_build(0);
    const std::string refusal = refusal_of(ErrorCode::OperationFailed, [&] { backend->pool_start(); });
    EXPECT_NE(refusal.find("access denied"), std::string::npos) << refusal;
}

class NetfsMounted : public NetfsBackend {
protected:
    void SetUp() override
    {
        if (::geteuid() != 0)
            GTEST_SKIP() << "mounting needs root";
        m_backend = open();
        m_backend->pool_build(0);
        try {
            m_backend->pool_start();
        } catch (const Error &error) {
            GTEST_SKIP() << "nothing can be mounted here: " << error.message();
        }
    }

    std::unique_ptr<Backend> m_backend;
};

TEST_F(NetfsMounted, ServesVolumesUntilItIsStopped)
{
    EXPECT_EQ(volume_files::find_mount(path("pool"))->source, "server:/export");
    EXPECT_TRUE(m_backend->pool_check());
    m_backend->volume_create("<volume><name>v</name><capacity>1000</capacity></volume>", 0);
    EXPECT_EQ(list(*m_backend).at("v").capacity, 1000u);
    m_backend->pool_start();
    m_backend->pool_stop();
    EXPECT_FALSE(volume_files::find_mount(path("pool")));
    EXPECT_FALSE(m_backend->pool_check());
    refusal_of(ErrorCode::OperationFailed, [&] { list(*m_backend); });
}

TEST_F(NetfsMounted, TakesAwayWhatWasNeverFinishedWithTheFirstLook)
{
    const std::string left = path("pool") + "/.modvirt.another-boot.1.1.part";
    const auto leave = [&] {
        std::ofstream(left) << "half";
        std::filesystem::last_write_time(left, std::filesystem::file_time_type::clock::now() - std::chrono::hours(48));
    };
    leave();
    EXPECT_TRUE(list(*m_backend).empty());
    EXPECT_FALSE(std::filesystem::exists(left));
    leave();
    EXPECT_TRUE(list(*m_backend).empty());
    EXPECT_TRUE(std::filesystem::exists(left)); // until the pool is started again
    m_backend->pool_start();
    EXPECT_TRUE(list(*m_backend).empty());
    EXPECT_FALSE(std::filesystem::exists(left));
}

TEST_F(NetfsMounted, TellsThatTheServerIsGoneAndLetsGoOfIt)
{
    m_is_gone = true;
    const auto other = open(); // which has no answer to remember
    const std::string refusal = refusal_of(ErrorCode::OperationFailed, [&] { list(*other); });
    EXPECT_EQ(refusal, "the server 'server' of pool 'p' does not answer: 'stat' "
                       "did not end in time");
    refusal_of(ErrorCode::OperationFailed, [&] { other->pool_check(); });
    EXPECT_NE(other->pool_describe().find("<name>p</name>"), std::string::npos);
    other->pool_stop();
    EXPECT_FALSE(volume_files::find_mount(path("pool")));
}

TEST_F(NetfsMounted, IsNotStoppedNorStartedInPlaceOfSomethingElse)
{
    m_backend->pool_stop();
    ASSERT_EQ(::mount("other:/thing", path("pool").c_str(), "tmpfs", 0, "size=1m"), 0)
        << std::strerror(errno);
    EXPECT_EQ(refusal_of(ErrorCode::OperationFailed, [&] { m_backend->pool_start(); }),
              "'other:/thing' is mounted on '" + path("pool") +
                  "', where 'server:/export' of pool 'p' would be: unmount it first");
    refusal_of(ErrorCode::OperationFailed, [&] { m_backend->pool_stop(); });
}

} // namespace
} // namespace modvirt::storage_netfs
