// SPDX-License-Identifier: MIT
#include "inventory.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "kit/xml/value.hpp"
#include "modvirt/error.hpp"

namespace modvirt::secret_store {

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

std::vector<Skipped> Inventory::load(const modvirt_xml_v1 &parser)
{
    return m_files->load([&](std::string_view text) { return secret::parse(parser, text); },
                         [&](secret::ConfigPtr config, SecretBytes value) {
                             check_usage(*config);
                             m_all.push_back({std::move(config), std::move(value)});
                         });
}

void Inventory::define(secret::ConfigPtr config)
{
    const std::lock_guard lock(m_lock);
    const auto known = std::ranges::find(m_all, config->uuid, [](const Entry &entry) { return entry.config->uuid; });
    if (known != m_all.end()) {
        check_change(*known, *config);
        keep_change(*known, *config);
        known->config = std::move(config);
        return;
    }
    check_usage(*config);
    m_all.reserve(m_all.size() + 1); // so that nothing fails any more once it is kept
    if (m_files != nullptr && !config->ephemeral)
        m_files->keep_config(*config);
    m_all.push_back({std::move(config), {}});
}

// Secrets for nothing in particular may be many.
void Inventory::check_usage(const secret::Config &config) const
{
    if (config.usage == secret::Usage::None)
        return;
    for (const Entry &entry : m_all)
        if (is_same_usage(*entry.config, config))
            refuse(fmt::format("a secret with UUID {} already defined for use with {}",
                               xml::format_uuid(entry.config->uuid), config.usage_id));
}

void Inventory::check_change(const Entry &entry, const secret::Config &config) const
{
    if (!is_same_usage(*entry.config, config))
        refuse(fmt::format("a secret with UUID {} is already defined for use with {}", xml::format_uuid(config.uuid),
                           entry.config->usage_id));
    if (entry.config->private_value && !config.private_value)
        refuse("cannot change private flag on existing secret");
}

// Of a secret that becomes ephemeral nothing stays on disk, and of one that no longer is all comes there.
void Inventory::keep_change(const Entry &entry, const secret::Config &config)
{
    if (m_files == nullptr)
        return;
    if (config.ephemeral) {
        if (!entry.config->ephemeral)
            m_files->forget(config.uuid, entry.value);
    } else if (entry.config->ephemeral) {
        m_files->keep(config, entry.value);
    } else {
        m_files->keep_config(config);
    }
}

secret::ConfigPtr Inventory::undefine(const Uuid &uuid)
{
    const std::lock_guard lock(m_lock);
    const std::size_t place = place_of(uuid);
    if (m_files != nullptr && !m_all[place].config->ephemeral)
        m_files->forget(uuid, m_all[place].value);
    secret::ConfigPtr config = m_all[place].config;
    m_all.erase(m_all.begin() + static_cast<std::ptrdiff_t>(place));
    return config;
}

secret::ConfigPtr Inventory::set_value(const Uuid &uuid, std::span<const uint8_t> value)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = m_all[place_of(uuid)];
    if (value.size() > largest_value)
        refuse(fmt::format("a secret's value has at most {} bytes, and this one {}", largest_value, value.size()),
               ErrorCode::InvalidArg);
    SecretBytes copy(value.begin(), value.end());
    if (m_files != nullptr && !entry.config->ephemeral)
        m_files->keep_value(uuid, copy);
    entry.value = std::move(copy);
    return entry.config;
}

std::vector<uint8_t> Inventory::value(const Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    const Entry &entry = m_all[place_of(uuid)];
    if (entry.config->private_value)
        refuse("secret is private", ErrorCode::InvalidSecret);
    const SecretBytes &value = value_of(entry);
    return {value.begin(), value.end()};
}

SecretBytes Inventory::use(const Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    return value_of(m_all[place_of(uuid)]);
}

SecretBytes Inventory::use(int32_t usage, std::string_view id) const
{
    const std::lock_guard lock(m_lock);
    return value_of(entry_for(usage, id));
}

const SecretBytes &Inventory::value_of(const Entry &entry)
{
    if (entry.value.empty())
        refuse(fmt::format("secret '{}' does not have a value", xml::format_uuid(entry.config->uuid)), ErrorCode::NoSecret);
    return entry.value;
}

secret::ConfigPtr Inventory::find(const Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    return m_all[place_of(uuid)].config;
}

secret::ConfigPtr Inventory::find_usage(int32_t usage, std::string_view id) const
{
    const std::lock_guard lock(m_lock);
    return entry_for(usage, id).config;
}

std::vector<secret::ConfigPtr> Inventory::all() const
{
    const std::lock_guard lock(m_lock);
    std::vector<secret::ConfigPtr> configs;
    configs.reserve(m_all.size());
    for (const Entry &entry : m_all)
        configs.push_back(entry.config);
    return configs;
}

std::size_t Inventory::place_of(const Uuid &uuid) const
{
    for (std::size_t place = 0; place < m_all.size(); ++place)
        if (m_all[place].config->uuid == uuid)
            return place;
    refuse(fmt::format("no secret with matching uuid '{}'", xml::format_uuid(uuid)), ErrorCode::NoSecret);
}

const Inventory::Entry &Inventory::entry_for(int32_t usage, std::string_view id) const
{
    for (const Entry &entry : m_all)
        if (usage != 0 && static_cast<int32_t>(entry.config->usage) == usage && entry.config->usage_id == id)
            return entry;
    refuse(fmt::format("no secret with matching usage '{}'", id), ErrorCode::NoSecret);
}

} // namespace modvirt::secret_store
