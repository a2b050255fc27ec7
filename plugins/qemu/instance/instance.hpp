// SPDX-License-Identifier: LGPL-2.1-or-later
// All that lives under one root: the domains, the guests that run, and the thread that watches them.
// Connections of one process to the same root share one instance; it ends with the last of them, and the
// guests go on.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <modvirt/host.hpp>
#include <modvirt/values.hpp>

#include "capabilities/cache.hpp"
#include "capabilities/host.hpp"
#include "config/complete.hpp"
#include "guest/guest.hpp"
#include "guest/status.hpp"
#include "guest/vnc_port.hpp"
#include "kit/process/poller.hpp"
#include "kit/storage_use/claims.hpp"
#include "kit/storage_use/volume_finder.hpp"
#include "kit/store/definitions.hpp"
#include "kit/store/shared_roots.hpp"
#include "kit/store/store.hpp"
#include "root.hpp"

namespace modvirt::qemu {

class Instance {
public:
    using Reporter = std::function<void(LogLevel, const std::string &)>;

    // The instance of that root, opened when this process has it not open yet: then running guests are found
    // again, those that ended meanwhile are cleaned up, and domains marked so are started. `root` is
    // absolute; `uri` is that of the connection, where storage is looked for.
    static std::shared_ptr<Instance> open(std::string_view root, std::string_view uri, const modvirt_xml_v1 &parser,
                                          Reporter reporter);

    Instance(std::string root, std::string uri, const modvirt_xml_v1 &parser, Reporter reporter);
    Instance(const Instance &) = delete;
    Instance &operator=(const Instance &) = delete;
    ~Instance();

    [[nodiscard]] const Root &root() const noexcept { return m_root; }
    [[nodiscard]] store::Store &store() noexcept { return *m_store; }
    [[nodiscard]] capabilities::Cache &emulators() noexcept { return m_emulators; }
    [[nodiscard]] const capabilities::Host &host() const noexcept { return m_host; }
    [[nodiscard]] guest::StatusDirectory &statuses() noexcept { return m_statuses; }
    [[nodiscard]] guest::VncPorts &vnc_ports() noexcept { return m_vnc_ports; }
    [[nodiscard]] process::Poller &poller() noexcept { return *m_poller; }
    [[nodiscard]] const storage_use::Claims &claims() const noexcept { return m_claims; }
    [[nodiscard]] storage_use::PoolVolume find_volume(std::string_view pool, std::string_view volume)
    {
        return m_volumes.find(pool, volume);
    }
    // For a process that runs and cannot be taken in as a guest: until the instance ends.
    void keep(storage_use::Claim claim) { m_kept_claims.push_back(std::move(claim)); }
    [[nodiscard]] config::Context context() noexcept { return {m_parser, m_emulators}; }

    void report(LogLevel level, const std::string &message) const { m_reporter(level, message); }
    // Does what takes long on a thread of its own. The instance waits for it before it ends.
    void run_task(std::function<void()> task);
    [[nodiscard]] bool is_ending() const;

    // The guest of a domain that is active. Throws NoDomain, and OperationInvalid when it does not run.
    [[nodiscard]] std::shared_ptr<guest::Guest> guest(const DomainRef &domain);
    // The guest of a domain whose job the caller has.
    [[nodiscard]] std::shared_ptr<guest::Guest> guest(const store::Job &job);

private:
    struct Task {
        std::thread thread;
        bool is_done = false;
    };

    void load_definitions();
    void forget_leftovers();
    void start_marked_domains();
    void join_done_tasks();

    Root m_root;
    const modvirt_xml_v1 &m_parser;
    Reporter m_reporter;
    capabilities::Host m_host;
    capabilities::Cache m_emulators;
    guest::StatusDirectory m_statuses;
    guest::VncPorts m_vnc_ports;
    storage_use::Claims m_claims = storage_use::Claims::of_host();
    storage_use::VolumeFinder m_volumes;
    std::vector<storage_use::Claim> m_kept_claims; // filled while the instance is made
    store::Definitions *m_definitions = nullptr; // owned by the store
    std::unique_ptr<store::Store> m_store;
    mutable std::mutex m_tasks_mutex;
    std::list<Task> m_tasks;
    bool m_is_ending = false;
    std::unique_ptr<process::Poller> m_poller;
};

} // namespace modvirt::qemu
