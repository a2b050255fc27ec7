// SPDX-License-Identifier: LGPL-2.1-or-later
#include "filter_inventory.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

[[noreturn]] void refuse(ErrorCode code, const std::string &message)
{
    throw Error(code, message, ErrorDomain::NwFilter);
}

// The first of `all` that the test is true for; throws when there is none.
template <class Items, class Test>
auto get(Items &all, ErrorCode missing, const std::string &what, const Test &test)
{
    const auto found = std::ranges::find_if(all, test);
    if (found == all.end())
        refuse(missing, what);
    return found;
}

template <class Items>
auto get_binding(Items &all, std::string_view port)
{
    return get(all, ErrorCode::NoNwFilterBinding, fmt::format("no nwfilter binding for port dev '{}'", port),
               [&](const nwfilter::BindingPtr &each) { return each->port_device == port; });
}

template <class Items>
auto get_filter(Items &all, const store::Uuid &uuid)
{
    return get(all, ErrorCode::NoNwFilter,
               fmt::format("no nwfilter with matching uuid '{}'", store::to_text(uuid)),
               [&](const nwfilter::FilterPtr &each) { return each->uuid == uuid; });
}

} // namespace

void FilterInventory::define(nwfilter::FilterPtr filter)
{
    const std::lock_guard lock(m_lock);
    check_place(*filter);
    check_references(*filter, filter->name);
    const auto same = std::ranges::find_if(
        m_all, [&](const nwfilter::FilterPtr &each) { return each->name == filter->name; });
    if (same == m_all.end())
        m_all.push_back(std::move(filter));
    else
        *same = std::move(filter);
}

void FilterInventory::check_place(const nwfilter::Filter &filter) const
{
    for (const nwfilter::FilterPtr &each : m_all) {
        if (each->uuid == filter.uuid && each->name != filter.name)
            refuse(ErrorCode::OperationFailed,
                   fmt::format("filter with same UUID but different name ('{}') already exists", each->name));
        if (each->uuid != filter.uuid && each->name == filter.name)
            refuse(ErrorCode::OperationFailed, fmt::format("filter '{}' already exists with uuid {}",
                                                           each->name, store::to_text(each->uuid)));
    }
}

void FilterInventory::check_references(const nwfilter::Filter &filter, std::string_view root) const
{
    for (const std::string_view name : filter.refers) {
        if (name == root)
            refuse(ErrorCode::OperationFailed,
                   fmt::format("filter '{}' would include itself through '{}'", root, filter.name));
        const nwfilter::Filter *included = find_any(name);
        if (!included)
            refuse(ErrorCode::InternalError, fmt::format("referenced filter '{}' is missing", name));
        // Those that are defined have no circle among them, so the way ends.
        check_references(*included, root);
    }
}

void FilterInventory::check_unused(const nwfilter::Filter &filter) const
{
    for (const nwfilter::BindingPtr &binding : m_bindings)
        if (binding->filter == filter.name)
            refuse(ErrorCode::OperationInvalid,
                   fmt::format("nwfilter is in use: '{}' is bound to port '{}'", filter.name,
                               binding->port_device));
    for (const nwfilter::FilterPtr &each : m_all)
        if (std::ranges::find(each->refers, filter.name) != each->refers.end())
            refuse(ErrorCode::OperationInvalid,
                   fmt::format("nwfilter is in use: '{}' is included by '{}'", filter.name, each->name));
}

void FilterInventory::undefine(const store::Uuid &uuid)
{
    const std::lock_guard lock(m_lock);
    const auto filter = get_filter(m_all, uuid);
    check_unused(**filter);
    m_all.erase(filter);
}

nwfilter::FilterPtr FilterInventory::find(std::string_view name) const
{
    const std::lock_guard lock(m_lock);
    return *get(m_all, ErrorCode::NoNwFilter, fmt::format("no nwfilter with matching name '{}'", name),
                [&](const nwfilter::FilterPtr &each) { return each->name == name; });
}

nwfilter::FilterPtr FilterInventory::find(const store::Uuid &uuid) const
{
    const std::lock_guard lock(m_lock);
    return *get_filter(m_all, uuid);
}

std::vector<nwfilter::FilterPtr> FilterInventory::all() const
{
    const std::lock_guard lock(m_lock);
    return m_all;
}

void FilterInventory::bind(nwfilter::BindingPtr binding)
{
    const std::lock_guard lock(m_lock);
    for (const nwfilter::BindingPtr &each : m_bindings)
        if (each->port_device == binding->port_device)
            refuse(ErrorCode::OperationFailed, fmt::format("port '{}' is bound to filter '{}' already",
                                                           each->port_device, each->filter));
    if (!find_any(binding->filter))
        refuse(ErrorCode::InternalError, fmt::format("referenced filter '{}' is missing", binding->filter));
    m_bindings.push_back(std::move(binding));
}

void FilterInventory::unbind(std::string_view port_device)
{
    const std::lock_guard lock(m_lock);
    m_bindings.erase(get_binding(m_bindings, port_device));
}

nwfilter::BindingPtr FilterInventory::find_binding(std::string_view port_device) const
{
    const std::lock_guard lock(m_lock);
    return *get_binding(m_bindings, port_device);
}

std::vector<nwfilter::BindingPtr> FilterInventory::bindings() const
{
    const std::lock_guard lock(m_lock);
    return m_bindings;
}

const nwfilter::Filter *FilterInventory::find_any(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        m_all, [&](const nwfilter::FilterPtr &each) { return each->name == name; });
    return found == m_all.end() ? nullptr : found->get();
}

} // namespace modvirt::test
