// SPDX-License-Identifier: LGPL-2.1-or-later
#include "network_filters.hpp"

namespace modvirt::test {

namespace {

// VIR_NWFILTER_DEFINE_VALIDATE, VIR_NWFILTER_BINDING_CREATE_VALIDATE
constexpr uint32_t validate = 1;

xml::ReadOptions read_options(uint32_t flags)
{
    xml::ReadOptions options;
    if (flags & validate)
        options.strictness = xml::Strictness::Strict;
    return options;
}

FoundNWFilter found(const nwfilter::Filter &filter)
{
    return {filter.uuid, filter.name};
}

FoundNWFilterBinding found(const nwfilter::Binding &binding)
{
    return {binding.port_device, std::string(binding.filter)};
}

} // namespace

std::unique_ptr<Filters> Filters::open(const OpenRequest &request)
{
    return std::make_unique<Filters>(OpenMachines::get(request.connection()),
                                       OpenMachines::injection(request.connection()));
}

void Filters::connect_list_all_nw_filters(NWFilterSink &filters, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectListAllNWFilters");
    for (const nwfilter::FilterPtr &filter : inventory().all())
        if (!filters.put(found(*filter)))
            return;
}

FoundNWFilter Filters::nw_filter_lookup_by_name(std::string_view name)
{
    return found(*inventory().find(name));
}

FoundNWFilter Filters::nw_filter_lookup_by_uuid(const Uuid &uuid)
{
    return found(*inventory().find(uuid));
}

FoundNWFilter Filters::nw_filter_define_xml_flags(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate, "testNWFilterDefineXMLFlags");
    const nwfilter::FilterPtr filter = nwfilter::parse_filter(xml_parser(), xml, {}, read_options(flags));
    inventory().define(filter);
    return found(*filter);
}

std::string Filters::nw_filter_get_xml_desc(const NWFilterRef &filter, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNWFilterGetXMLDesc");
    return nwfilter::format(*inventory().find(filter.uuid));
}

void Filters::nw_filter_undefine(const NWFilterRef &filter)
{
    inventory().undefine(filter.uuid);
}

void Filters::connect_list_all_nw_filter_bindings(NWFilterBindingSink &bindings, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectListAllNWFilterBindings");
    for (const nwfilter::BindingPtr &binding : inventory().bindings())
        if (!bindings.put(found(*binding)))
            return;
}

FoundNWFilterBinding Filters::nw_filter_binding_lookup_by_port_dev(std::string_view port_dev)
{
    return found(*inventory().find_binding(port_dev));
}

FoundNWFilterBinding Filters::nw_filter_binding_create_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, validate, "testNWFilterBindingCreateXML");
    const nwfilter::BindingPtr binding = nwfilter::parse_binding(xml_parser(), xml, read_options(flags));
    inventory().bind(binding);
    return found(*binding);
}

std::string Filters::nw_filter_binding_get_xml_desc(const NWFilterBindingRef &binding, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testNWFilterBindingGetXMLDesc");
    return nwfilter::format(*inventory().find_binding(binding.port_dev));
}

void Filters::nw_filter_binding_delete(const NWFilterBindingRef &binding)
{
    inventory().unbind(binding.port_dev);
}

} // namespace modvirt::test
