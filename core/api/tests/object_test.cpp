// SPDX-License-Identifier: LGPL-2.1-or-later
// Handles on everything that is no domain: how they are made of what a driver names, what they know, and how they are
// named to the driver again.
#include <cstdlib>
#include <vector>

#include "connection_events.hpp"
#include "support.hpp"

namespace modvirt::testing {

namespace {

constexpr uint8_t some_uuid[VIR_UUID_BUFLEN] = {1, 2, 3};

// What a fake driver was told_object of the object of its last call.
std::string told_object;

template <class Table>
class Served {
public:
    explicit Served(PlainConnection &connection)
    {
        table.struct_size = sizeof table;
        table.close = [](modvirt_session *) {};
        auto &companion = std::get<Companion<Table>>(connection.get()->companions);
        std::call_once(companion.opened, [] {});
        companion.binding.table = &table;
    }
    Table table{};
};

struct Objects : ApiTest {
    PlainConnection connection;
    Served<modvirt_network_v1> network{connection};
    Served<modvirt_storage_v1> storage{connection};
    Served<modvirt_interface_v1> interface{connection};
    Served<modvirt_nodedev_v1> nodedev{connection};
    Served<modvirt_secret_v1> secret{connection};
    Served<modvirt_nwfilter_v1> nwfilter{connection};
};

template <class Sink, class Ref>
int32_t give(const Sink *sink, const Ref &ref)
{
    return sink->put(sink, &ref);
}

int32_t find_volume(modvirt_session *, const char *key, const modvirt_storage_vol_sink *result, const modvirt_call *)
{
    return give(result, modvirt_storage_vol_ref{sizeof(modvirt_storage_vol_ref), 0, "pool", "vol", key});
}

int32_t list_secrets(modvirt_session *, const modvirt_secret_sink *secrets, uint32_t, const modvirt_call *)
{
    modvirt_secret_ref ref{sizeof ref, VIR_SECRET_USAGE_TYPE_CEPH, {}, "client.admin"};
    std::memcpy(ref.uuid, some_uuid, sizeof ref.uuid);
    return give(secrets, ref);
}

int32_t find_snapshot(modvirt_session *, const modvirt_domain_ref *domain, const char *name, uint32_t,
                      const modvirt_snapshot_sink *result, const modvirt_call *)
{
    told_object = domain->name;
    return give(result, modvirt_snapshot_ref{sizeof(modvirt_snapshot_ref), 0, name, nullptr});
}

int32_t find_device(modvirt_session *, const char *name, const modvirt_node_device_sink *result, const modvirt_call *)
{
    return give(result, modvirt_node_device_ref{sizeof(modvirt_node_device_ref), 0, name});
}

} // namespace

TEST_F(Objects, AreMadeOfWhatADriverNamesAndNamedToItAgain)
{
    storage.table.storage_vol_lookup_by_key = &find_volume;
    storage.table.storage_vol_get_path = [](modvirt_session *, const modvirt_storage_vol_ref *volume,
                                            const modvirt_string_sink *result, const modvirt_call *) {
        told_object = std::string(volume->pool) + "/" + volume->name + "/" + volume->key;
        return result->put(result, "/p", 2);
    };
    const virStorageVolPtr volume = virStorageVolLookupByKey(connection.get(), "the key");
    ASSERT_NE(volume, nullptr);
    EXPECT_STREQ(virStorageVolGetName(volume), "vol");
    EXPECT_STREQ(virStorageVolGetKey(volume), "the key");
    EXPECT_EQ(virStorageVolGetConnect(volume), connection.get());
    char *path = virStorageVolGetPath(volume);
    EXPECT_STREQ(path, "/p");
    EXPECT_EQ(told_object, "pool/vol/the key");
    std::free(path);
    EXPECT_EQ(virStorageVolRef(volume), 0);
    EXPECT_EQ(virStorageVolFree(volume), 0);
    EXPECT_EQ(virStorageVolFree(volume), 0);
}

TEST_F(Objects, WithoutANameAreListedByTheirUuid)
{
    secret.table.connect_list_all_secrets = &list_secrets;
    EXPECT_EQ(virConnectNumOfSecrets(connection.get()), 1);
    char *uuids[2] = {};
    EXPECT_EQ(virConnectListSecrets(connection.get(), uuids, 2), 1);
    EXPECT_STREQ(uuids[0], "01020300-0000-0000-0000-000000000000");
    std::free(uuids[0]);
    EXPECT_EQ(virConnectListSecrets(connection.get(), nullptr, 1), -1);
    EXPECT_EQ(last_message(), "uuids in virConnectListSecrets must not be NULL");

    virSecretPtr *secrets = nullptr;
    ASSERT_EQ(virConnectListAllSecrets(connection.get(), &secrets, 0), 1);
    EXPECT_EQ(virSecretGetUsageType(secrets[0]), VIR_SECRET_USAGE_TYPE_CEPH);
    EXPECT_STREQ(virSecretGetUsageID(secrets[0]), "client.admin");
    virSecretFree(secrets[0]);
    std::free(secrets);
}

TEST_F(Objects, ThatArePartsKeepTheirWhole)
{
    connection.table().domain_snapshot_lookup_by_name = &find_snapshot;
    connection.table().domain_snapshot_is_current = [](modvirt_session *, const modvirt_snapshot_ref *snapshot, uint32_t,
                                                       int32_t *result, const modvirt_call *) -> int32_t {
        told_object = std::string(snapshot->domain->name) + "/" + snapshot->name;
        *result = 1;
        return 0;
    };
    const virDomainPtr domain = connection.new_domain("d", 1);
    const virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName(domain, "s", 0);
    ASSERT_NE(snapshot, nullptr);
    EXPECT_EQ(told_object, "d");
    virDomainFree(domain);
    EXPECT_EQ(virDomainSnapshotIsCurrent(snapshot, 0), 1);
    EXPECT_EQ(told_object, "d/s");
    EXPECT_STREQ(virDomainGetName(virDomainSnapshotGetDomain(snapshot)), "d");
    EXPECT_EQ(virDomainSnapshotFree(snapshot), 0);
}

TEST_F(Objects, ThatAreDomainsForgetTheNumberOfAGuestThatEndedForASnapshot)
{
    connection.table().domain_snapshot_lookup_by_name = &find_snapshot;
    connection.table().domain_revert_to_snapshot = [](modvirt_session *, const modvirt_snapshot_ref *, uint32_t,
                                                      const modvirt_call *) -> int32_t { return 0; };
    const virDomainPtr domain = connection.new_domain("d", 1);
    domain->id.store(7);
    const virDomainSnapshotPtr snapshot = virDomainSnapshotLookupByName(domain, "s", 0);
    ASSERT_NE(snapshot, nullptr);
    EXPECT_EQ(virDomainGetID(domain), 7u);
    EXPECT_EQ(virDomainRevertToSnapshot(snapshot, 0), 0);
    EXPECT_EQ(virDomainGetID(domain), static_cast<unsigned>(-1));
    virDomainSnapshotFree(snapshot);
    virDomainFree(domain);
}

TEST_F(Objects, KeepTheTextThatIsLentAsLongAsTheyLive)
{
    nodedev.table.node_device_lookup_by_name = &find_device;
    nodedev.table.node_device_get_parent = [](modvirt_session *, const modvirt_node_device_ref *device,
                                              const modvirt_string_sink *result, const modvirt_call *) -> int32_t {
        return std::strcmp(device->name, "computer") == 0 ? 0 : result->put(result, "computer", 8);
    };
    const virNodeDevicePtr device = virNodeDeviceLookupByName(connection.get(), "scsi_host1");
    const char *parent = virNodeDeviceGetParent(device);
    EXPECT_STREQ(parent, "computer");
    EXPECT_EQ(virNodeDeviceGetParent(device), parent);
    virNodeDeviceFree(device);
    const virNodeDevicePtr root = virNodeDeviceLookupByName(connection.get(), "computer");
    EXPECT_EQ(virNodeDeviceGetParent(root), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_OK);
    virNodeDeviceFree(root);
}

TEST_F(Objects, GiveBytesWithTheirSize)
{
    secret.table.connect_list_all_secrets = &list_secrets;
    secret.table.secret_get_value = [](modvirt_session *, const modvirt_secret_ref *, uint32_t,
                                       const modvirt_string_sink *result, const modvirt_call *) {
        return result->put(result, "a\0b", 3);
    };
    virSecretPtr *secrets = nullptr;
    ASSERT_EQ(virConnectListAllSecrets(connection.get(), &secrets, 0), 1);
    size_t size = 0;
    unsigned char *value = virSecretGetValue(secrets[0], &size, 0);
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(std::string(reinterpret_cast<char *>(value), size), std::string("a\0b", 3));
    std::free(value);
    EXPECT_EQ(virSecretGetValue(secrets[0], nullptr, 0), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    virSecretFree(secrets[0]);
    std::free(secrets);
}

TEST_F(Objects, AreNotTakenForOnesOfAnotherType)
{
    storage.table.storage_vol_lookup_by_key = &find_volume;
    const virStorageVolPtr volume = virStorageVolLookupByKey(connection.get(), "k");
    auto *const wrong = reinterpret_cast<virStoragePoolPtr>(volume);
    EXPECT_EQ(virStoragePoolGetName(wrong), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_STORAGE_POOL);
    EXPECT_EQ(virStoragePoolFree(nullptr), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_STORAGE_POOL);
    virStorageVolFree(volume);
}

TEST_F(Objects, OfAKindThatNothingServesAreNotSupported)
{
    EXPECT_EQ(virNWFilterLookupByName(connection.get(), "f"), nullptr);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    EXPECT_EQ(virConnectNumOfInterfaces(connection.get()), -1);
    EXPECT_EQ(last_message(), "this function is not supported by the connection driver: virConnectNumOfInterfaces");
}

TEST_F(Objects, OfTheHostAreCountedByWhatTheyCanDo)
{
    static uint32_t asked = 0;
    nodedev.table.connect_list_all_node_devices = [](modvirt_session *, const modvirt_node_device_sink *devices,
                                                     uint32_t flags, const modvirt_call *) {
        asked = flags;
        give(devices, modvirt_node_device_ref{sizeof(modvirt_node_device_ref), 0, "scsi_host1"});
        return int32_t{0}; // also when the caller wants no more
    };
    EXPECT_EQ(virNodeNumOfDevices(connection.get(), "scsi_host", 0), 1);
    EXPECT_EQ(asked, VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE | VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST);
    EXPECT_EQ(virNodeNumOfDevices(connection.get(), nullptr, 0), 1);
    EXPECT_EQ(virNodeNumOfDevices(connection.get(), "teapot", 0), 0);
    EXPECT_EQ(virNodeNumOfDevices(connection.get(), nullptr, 1), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
}

TEST_F(Objects, TellThatSomethingHappenedToThem)
{
    virEventRegisterDefaultImpl();
    std::vector<std::string> seen;
    const auto lifecycle = [](virConnectPtr, virNetworkPtr changed, int event, int detail, void *data) {
        static_cast<std::vector<std::string> *>(data)->push_back(std::string(virNetworkGetName(changed)) + " " +
                                                                 std::to_string(event) + " " + std::to_string(detail));
    };
    const auto value_changed = [](virConnectPtr, virSecretPtr changed, void *data) {
        static_cast<std::vector<std::string> *>(data)->push_back(virSecretGetUsageID(changed));
    };
    const virConnectNetworkEventLifecycleCallback on_network = lifecycle;
    const virConnectSecretEventGenericCallback on_secret = value_changed;
    const int network_id = virConnectNetworkEventRegisterAny(
        connection.get(), nullptr, VIR_NETWORK_EVENT_ID_LIFECYCLE, VIR_NETWORK_EVENT_CALLBACK(on_network), &seen, nullptr);
    const int secret_id = virConnectSecretEventRegisterAny(
        connection.get(), nullptr, VIR_SECRET_EVENT_ID_VALUE_CHANGED, on_secret, &seen, nullptr);
    EXPECT_NE(network_id, secret_id);

    const modvirt_network_ref network_ref{sizeof network_ref, 0, {}, "n"};
    const modvirt_secret_ref secret_ref{sizeof secret_ref, VIR_SECRET_USAGE_TYPE_CEPH, {}, "id"};
    auto &events = *connection.get()->events;
    events.queue(modvirt_object_event{sizeof(modvirt_object_event), VIR_NETWORK_EVENT_ID_LIFECYCLE, &network_ref, nullptr,
                                      nullptr, nullptr, VIR_NETWORK_EVENT_STARTED, 7});
    // Nobody listens to this one.
    events.queue(modvirt_object_event{sizeof(modvirt_object_event), VIR_SECRET_EVENT_ID_LIFECYCLE, nullptr, nullptr,
                                      nullptr, &secret_ref, VIR_SECRET_EVENT_DEFINED, 0});
    events.queue(modvirt_object_event{sizeof(modvirt_object_event), VIR_SECRET_EVENT_ID_VALUE_CHANGED, nullptr, nullptr,
                                      nullptr, &secret_ref, 0, 0});
    for (int round = 0; round < 50 && seen.size() < 2; ++round)
        virEventRunDefaultImpl();
    EXPECT_THAT(seen, ::testing::ElementsAre("n 2 7", "id"));
    EXPECT_EQ(virConnectNetworkEventDeregisterAny(connection.get(), network_id), 0);
    EXPECT_EQ(virConnectSecretEventDeregisterAny(connection.get(), secret_id), 0);
    EXPECT_EQ(virConnectSecretEventDeregisterAny(connection.get(), secret_id), -1);
    EXPECT_EQ(virConnectSecretEventRegisterAny(connection.get(), nullptr, 2, on_secret, nullptr, nullptr), -1);
    EXPECT_EQ(last_message(), "eventID must be less than 2");
}

} // namespace modvirt::testing
