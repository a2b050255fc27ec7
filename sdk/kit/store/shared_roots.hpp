// SPDX-License-Identifier: MIT
// What connections of one process to the same root share. It ends with the last of them.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "root.hpp"

namespace modvirt::store {

// All members may be called from any thread. It lives as long as the process.
template <class Shared>
class SharedRoots {
public:
    // What there is for that root, and otherwise what `make` makes of its canonical path, a unique_ptr; and whether it is
    // new. Throws what canonical_root() and `make` throw.
    template <class Make>
    std::pair<std::shared_ptr<Shared>, bool> get(std::string_view root, const Make &make)
    {
        const std::string path = canonical_root(root);
        std::unique_lock lock(m_mutex);
        for (;;) {
            const auto found = m_open.find(path);
            if (found == m_open.end())
                break;
            if (auto shared = found->second.lock())
                return {std::move(shared), false};
            m_changed.wait(lock); // it is being closed
        }
        std::shared_ptr<Shared> shared(make(path).release(), [this, path](Shared *ending) { close(path, ending); });
        m_open.emplace(path, shared);
        return {std::move(shared), true};
    }

private:
    // An entry stays until what it stands for is gone for good: only then can the root be locked again.
    void close(const std::string &path, Shared *ending)
    {
        delete ending;
        const std::lock_guard lock(m_mutex);
        m_open.erase(path);
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::string, std::weak_ptr<Shared>> m_open;
};

} // namespace modvirt::store
