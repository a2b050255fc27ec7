// SPDX-License-Identifier: LGPL-2.1-or-later
// What the core offers to a pool manager: sessions of the plugins that claim a type of pool.
#include "registry/storage_backends.hpp"
#include "sample_plugins.hpp"

#include <algorithm>
#include <atomic>
#include <functional>
#include <gmock/gmock.h>
#include <thread>

namespace modvirt::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StorageBackendsOfTheHost : public SamplePlugins {
protected:
    std::filesystem::path make_backend(const std::string &name, const std::vector<std::string> &types,
                                       const std::string &threading = "parallel")
    {
        Json backend = manifest(name, {});
        backend["kind"] = "storage-backend";
        backend["pool_types"] = types;
        backend["threading"] = threading;
        return make("plugins/" + name + ".so", backend, threading);
    }

    const modvirt_storage_backends_v1 &table()
    {
        if (!m_backends) {
            m_backends.emplace(registry());
        }
        return *m_backends->table();
    }

    std::vector<std::string> types()
    {
        std::vector<std::string> found;
        modvirt_string_sink sink{sizeof(sink), 0, &found, [](const modvirt_string_sink *to, const char *text, uint64_t size) {
                                     static_cast<std::vector<std::string> *>(to->data)->emplace_back(text, size);
                                     return int32_t{0};
                                 }};
        table().list_types(&table(), &sink);
        return found;
    }

    // Answers what was recorded when it fails, and otherwise nothing.
    std::string open(const char *type, modvirt_backend &backend)
    {
        std::string failure;
        modvirt_call call{};
        call.struct_size = sizeof(call);
        call.host_data = &failure;
        call.fail = [](const modvirt_call *failed, int32_t code, int32_t, const char *message) {
            *static_cast<std::string *>(failed->host_data) = std::to_string(code) + " " + message;
        };
        backend = {};
        backend.struct_size = sizeof(backend);
        const int32_t result = table().open(&table(), type, "<pool/>", &backend, &call);
        EXPECT_EQ(result, failure.empty() ? 0 : -1);
        return failure;
    }

    // How many of two threads are at most between enter and leave at the same time.
    int most_at_once(const modvirt_backend &first, const modvirt_backend &second)
    {
        std::atomic<int> inside = 0;
        std::atomic<int> most = 0;
        const auto run = [&](const modvirt_backend &backend) {
            for (int i = 0; i < 2000; ++i) {
                table().enter(&table(), &backend);
                const int now = ++inside;
                most = std::max(now, most.load());
                --inside;
                table().leave(&table(), &backend);
            }
        };
        std::thread other(run, std::cref(second));
        run(first);
        other.join();
        return most;
    }

private:
    std::optional<StorageBackends> m_backends;
};

TEST_F(StorageBackendsOfTheHost, AreListedByTypeWithoutLoadingThem)
{
    EXPECT_THAT(types(), IsEmpty());
    make_named("plugins", "alpha");
    make_backend("disks", {"fs", "dir"});
    make_backend("more", {"zfs", "dir"});
    EXPECT_THAT(types(), ElementsAre("dir", "fs", "zfs"));
    EXPECT_EQ(registry().find("disks"), nullptr);
}

TEST_F(StorageBackendsOfTheHost, OpenASessionForATypeAndCloseIt)
{
    make_backend("disks", {"dir"});
    modvirt_backend backend;
    ASSERT_EQ(open("dir", backend), "");
    EXPECT_STREQ(backend.plugin, "disks");
    EXPECT_NE(backend.session, nullptr);
    EXPECT_EQ(backend.table->pool_check, nullptr);
    EXPECT_NE(registry().find("disks"), nullptr);
    table().close(&table(), &backend);
}

TEST_F(StorageBackendsOfTheHost, RefuseATypeThatNobodyServes)
{
    modvirt_backend backend;
    EXPECT_THAT(open("tape", backend), HasSubstr("5 no storage backend serves pools of type 'tape': install the plugin for it"));
}

TEST_F(StorageBackendsOfTheHost, NameThePackageThatServesAType)
{
    modvirt_backend backend;
    EXPECT_THAT(open("iscsi-direct", backend), HasSubstr("'iscsi-direct': install the package modvirt-storage-iscsi-direct"));
}

TEST_F(StorageBackendsOfTheHost, KeepTheCallsOfASerializedPluginApart)
{
    make_backend("disks", {"dir"}, "serialized");
    modvirt_backend first;
    modvirt_backend second;
    ASSERT_EQ(open("dir", first), "");
    ASSERT_EQ(open("dir", second), "");
    EXPECT_EQ(most_at_once(first, second), 1);
    table().close(&table(), &first);
    table().close(&table(), &second);
}

TEST_F(StorageBackendsOfTheHost, KeepTheCallsOnOneSessionApartWhenThePluginAsksForThat)
{
    make_backend("disks", {"dir"}, "per_handle");
    modvirt_backend first;
    modvirt_backend second;
    ASSERT_EQ(open("dir", first), "");
    ASSERT_EQ(open("dir", second), "");
    EXPECT_EQ(most_at_once(first, first), 1);
    // Calls on another session do not wait: otherwise this would never end.
    table().enter(&table(), &first);
    table().enter(&table(), &second);
    table().leave(&table(), &second);
    table().leave(&table(), &first);
    table().close(&table(), &first);
    table().close(&table(), &second);
}

TEST_F(StorageBackendsOfTheHost, LetTheCallsOfAParallelPluginRunBesideEachOther)
{
    make_backend("disks", {"dir"});
    modvirt_backend backend;
    ASSERT_EQ(open("dir", backend), "");
    table().enter(&table(), &backend);
    table().enter(&table(), &backend);
    table().leave(&table(), &backend);
    table().leave(&table(), &backend);
    table().close(&table(), &backend);
}

} // namespace
} // namespace modvirt::registry
