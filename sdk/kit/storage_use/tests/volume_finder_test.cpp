// SPDX-License-Identifier: MIT
// Volumes found by pool and name, over a host of this program.
#include "kit/storage_use/volume_finder.hpp"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

#include "module.hpp"

namespace modvirt::storage_use {
namespace {

class FakeVolumes {
public:
    FakeVolumes() : m_table{sizeof m_table, 0, this, &open, &close, &find} {}

    [[nodiscard]] const modvirt_storage_volumes_v1 &table() const { return m_table; }
    int opened = 0;
    int closed = 0;
    std::string uri;
    std::optional<Error> refusal;

private:
    using Table = const modvirt_storage_volumes_v1;
    static FakeVolumes &self(Table *table) { return *static_cast<FakeVolumes *>(table->data); }
    static void put(const modvirt_string_sink *sink, const std::string &text)
    {
        sink->put(sink, text.data(), text.size());
    }
    static int32_t fail(const Error &error, const modvirt_call *call)
    {
        call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
        return -1;
    }

    static int32_t open(Table *table, const char *uri, modvirt_storage_access **storage, const modvirt_call *call)
    {
        if (self(table).refusal)
            return fail(*self(table).refusal, call);
        self(table).uri = uri;
        ++self(table).opened;
        *storage = reinterpret_cast<modvirt_storage_access *>(table->data);
        return 0;
    }
    static void close(Table *table, modvirt_storage_access *) { ++self(table).closed; }
    static int32_t find(Table *table, modvirt_storage_access *, const char *pool, const char *volume,
                        const modvirt_string_sink *pool_xml, const modvirt_string_sink *volume_xml,
                        const modvirt_call *call)
    {
        if (self(table).refusal)
            return fail(*self(table).refusal, call);
        put(pool_xml, std::string("<pool type='logical'><name>") + pool +
                          "</name><source><name>p</name></source><target><path>/dev/p</path></target></pool>");
        put(volume_xml, std::string("<volume type='block'><name>") + volume +
                            "</name><capacity>4096</capacity><target><path>/dev/p/v</path></target></volume>");
        return 0;
    }

    modvirt_storage_volumes_v1 m_table;
};

TEST(AVolumeFinder, OpensStorageOnceAndWhenItIsWanted)
{
    FakeVolumes host;
    {
        VolumeFinder finder(&host.table(), *modvirt_xml_interface_v1(), "qemu:///embed?root=/r");
        EXPECT_EQ(host.opened, 0);
        const PoolVolume found = finder.find("p", "v");
        EXPECT_EQ(found.pool->type, storage::PoolType::Logical);
        EXPECT_EQ(found.volume->type, storage::VolumeType::Block);
        EXPECT_EQ(found.volume->path, "/dev/p/v");
        static_cast<void>(finder.find("p", "v"));
        EXPECT_EQ(host.opened, 1);
        EXPECT_EQ(host.uri, "qemu:///embed?root=/r");
    }
    EXPECT_EQ(host.closed, 1);
}

TEST(AVolumeFinder, SaysWhyAndTriesAgain)
{
    FakeVolumes host;
    VolumeFinder finder(&host.table(), *modvirt_xml_interface_v1(), "qemu:///embed?root=/r");
    host.refusal.emplace(ErrorCode::NoStoragePool, "no storage pool with matching name 'p'", ErrorDomain::Storage);
    try {
        static_cast<void>(finder.find("p", "v"));
        FAIL() << "nothing was refused";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::NoStoragePool);
        EXPECT_EQ(error.domain(), ErrorDomain::Storage);
        EXPECT_EQ(error.message(), "no storage pool with matching name 'p'");
    }
    host.refusal.reset();
    EXPECT_EQ(finder.find("p", "v").volume->name, "v");
}

TEST(AVolumeFinder, OfAnOldHostSaysSo)
{
    VolumeFinder finder(nullptr, *modvirt_xml_interface_v1(), "qemu:///embed?root=/r");
    try {
        static_cast<void>(finder.find("p", "v"));
        FAIL() << "nothing was refused";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
        EXPECT_THAT(error.message(), testing::HasSubstr("storage-volumes/1"));
    }
}

} // namespace
} // namespace modvirt::storage_use
