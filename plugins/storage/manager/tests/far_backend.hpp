// SPDX-License-Identifier: LGPL-2.1-or-later
// Storage on another machine, which goes while it is used: whoever works with it then waits until it is back.
#pragma once

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include <modvirt/plugin.hpp>

#include "fake_backend.hpp"

namespace modvirt::storage_manager {

// The one server of a test.
class FarServer {
public:
    static FarServer &now()
    {
        static FarServer server;
        return server;
    }

    // A call comes, and finds the server there: it goes before it has answered, when that is wanted.
    void serve()
    {
        std::unique_lock lock(m_mutex);
        ++m_served;
        if (m_goes_next) {
            m_goes_next = false;
            m_is_gone = true;
            m_changed.notify_all();
        }
        m_changed.wait(lock, [this] { return !m_is_gone; });
    }
    // Whether it is there. Who asks waits for the answer as long as that is kept back.
    void ask()
    {
        std::unique_lock lock(m_mutex);
        ++m_asked;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return !m_keeps_answers; });
        if (m_is_gone)
            throw Error(ErrorCode::OperationFailed, "the server 'far' does not answer");
    }

    void goes_during_the_next_call() { change(m_goes_next, true); }
    void goes() { change(m_is_gone, true); }
    void keeps_answers(bool keeps) { change(m_keeps_answers, keeps); }
    void is_back() { change(m_is_gone, false); }
    void wait_until_somebody_asks()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_asked > 0; });
    }
    void forget_calls()
    {
        const std::lock_guard lock(m_mutex);
        m_asked = m_served = 0;
    }
    [[nodiscard]] int calls()
    {
        const std::lock_guard lock(m_mutex);
        return m_asked + m_served;
    }

    std::atomic<bool> was_cancelled = false; // as the last call saw it that changes something

private:
    void change(bool &what, bool to)
    {
        const std::lock_guard lock(m_mutex);
        what = to;
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_goes_next = false;
    bool m_is_gone = false;
    bool m_keeps_answers = false;
    int m_asked = 0;
    int m_served = 0;
};

// Volumes are files in a directory; each call goes to the server.
class FarBackend : public StorageBackend {
public:
    static std::unique_ptr<FarBackend> open(const OpenRequest &request) { return std::make_unique<FarBackend>(request); }
    explicit FarBackend(const OpenRequest &request) : m_folder(between(request.document(), "<path>", "</path>")) {}

    void pool_start() override {}
    void pool_stop() override {}
    bool pool_check() override
    {
        FarServer::now().ask();
        return true;
    }
    std::string pool_describe() override
    {
        FarServer::now().serve();
        return "<pool type='netfs'><name>far</name></pool>";
    }
    PoolUsage pool_refresh(VolumeSink &volumes) override
    {
        FarServer::now().serve();
        std::map<std::string, FoundVolume> sorted;
        for (const auto &entry : std::filesystem::directory_iterator(m_folder))
            sorted.emplace(entry.path().filename(), described(entry.path().filename().native()));
        for (const auto &[name, volume] : sorted)
            volumes.put(volume);
        return {1u << 20, 0, 1u << 20};
    }
    FoundVolume volume_inspect(std::string_view name) override
    {
        FarServer::now().serve();
        return described(name);
    }
    std::string volume_describe(std::string_view name) override
    {
        FarServer::now().serve();
        return "<volume><name>" + std::string(name) + "</name></volume>\n";
    }
    FoundVolume volume_create(std::string_view document, uint32_t) override
    {
        const std::string name = between(document, "<name>", "</name>");
        change();
        std::ofstream(m_folder / name) << "";
        return described(name);
    }
    void volume_wipe(std::string_view, uint32_t, uint32_t) override { change(); }
    void volume_resize(std::string_view, uint64_t, uint32_t) override { change(); }
    void volume_delete(std::string_view name, uint32_t) override
    {
        change();
        std::filesystem::remove(m_folder / name);
    }

private:
    static void change()
    {
        FarServer::now().serve();
        FarServer::now().was_cancelled = is_cancelled();
        if (is_cancelled())
            throw Error(ErrorCode::OperationAborted, "nobody waits for it");
    }
    [[nodiscard]] FoundVolume described(std::string_view name) const
    {
        const std::string path = (m_folder / name).native();
        return {0, std::string(name), path, path, "raw", 4096, 0};
    }

    const std::filesystem::path m_folder;
};

} // namespace modvirt::storage_manager
