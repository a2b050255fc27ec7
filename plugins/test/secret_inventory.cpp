// SPDX-License-Identifier: LGPL-2.1-or-later
#include "secret_inventory.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

[[noreturn]] void refuse(const std::string &message, ErrorCode code = ErrorCode::InternalError)
{
    throw Error(code, message, ErrorDomain::Secret);
}

bool is_same_usage(const secret::Config &a, const secret::Config &b)
{
    return a.usage == b.usage && a.usage_id == b.usage_id;
}

} // namespace

void SecretInventory::define(secret::ConfigPtr config)
{
    const std::lock_guard lock(m_lock);
    for (Entry &entry : m_all) {
        if (entry.config->uuid != config->uuid)
            continue;
        if (!is_same_usage(*entry.config, *config))
            refuse(fmt::format("a secret with UUID {} is already defined for use with {}",
                               store::to_text(config->uuid), entry.config->usage_id));
        if (entry.config->private_value && !config->private_value)
            refuse("cannot change private flag on existing secret");
        entry.config = std::move(config);
        return;
    }
    check_usage(*config);
    m_all.push_back({std::move(config), {}});
}

// Secrets for nothing in particular may be many.
void SecretInventory::check_usage(const secret::Config &config) const
{
    if (config.usage == secret::Usage::None)
        return;
    for (const Entry &entry : m_all)
        if (is_same_usage(*entry.config, config))
            refuse(fmt::format("a secret with UUID {} already defined for use with {}",
                               store::to_text(entry.config->uuid), config.usage_id));
}

secret::ConfigPtr SecretInventory::undefine(const store::Uuid &uuid)
{
    const std::lock_guard lock(m_lock);
    const std::size_t place = place_of(uuid);
    secret::ConfigPtr config = m_all[place].config;
    std::ranges::fill(m_all[place].value, uint8_t{0});
    m_all.erase(m_all.begin() + static_cast<std::ptrdiff_t>(place));
    return config;
}

secret::ConfigPtr SecretInventory::set_value(const store::Uuid &uuid, std::span<const uint8_t> value)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = m_all[place_of(uuid)];
    std::vector<uint8_t> copy(value.begin(), value.end());
    std::ranges::fill(entry.value, uint8_t{0});
    entry.value = std::move(copy);
    return entry.config;
}

std::vector<uint8_t> SecretInventory::value(const store::Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    const Entry &entry = m_all[place_of(uuid)];
    if (entry.config->private_value)
        refuse("secret is private", ErrorCode::InvalidSecret);
    if (entry.value.empty())
        refuse(fmt::format("secret '{}' does not have a value", store::to_text(uuid)), ErrorCode::NoSecret);
    return entry.value;
}

secret::ConfigPtr SecretInventory::find(const store::Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    return m_all[place_of(uuid)].config;
}

secret::ConfigPtr SecretInventory::find_usage(int32_t usage, std::string_view id) const
{
    const std::lock_guard lock(m_lock);
    for (const Entry &entry : m_all)
        if (usage != 0 && static_cast<int32_t>(entry.config->usage) == usage && entry.config->usage_id == id)
            return entry.config;
    refuse(fmt::format("no secret with matching usage '{}'", id), ErrorCode::NoSecret);
}

std::vector<secret::ConfigPtr> SecretInventory::all() const
{
    const std::lock_guard lock(m_lock);
    std::vector<secret::ConfigPtr> configs;
    for (const Entry &entry : m_all)
        configs.push_back(entry.config);
    return configs;
}

std::size_t SecretInventory::place_of(const store::Uuid &uuid) const
{
    for (std::size_t place = 0; place < m_all.size(); ++place)
        if (m_all[place].config->uuid == uuid)
            return place;
    refuse(fmt::format("no secret with matching uuid '{}'", store::to_text(uuid)), ErrorCode::NoSecret);
}

} // namespace modvirt::test
