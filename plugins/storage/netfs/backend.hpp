// SPDX-License-Identifier: LGPL-2.1-or-later
// Pools of type "netfs": a directory of a server, mounted at a directory of this host, whose files are the
// volumes. One object is one pool.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "kit/volume_files/backend.hpp"

namespace modvirt::storage_netfs {

class Backend : public volume_files::FileBackend {
public:
    static std::unique_ptr<Backend> open(const OpenRequest &request);
    // `run` runs the programs that mount, and those that ask servers.
    static std::unique_ptr<Backend> open(const OpenRequest &request, process::Runner run);
    Backend(const OpenRequest &request, process::Runner run)
        : FileBackend(request, storage::PoolType::Netfs, std::move(run))
    {
    }

    void pool_build(uint32_t flags) override;
    void pool_start() override;
    PoolUsage pool_refresh(VolumeSink &volumes) override;
    void pool_stop() override;
    void pool_delete(uint32_t flags) override;
    bool pool_check() override;
    std::string pool_describe() override;
    std::string pool_find_sources(std::optional<std::string_view> specification, uint32_t flags) override;

protected:
    void need_target() override;

private:
    // Whether the directory of the server, and nothing else, is mounted at the target. Does not ask the
    // server.
    [[nodiscard]] bool is_mounted() const;
    // Asks the server; throws OperationFailed when it does not answer within a few seconds.
    void expect_answer();
    [[nodiscard]] bool answers();
    void let_go(const std::string &path) const;

    std::atomic<bool> m_is_swept = true; // since it was started
    std::mutex m_mutex; // guards the next
    std::optional<std::chrono::steady_clock::time_point> m_answered; // when it did last
    std::optional<Error> m_silence;                                   // what was told when it did not
    std::optional<std::chrono::steady_clock::time_point> m_silence_end;
};

} // namespace modvirt::storage_netfs
