// SPDX-License-Identifier: LGPL-2.1-or-later
// What is written down about a running guest, so that another process finds it again: <uuid>.status in the
// run directory, beside <uuid>.monitor and <uuid>.pid.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/source.hpp"
#include "kit/process/identity.hpp"
#include "kit/store/directory.hpp"
#include "kit/store/domain.hpp"

namespace modvirt::qemu::guest {

// Until it is Complete nobody has let the guest run for good.
enum class Phase : uint8_t { Starting, Complete };

struct Status {
    store::Uuid uuid{};
    std::string name;
    int32_t id = -1;
    Phase phase = Phase::Starting;
    process::Identity process; // pid -1 before it was started
    int64_t log_offset = 0;    // where its part of the log begins
    int vnc_port = -1;
    int vnc_websocket = -1;
    std::string xml; // what it runs as, with secrets
    // Of its disks. Nothing in what an older version has written.
    std::optional<config::DiskSources> sources;
};

// The files of running guests. A host that loses power loses its guests too, so nothing here waits for a
// disk.
class StatusDirectory {
public:
    explicit StatusDirectory(const std::string &path, store::FileCalls &calls = store::FileCalls::without_sync());

    void write(const Status &status);
    // Nothing for a file that is no status.
    [[nodiscard]] std::optional<Status> read(const std::string &file) const;
    // The files that hold a status.
    [[nodiscard]] std::vector<std::string> list() const;
    // Removes all that belongs to a guest.
    void remove(const store::Uuid &uuid) noexcept;

    // Notes that a domain has run since the host was booted, so that it is not started by itself again.
    void mark_as_run(const store::Uuid &uuid) noexcept;
    [[nodiscard]] bool has_run(const store::Uuid &uuid) const;
    // Forgets it, of a domain that is gone.
    void unmark(const store::Uuid &uuid) noexcept;
    // The domains that are marked.
    [[nodiscard]] std::vector<store::Uuid> marked() const;

    [[nodiscard]] std::string monitor_path(const store::Uuid &uuid) const;
    [[nodiscard]] std::string pid_file(const store::Uuid &uuid) const;
    [[nodiscard]] bool has_pid_file(const store::Uuid &uuid) const;

private:
    store::Directory m_directory;
};

} // namespace modvirt::qemu::guest
