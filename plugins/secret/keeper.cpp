// SPDX-License-Identifier: LGPL-2.1-or-later
#include "keeper.hpp"

#include <utility>

#include <fmt/format.h>

#include "kit/store/shared_roots.hpp"

namespace modvirt::secret_driver {

namespace {

store::SharedRoots<Keeper> &keepers()
{
    static store::SharedRoots<Keeper> all;
    return all;
}

std::unique_ptr<secret_store::Inventory> read(const std::string &root, const modvirt_xml_v1 &parser,
                                              const Keeper::Reporter &reporter)
{
    auto inventory =
        std::make_unique<secret_store::Inventory>(std::make_unique<secret_store::Files>(root + "/etc/secrets"));
    for (const secret_store::Skipped &skipped : inventory->load(parser))
        reporter(LogLevel::Warning, fmt::format("the file '{}' is left out: {}", skipped.file, skipped.reason));
    return inventory;
}

} // namespace

std::shared_ptr<Keeper> Keeper::open(std::string_view root, const modvirt_xml_v1 &parser, const Reporter &reporter)
{
    return keepers()
        .get(root, [&](const std::string &path) { return std::make_unique<Keeper>(path, parser, reporter); })
        .first;
}

Keeper::Keeper(const std::string &root, const modvirt_xml_v1 &parser, const Reporter &reporter)
    : m_lock(root, "secrets.lock"), m_inventory(read(root, parser, reporter)),
      m_provision(root, [this](const WantedSecret &wanted) {
          return wanted.usage_id.empty() ? m_inventory->use(wanted.uuid)
                                         : m_inventory->use(wanted.usage_type, wanted.usage_id);
      })
{
}

int64_t Keeper::subscribe(Listener listener)
{
    const std::lock_guard lock(m_listeners_mutex);
    m_listeners.emplace(m_next_subscription, std::move(listener));
    return m_next_subscription++;
}

void Keeper::unsubscribe(int64_t subscription)
{
    const std::lock_guard lock(m_listeners_mutex);
    m_listeners.erase(subscription);
}

void Keeper::tell(const secret_store::SecretEvent &event)
{
    const std::lock_guard lock(m_listeners_mutex);
    for (const auto &[subscription, listener] : m_listeners)
        listener(event);
}

} // namespace modvirt::secret_driver
