// SPDX-License-Identifier: LGPL-2.1-or-later
// A text is tried as a UUID and as a name, in this order.
#include "base/filter_lookup.hpp"

#include "base/failure.hpp"
#include "base/library_error.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

NetworkFilter find_filter(Session &session, const Arguments &arguments)
{
    const std::string text = arguments.required_text("nwfilter");
    virConnectPtr connection = session.connection();
    NetworkFilter filter;
    if (text.size() == VIR_UUID_STRING_BUFLEN - 1)
        filter.reset(virNWFilterLookupByUUIDString(connection, text.c_str()));
    if (!filter) {
        forget_library_error();
        filter.reset(virNWFilterLookupByName(connection, text.c_str()));
    }
    if (!filter)
        fail("failed to get nwfilter '{}'", text);
    return filter;
}

FilterBinding find_binding(Session &session, const Arguments &arguments)
{
    const std::string port = arguments.required_text("binding");
    FilterBinding binding(virNWFilterBindingLookupByPortDev(session.connection(), port.c_str()));
    if (!binding)
        fail("failed to get nwfilter binding '{}'", port);
    return binding;
}

std::vector<NetworkFilter> list_filters(Session &session)
{
    virNWFilterPtr *raw = nullptr;
    const int count = virConnectListAllNWFilters(session.connection(), &raw, 0);
    const std::unique_ptr<virNWFilterPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list network filters");
    std::vector<NetworkFilter> filters(raw, raw + count);
    std::stable_sort(filters.begin(), filters.end(), [](const NetworkFilter &one, const NetworkFilter &other) {
        return strcasecmp(virNWFilterGetName(one.get()), virNWFilterGetName(other.get())) < 0;
    });
    return filters;
}

std::vector<FilterBinding> list_bindings(Session &session)
{
    virNWFilterBindingPtr *raw = nullptr;
    const int count = virConnectListAllNWFilterBindings(session.connection(), &raw, 0);
    const std::unique_ptr<virNWFilterBindingPtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list network filter bindings");
    std::vector<FilterBinding> bindings(raw, raw + count);
    std::stable_sort(bindings.begin(), bindings.end(), [](const FilterBinding &one, const FilterBinding &other) {
        return strcasecmp(virNWFilterBindingGetPortDev(one.get()), virNWFilterBindingGetPortDev(other.get())) < 0;
    });
    return bindings;
}

std::vector<std::string> complete_filter(Session &session, const Arguments &)
{
    std::vector<std::string> names;
    for (const NetworkFilter &filter : list_filters(session))
        names.emplace_back(virNWFilterGetName(filter.get()));
    return names;
}

std::vector<std::string> complete_binding(Session &session, const Arguments &)
{
    std::vector<std::string> ports;
    for (const FilterBinding &binding : list_bindings(session))
        ports.emplace_back(virNWFilterBindingGetPortDev(binding.get()));
    return ports;
}

} // namespace modvirt::cli
