// SPDX-License-Identifier: LGPL-2.1-or-later
// The volumes that a hypervisor's driver finds: what the storage driver of the same connection is asked, and what comes back.
#include "storage_volumes.hpp"

#include "support.hpp"

namespace modvirt::testing {

namespace {

// What the fake storage driver has, and what it was asked.
struct FakePools {
    bool is_active = true;
    std::string asked;
};
FakePools fake_pools;

int32_t put_text(const modvirt_string_sink *sink, const std::string &text)
{
    return sink->put(sink, text.data(), text.size());
}

int32_t find_pool(modvirt_session *, const char *name, const modvirt_storage_pool_sink *result, const modvirt_call *call)
{
    if (std::string_view(name) != "p") {
        call->fail(call, VIR_ERR_NO_STORAGE_POOL, 0, "no storage pool with matching name");
        return -1;
    }
    modvirt_storage_pool_ref ref{sizeof ref, 0, {7}, name};
    return result->put(result, &ref);
}

int32_t pool_is_active(modvirt_session *, const modvirt_storage_pool_ref *, int32_t *result, const modvirt_call *)
{
    *result = fake_pools.is_active ? 1 : 0;
    return 0;
}

int32_t find_volume_in(modvirt_session *, const modvirt_storage_pool_ref *pool, const char *name,
                       const modvirt_storage_vol_sink *result, const modvirt_call *call)
{
    if (std::string_view(name) != "v") {
        call->fail(call, VIR_ERR_NO_STORAGE_VOL, VIR_FROM_STORAGE, "no storage vol with matching name");
        return -1;
    }
    fake_pools.asked += std::to_string(pool->uuid[0]) + pool->name + " ";
    modvirt_storage_vol_ref ref{sizeof ref, 0, pool->name, name, "/p/v"};
    return result->put(result, &ref);
}

int32_t describe_pool(modvirt_session *, const modvirt_storage_pool_ref *pool, uint32_t, const modvirt_string_sink *result,
                      const modvirt_call *)
{
    return put_text(result, std::string("<pool of ") + pool->name);
}

int32_t describe_volume(modvirt_session *, const modvirt_storage_vol_ref *volume, uint32_t, const modvirt_string_sink *result,
                        const modvirt_call *)
{
    return put_text(result, std::string("<volume ") + volume->name + " at " + volume->key);
}

class VolumesForAHypervisor : public ApiTest {
protected:
    VolumesForAHypervisor()
    {
        fake_pools = {};
        m_table.struct_size = sizeof m_table;
        m_table.close = [](modvirt_session *) {};
        m_table.storage_pool_lookup_by_name = find_pool;
        m_table.storage_pool_is_active = pool_is_active;
        m_table.storage_vol_lookup_by_name = find_volume_in;
        m_table.storage_pool_get_xml_desc = describe_pool;
        m_table.storage_vol_get_xml_desc = describe_volume;
        auto &companion = std::get<Companion<modvirt_storage_v1>>(m_connection.get()->companions);
        std::call_once(companion.opened, [] {});
        companion.binding.table = &m_table;
        companion.binding.error_domain = VIR_FROM_STORAGE;
    }

    // What was found, or the code, the domain and the message of the failure.
    std::string find(const char *pool, const char *volume)
    {
        std::string pool_text;
        std::string volume_text;
        std::string failure;
        modvirt_call call{};
        call.struct_size = sizeof call;
        call.host_data = &failure;
        call.fail = [](const modvirt_call *failed, int32_t code, int32_t domain, const char *message) {
            *static_cast<std::string *>(failed->host_data) =
                std::to_string(code) + " " + std::to_string(domain) + " " + message;
        };
        const auto sink_of = [](std::string &text) {
            return modvirt_string_sink{sizeof(modvirt_string_sink), 0, &text,
                                       [](const modvirt_string_sink *sink, const char *from, uint64_t size) {
                                           static_cast<std::string *>(sink->data)->append(from, size);
                                           return int32_t{0};
                                       }};
        };
        const auto pool_sink = sink_of(pool_text);
        const auto volume_sink = sink_of(volume_text);
        const modvirt_storage_volumes_v1 &volumes = storage_volumes();
        auto *access = reinterpret_cast<modvirt_storage_access *>(m_connection.get());
        const int32_t answer = volumes.find(&volumes, access, pool, volume, &pool_sink, &volume_sink, &call);
        EXPECT_EQ(answer, failure.empty() ? 0 : -1);
        return failure.empty() ? pool_text + ", " + volume_text : failure;
    }

    PlainConnection m_connection;
    modvirt_storage_v1 m_table{};
};

TEST_F(VolumesForAHypervisor, AreDescribedWithTheirPool)
{
    EXPECT_EQ(find("p", "v"), "<pool of p, <volume v at /p/v");
    EXPECT_EQ(fake_pools.asked, "7p ") << "the pool that was found is the one whose volumes are asked for";
}

TEST_F(VolumesForAHypervisor, AreRefusedInTheWordsOfTheStorageDriver)
{
    EXPECT_EQ(find("q", "v"), "49 18 no storage pool with matching name") << "and in its domain when it names none";
    EXPECT_EQ(find("p", "w"), "50 18 no storage vol with matching name");
}

TEST_F(VolumesForAHypervisor, OfAPoolThatIsNotActiveAreNotLookedFor)
{
    fake_pools.is_active = false;
    EXPECT_EQ(find("p", "v"), "67 20 storage pool 'p' containing volume 'v' is not active");
    EXPECT_EQ(fake_pools.asked, "");
}

} // namespace

} // namespace modvirt::testing
