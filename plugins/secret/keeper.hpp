// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of one root, and who wants to hear of them. All connections of this process to the root share one keeper,
// and no other process has the root meanwhile.
//
//     etc/secrets/   UUID.xml for the description of a secret, UUID.base64 for its value
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <modvirt/host.hpp>
#include <modvirt/xml.h>

#include "kit/secret_client/secret_values.hpp"
#include "kit/secret_store/calls.hpp"
#include "kit/secret_store/inventory.hpp"
#include "kit/store/root.hpp"

namespace modvirt::secret_driver {

// Thread-safe.
class Keeper {
public:
    using Reporter = std::function<void(LogLevel, const std::string &)>;

    // The keeper of that root; a new one reads what is there. `root` is absolute. Throws Error.
    static std::shared_ptr<Keeper> open(std::string_view root, const modvirt_xml_v1 &parser, const Reporter &reporter);

    Keeper(const std::string &root, const modvirt_xml_v1 &parser, const Reporter &reporter);
    Keeper(const Keeper &) = delete;
    Keeper &operator=(const Keeper &) = delete;

    [[nodiscard]] secret_store::Inventory &inventory() { return *m_inventory; }

    // A listener must not call back, and is not called any more once unsubscribe() has returned.
    using Listener = std::function<void(const secret_store::SecretEvent &)>;
    int64_t subscribe(Listener listener);
    void unsubscribe(int64_t subscription);
    void tell(const secret_store::SecretEvent &event);

private:
    const store::RootLock m_lock;
    const std::unique_ptr<secret_store::Inventory> m_inventory;
    std::mutex m_listeners_mutex;
    std::map<int64_t, Listener> m_listeners;
    int64_t m_next_subscription = 1;
    const secret_client::Provision m_provision; // last: it ends first
};

} // namespace modvirt::secret_driver
