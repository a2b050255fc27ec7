// SPDX-License-Identifier: LGPL-2.1-or-later
#include "interfaces.hpp"

namespace modvirt::test {

namespace {

// virConnectListAllInterfacesFlags
constexpr uint32_t list_inactive = 1;
constexpr uint32_t list_active = 2;
constexpr uint32_t xml_inactive = 1;    // VIR_INTERFACE_XML_INACTIVE
constexpr uint32_t define_validate = 1; // VIR_INTERFACE_DEFINE_VALIDATE

FoundInterface found(const interface::Config &config)
{
    return {config.name, std::string(config.mac)};
}

} // namespace

std::unique_ptr<Interfaces> Interfaces::open(const OpenRequest &request)
{
    return std::make_unique<Interfaces>(OpenMachines::get(request.connection()),
                                          OpenMachines::injection(request.connection()));
}

void Interfaces::connect_list_all_interfaces(InterfaceSink &interfaces, uint32_t flags)
{
    refuse_unknown_flags(flags, list_inactive | list_active, "testConnectListAllInterfaces");
    for (const InterfaceInventory::Entry &entry : inventory().all()) {
        const uint32_t trait = entry.is_active ? list_active : list_inactive;
        if ((flags == 0 || (flags & trait) != 0) && !interfaces.put(found(*entry.config)))
            return;
    }
}

FoundInterface Interfaces::interface_lookup_by_name(std::string_view name)
{
    return found(*inventory().find(name).config);
}

FoundInterface Interfaces::interface_lookup_by_mac_string(std::string_view mac)
{
    return found(*inventory().find_mac(mac).config);
}

std::string Interfaces::interface_get_xml_desc(const InterfaceRef &interface, uint32_t flags)
{
    // There is one description, that of the next start, too.
    refuse_unknown_flags(flags, xml_inactive, "testInterfaceGetXMLDesc");
    return interface::format(*inventory().find(interface.name).config);
}

FoundInterface Interfaces::interface_define_xml(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, define_validate, "testInterfaceDefineXML");
    xml::ReadOptions options;
    if (flags & define_validate)
        options.strictness = xml::Strictness::Strict;
    const interface::ConfigPtr config = interface::parse(xml_parser(), xml, options);
    inventory().define(config);
    return found(*config);
}

void Interfaces::interface_undefine(const InterfaceRef &interface)
{
    inventory().undefine(interface.name);
}

void Interfaces::interface_create(const InterfaceRef &interface, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testInterfaceCreate");
    inventory().start(interface.name);
}

void Interfaces::interface_destroy(const InterfaceRef &interface, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testInterfaceDestroy");
    inventory().stop(interface.name);
}

void Interfaces::interface_change_begin(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testInterfaceChangeBegin");
    inventory().begin();
}

void Interfaces::interface_change_commit(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testInterfaceChangeCommit");
    inventory().commit();
}

void Interfaces::interface_change_rollback(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testInterfaceChangeRollback");
    inventory().roll_back();
}

bool Interfaces::interface_is_active(const InterfaceRef &interface)
{
    return inventory().find(interface.name).is_active;
}

} // namespace modvirt::test
