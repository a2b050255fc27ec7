// SPDX-License-Identifier: LGPL-2.1-or-later
#include "interface_inventory.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

using Entry = InterfaceInventory::Entry;

[[noreturn]] void refuse_missing(std::string_view by, std::string_view what)
{
    throw Error(ErrorCode::NoInterface, fmt::format("no interface with matching {} '{}'", by, what));
}

// The one of that name among `all`.
template <class Entries>
auto &entry_of(Entries &all, std::string_view name)
{
    const auto found =
        std::ranges::find_if(all, [&](const Entry &each) { return each.config->name == name; });
    if (found == all.end())
        refuse_missing("name", name);
    return *found;
}

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool is_same_mac(std::string_view a, std::string_view b)
{
    return std::ranges::equal(a, b, {}, lower, lower);
}

} // namespace

void InterfaceInventory::define(interface::ConfigPtr config)
{
    const std::lock_guard lock(m_lock);
    const auto found =
        std::ranges::find_if(m_all, [&](const Entry &each) { return each.config->name == config->name; });
    if (found != m_all.end())
        found->config = std::move(config);
    else
        m_all.push_back({std::move(config)});
}

void InterfaceInventory::undefine(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    m_all.erase(m_all.begin() + (&entry_of(m_all, name) - m_all.data()));
}

void InterfaceInventory::set_active(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    entry_of(m_all, name).is_active = true;
}

void InterfaceInventory::start(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = entry_of(m_all, name);
    if (entry.is_active)
        throw Error(ErrorCode::OperationInvalid, fmt::format("interface '{}' is active already", name));
    entry.is_active = true;
}

void InterfaceInventory::stop(std::string_view name)
{
    const std::lock_guard lock(m_lock);
    Entry &entry = entry_of(m_all, name);
    if (!entry.is_active)
        throw Error(ErrorCode::OperationInvalid, fmt::format("interface '{}' is not active", name));
    entry.is_active = false;
}

Entry InterfaceInventory::find(std::string_view name) const
{
    const std::lock_guard lock(m_lock);
    return entry_of(m_all, name);
}

Entry InterfaceInventory::find_mac(std::string_view mac) const
{
    const std::lock_guard lock(m_lock);
    const auto has_mac = [&](const Entry &each) { return is_same_mac(each.config->mac, mac); };
    const auto found = std::ranges::find_if(m_all, has_mac);
    if (found == m_all.end())
        refuse_missing("mac", mac);
    if (std::any_of(found + 1, m_all.end(), has_mac))
        throw Error(ErrorCode::MultipleInterfaces, "");
    return *found;
}

std::vector<Entry> InterfaceInventory::all() const
{
    const std::lock_guard lock(m_lock);
    return m_all;
}

void InterfaceInventory::begin()
{
    const std::lock_guard lock(m_lock);
    if (m_before)
        throw Error(ErrorCode::OperationInvalid, "there is another transaction running.");
    m_before = m_all;
}

void InterfaceInventory::commit()
{
    const std::lock_guard lock(m_lock);
    if (!m_before)
        throw Error(ErrorCode::OperationInvalid, "no transaction running, nothing to be committed.");
    m_before.reset();
}

void InterfaceInventory::roll_back()
{
    const std::lock_guard lock(m_lock);
    if (!m_before)
        throw Error(ErrorCode::OperationInvalid, "no transaction running, nothing to rollback.");
    m_all = std::move(*m_before);
    m_before.reset();
}

} // namespace modvirt::test
