// SPDX-License-Identifier: LGPL-2.1-or-later
// All pools below one root: what is defined, what is active, what volumes there are, and who wants to hear of changes.
// Connections of one process to the same root share one; it ends with the last of them, and the pools stay as they are.
//
//     etc/storage/   definitions, and autostart/ with the marks       run/storage/   the pools that are active
//     run/storage-started/   which pools were started since the host was: they do not start by themselves again
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <modvirt/byte_stream.hpp>
#include <modvirt/host.hpp>
#include <modvirt/objects.hpp>
#include <modvirt/secret_source.hpp>
#include <modvirt/xml.h>

#include "kit/patience/patience.hpp"
#include "kit/pool_store/pools.hpp"
#include "kit/pool_store/volume_index.hpp"
#include "kit/storage/volume.hpp"
#include "kit/storage_client/backend_session.hpp"
#include "kit/store/definition_files.hpp"
#include "kit/store/directory.hpp"
#include "kit/store/root.hpp"
#include "kit/stream/file_stream.hpp"
#include "patient_stream.hpp"
#include "pool_state.hpp"
#include "protection.hpp"

namespace modvirt::storage_manager {

using pool_store::PoolEntry;
using pool_store::VolumeIndex;
using pool_store::VolumePtr;
using storage::PoolPtr;
using store::Uuid;

// What was done to a pool. `type` is 0 for events that are no lifecycle events.
struct PoolEvent {
    uint32_t event_id = 0; // virStoragePoolEventID
    FoundStoragePool pool;
    int32_t type = 0; // virStoragePoolEventLifecycleType
};

// All may be called from any thread. Commands throw Error with libvirt's codes and leave what was there before.
class Manager {
public:
    using Reporter = std::function<void(LogLevel, const std::string &)>;
    // The value of a secret of that root, for backends. Any thread may ask; throws Error.
    using SecretLookup = std::function<SecretBytes(const std::string &root, const WantedSecret &wanted)>;

    // The manager of that root. A new one finds its active pools again, and starts those that are marked so once after the
    // host was started. `root` is absolute.
    static std::shared_ptr<Manager> open(std::string_view root, const modvirt_xml_v1 &parser,
                                         storage_client::Backends backends, storage_use::Claims claims,
                                         Reporter reporter, SecretLookup secrets = {}, patience::Times times = {});

    // `times`: how long storage on other machines is waited for.
    Manager(const std::string &root, const modvirt_xml_v1 &parser, storage_client::Backends backends,
            storage_use::Claims claims, Reporter reporter, SecretLookup secrets, patience::Times times);
    Manager(const Manager &) = delete;
    Manager &operator=(const Manager &) = delete;

    [[nodiscard]] const pool_store::Pools &pools() const noexcept { return m_pools; }

    // A listener must not call back, and is not called any more once unsubscribe() has returned.
    using Listener = std::function<void(const PoolEvent &)>;
    int64_t subscribe(Listener listener);
    void unsubscribe(int64_t subscription);

    // --- A pool's life: life.cpp. Flags are those of the public calls.
    FoundStoragePool define(std::string_view xml, xml::Strictness strictness);
    FoundStoragePool create(std::string_view xml, uint32_t flags);
    void start(const StoragePoolRef &pool, uint32_t flags);
    void build(const StoragePoolRef &pool, uint32_t flags);
    void destroy(const StoragePoolRef &pool);
    void erase(const StoragePoolRef &pool, uint32_t flags);
    void undefine(const StoragePoolRef &pool);
    void refresh(const StoragePoolRef &pool);
    void set_autostart(const StoragePoolRef &pool, bool autostart);
    // Those that are marked, side by side; what fails is reported.
    void start_marked();

    // --- What is told of pools: queries.cpp
    // Calls `use` with the pool, which must not change meanwhile. Throws NoStoragePool.
    template <class Use>
    auto read(const StoragePoolRef &pool, const Use &use) const
    {
        auto answer = m_pools.all().try_read(pool.uuid, use);
        if (!answer)
            refuse_missing(pool);
        return *std::move(answer);
    }
    [[nodiscard]] PoolInfo info(const StoragePoolRef &pool);
    enum class Which : uint8_t { InForce, Defined };
    [[nodiscard]] std::string describe(const StoragePoolRef &pool, Which which);
    [[nodiscard]] std::string capabilities() const;
    [[nodiscard]] std::string find_sources(std::string_view type, std::optional<std::string_view> specification) const;

    // --- Volumes: volumes.cpp
    [[nodiscard]] std::vector<VolumePtr> volumes(const StoragePoolRef &pool) const;
    // Also one that is being made, where its backend can tell of it; it is in no list before it is whole.
    [[nodiscard]] FoundStorageVol find_name(const StoragePoolRef &pool, std::string_view name);
    [[nodiscard]] FoundStorageVol find_key(std::string_view key) const;
    [[nodiscard]] FoundStorageVol find_path(std::string_view path) const;
    FoundStorageVol create_volume(const StoragePoolRef &pool, std::string_view xml, uint32_t flags);
    FoundStorageVol clone_volume(const StoragePoolRef &pool, std::string_view xml, const StorageVolRef &source,
                                 uint32_t flags);
    void delete_volume(const StorageVolRef &volume, uint32_t flags);
    void resize_volume(const StorageVolRef &volume, uint64_t capacity, uint32_t flags);
    [[nodiscard]] std::string path(const StorageVolRef &volume);
    [[nodiscard]] FoundVolume look_at(const StorageVolRef &volume);
    // How large the file or device is that holds it, in bytes; `seen` is what was told of it.
    [[nodiscard]] uint64_t physical_size(const StorageVolRef &volume, const FoundVolume &seen);
    [[nodiscard]] std::string describe(const StorageVolRef &volume);

    // --- What is in them: contents.cpp
    // `self` is this; the stream keeps it.
    static std::unique_ptr<ByteStream> upload(const std::shared_ptr<Manager> &self, const StorageVolRef &volume,
                                              stream::Part part, stream::Sparseness sparseness);
    std::unique_ptr<ByteStream> download(const StorageVolRef &volume, stream::Part part, stream::Sparseness sparseness);
    void wipe(const StorageVolRef &volume, uint32_t algorithm);

private:
    // A pool that is active, as one call sees it.
    struct ActivePool {
        PoolPtr config;
        std::shared_ptr<PoolState> state;
        SessionPtr session;
        PatiencePtr patience;
    };

    // Does `work` with the storage of that pool. On another machine it is done by a thread to which it is left when the machine
    // does not answer any more, so it must own all that it uses, and the manager may be gone by then. Not for starting and stopping:
    // a machine is there only between the two, so their backends know themselves how long to wait.
    template <class Work>
    auto attend(const ActivePool &pool, Work work) const
    {
        if (pool.patience == nullptr)
            return work();
        try {
            return patience::Patience::run(pool.patience, std::move(work));
        } catch (const Error &error) {
            if (error.code() == ErrorCode::OperationFailed)
                doubt(pool);
            throw;
        }
    }
    void doubt(const ActivePool &pool) const noexcept;

    [[noreturn]] static void refuse_missing(const StoragePoolRef &pool);
    void tell(const FoundStoragePool &pool, uint32_t event_id, int32_t type = 0);
    void report(LogLevel level, const std::string &message) const { m_reporter(level, message); }

    void load_definitions();
    void load_active();
    void recover(const PoolPtr &pool);
    void for_each_at_once(const std::vector<PoolPtr> &pools, const std::function<void(const PoolPtr &)> &action);

    [[nodiscard]] PoolPtr parse(std::string_view text, xml::Strictness strictness) const;
    [[nodiscard]] bool was_started(const storage::Pool &pool) const;
    [[nodiscard]] bool has_backend(std::string_view type) const;
    void need_backend(std::string_view type) const;
    [[nodiscard]] SessionPtr open_session(const storage::Pool &pool) const;
    [[nodiscard]] ActivePool open_storage(const PoolPtr &pool, const std::shared_ptr<PoolState> &state) const;
    [[nodiscard]] std::shared_ptr<PoolState> state_of(const Uuid &uuid);

    void activate(const PoolPtr &pool, const std::shared_ptr<PoolState> &state, uint32_t flags);
    void note_start(const storage::Pool &pool);
    void look(const ActivePool &pool);
    void deactivate(const PoolPtr &pool, PoolState &state);
    void give_up(const PoolPtr &pool, PoolState &state);
    void release(const PoolPtr &pool, PoolState &state);
    void let_go(const storage::Pool &pool, storage_client::BackendSession &session) const;
    [[nodiscard]] bool find_state(const ActivePool &pool);

    [[nodiscard]] ActivePool active(const Uuid &uuid, std::string_view name);
    [[nodiscard]] ActivePool active(const StorageVolRef &volume);
    [[nodiscard]] std::unique_ptr<PoolJobs::VolumeJob> begin(const ActivePool &pool, std::string_view volume,
                                                             VolumeUse use) const;
    [[nodiscard]] PoolPtr active_config(const StoragePoolRef &pool) const;
    [[nodiscard]] VolumePtr get_volume(const Uuid &pool, std::string_view name) const;
    [[nodiscard]] std::optional<FoundVolume> being_made(const ActivePool &pool, std::string_view name);
    [[nodiscard]] storage::VolumePtr parse_volume(const storage::Pool &pool, std::string_view xml, uint32_t flags,
                                                  bool capacity_optional = false) const;
    void add_volume(const ActivePool &pool, const FoundVolume &volume);
    void refuse_name_in_use(const storage::Pool &pool, std::string_view name) const;
    VolumePtr look_again(const ActivePool &pool, const VolumePtr &known);
    [[nodiscard]] std::string describe(const ActivePool &pool, const FoundVolume &volume) const;
    [[nodiscard]] std::optional<std::string> try_describe(const ActivePool &pool) const;
    static FoundVolume copy_volume(const ActivePool &pool, const storage::Volume &wanted, const FoundVolume &source,
                                   const std::string &source_document, uint32_t flags);
    static OpenedStream open_stream(const ActivePool &pool, const PatientStream::Open &open);
    void uploaded(const FoundStoragePool &pool, const std::string &volume) noexcept;

    const store::RootLock m_lock;
    const modvirt_xml_v1 &m_parser;
    const storage_client::Backends m_backends;
    const Protection m_protection;
    const Reporter m_reporter;
    const std::shared_ptr<const SecretProvider> m_secrets; // which every session may ask
    const patience::Times m_times;
    store::DefinitionFiles m_definitions;
    // Neither outlives the host's next start, so nothing waits until they are on the disk.
    store::Directory m_active_files;
    store::Directory m_started_files; // which pools were started since the host was
    pool_store::Pools m_pools;
    VolumeIndex m_volumes;
    std::mutex m_states_mutex;
    // Of every pool that there ever was: somebody may still wait for the job of one that is gone.
    std::unordered_map<Uuid, std::shared_ptr<PoolState>, store::UuidHash> m_states;
    std::mutex m_listeners_mutex;
    std::map<int64_t, Listener> m_listeners;
    int64_t m_next_subscription = 1;
};

} // namespace modvirt::storage_manager
