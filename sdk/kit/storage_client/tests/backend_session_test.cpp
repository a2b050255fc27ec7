// SPDX-License-Identifier: MIT
// Backends as a pool manager sees them.
#include "../backend_session.hpp"
#include "../local_backends.hpp"

#include <gtest/gtest.h>

namespace modvirt::storage_client {
namespace {

// Serves some slots only.
class Shelf : public StorageBackend {
public:
    static std::unique_ptr<Shelf> open(const OpenRequest &request)
    {
        if (request.document().empty())
            throw Error(ErrorCode::XmlError, "no document", ErrorDomain::Storage);
        return std::make_unique<Shelf>();
    }

    PoolUsage pool_refresh(VolumeSink &volumes) override
    {
        volumes.put({.type = 1, .name = "a", .key = "k", .path = "/p/a", .format = "raw", .capacity = 7, .allocation = 3});
        FoundVolume bare;
        bare.name = "b";
        volumes.put(bare);
        return {.capacity = 10, .allocation = 3, .available = 7};
    }
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t) override
    {
        return specification ? "<sources>" + std::string(*specification) + "</sources>" : "<sources/>";
    }
    bool pool_check() override { return true; }
    FoundVolume volume_inspect(std::string_view name) override
    {
        if (name != "a")
            throw Error(ErrorCode::NoStorageVol, "no volume '" + std::string(name) + "'");
        FoundVolume found;
        found.key = "k";
        return found;
    }
};

template <class Call>
Error failure_of(const Call &call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, "nothing failed"};
}

class ABackendSession : public testing::Test {
protected:
    ABackendSession() { m_local.add<Shelf>("shelf"); }
    std::unique_ptr<BackendSession> open() const { return m_backends.open("shelf", "<pool/>"); }

    LocalBackends m_local;
    Backends m_backends{m_local.table()};
};

TEST_F(ABackendSession, TellsVolumesAndSizesAsValues)
{
    const PoolContents contents = open()->pool_refresh();
    ASSERT_EQ(contents.volumes.size(), 2u);
    EXPECT_EQ(contents.volumes[0].type, 1u);
    EXPECT_EQ(contents.volumes[0].path, "/p/a");
    EXPECT_EQ(contents.volumes[0].format, "raw");
    EXPECT_EQ(contents.volumes[0].capacity, 7u);
    EXPECT_EQ(contents.volumes[1].path, "");
    EXPECT_EQ(contents.volumes[1].format, "");
    EXPECT_EQ(contents.usage.available, 7u);
}

TEST_F(ABackendSession, PassesTextsAndTruthOn)
{
    const auto session = open();
    EXPECT_EQ(session->pool_find_sources(std::nullopt, 0), "<sources/>");
    EXPECT_EQ(session->pool_find_sources("x", 0), "<sources>x</sources>");
    EXPECT_TRUE(session->pool_check());
    EXPECT_EQ(session->volume_inspect("a").key, "k");
    EXPECT_EQ(session->plugin(), "shelf");
}

TEST_F(ABackendSession, ThrowsWhatTheBackendThrows)
{
    const Error failure = failure_of([&] { open()->volume_inspect("z"); });
    EXPECT_EQ(failure.code(), ErrorCode::NoStorageVol);
    EXPECT_EQ(failure.message(), "no volume 'z'");
}

TEST_F(ABackendSession, SaysWhichSlotsThereAre)
{
    const auto session = open();
    EXPECT_TRUE(session->has(&modvirt_storage_backend_v1::pool_check));
    EXPECT_FALSE(session->has(&modvirt_storage_backend_v1::volume_create_from));
    const Error failure = failure_of([&] { session->volume_create_from("<volume/>", "/a", "<volume/>", 0); });
    EXPECT_EQ(failure.code(), ErrorCode::NoSupport);
    EXPECT_EQ(failure.message(), "the storage backend \"shelf\" cannot copy a volume");
}

TEST_F(ABackendSession, IsClosedWithItsOwner)
{
    auto session = open();
    EXPECT_EQ(m_local.open_sessions(), 1);
    session.reset();
    EXPECT_EQ(m_local.open_sessions(), 0);
}

TEST_F(ABackendSession, DoesNotOpenForATypeThatNobodyServes)
{
    EXPECT_EQ(m_backends.types(), std::vector<std::string>{"shelf"});
    EXPECT_EQ(failure_of([&] { (void)m_backends.open("tape", "<pool/>"); }).code(), ErrorCode::NoConnect);
}

TEST_F(ABackendSession, DoesNotOpenWhatTheBackendRefuses)
{
    const Error failure = failure_of([&] { (void)m_backends.open("shelf", ""); });
    EXPECT_EQ(failure.code(), ErrorCode::XmlError);
    EXPECT_EQ(failure.domain(), ErrorDomain::Storage);
}

// A backend in a language without exception classes, or without care.
modvirt_storage_backend_v1 careless_table()
{
    modvirt_storage_backend_v1 table{};
    table.struct_size = sizeof table;
    table.close = [](modvirt_session *) {};
    table.pool_start = [](modvirt_session *, const modvirt_call *) -> int32_t { return -1; };
    table.pool_stop = [](modvirt_session *, const modvirt_call *) -> int32_t { throw 7; };
    table.volume_inspect = [](modvirt_session *, const char *, const modvirt_volume_sink *,
                              const modvirt_call *) -> int32_t { return 0; };
    return table;
}

TEST_F(ABackendSession, NamesABackendThatDoesNotKeepTheRules)
{
    const modvirt_storage_backend_v1 table = careless_table();
    modvirt_storage_backends_v1 backends = m_local.table();
    backends.close = [](const modvirt_storage_backends_v1 *, modvirt_backend *) {};
    BackendSession session(backends, {sizeof(modvirt_backend), 0, "careless", &table, nullptr, nullptr, nullptr});
    EXPECT_EQ(failure_of([&] { session.pool_start(); }).message(),
              "the storage backend \"careless\" failed without saying why");
    EXPECT_EQ(failure_of([&] { session.pool_stop(); }).message(),
              "the storage backend \"careless\" let an exception escape: an exception of an unknown class");
    EXPECT_EQ(failure_of([&] { session.volume_inspect("a"); }).message(),
              "the storage backend \"careless\" told of 0 volumes instead of one");
}

} // namespace
} // namespace modvirt::storage_client
