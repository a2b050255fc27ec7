// SPDX-License-Identifier: LGPL-2.1-or-later
#include "arguments.hpp"

#include <initializer_list>

#include <fmt/format.h>

namespace modvirt::storage_iscsi {

namespace {

Arguments on_record(const Target &target, const std::string &interface, std::initializer_list<std::string> more)
{
    Arguments arguments = {"iscsiadm", "--mode",   "node",  "--targetname",
                           target.name, "--portal", target.portal.text()};
    if (!interface.empty())
        arguments.insert(arguments.end(), {"--interface", interface});
    arguments.insert(arguments.end(), more);
    return arguments;
}

Arguments on_interface(const std::string &interface, std::initializer_list<std::string> more)
{
    Arguments arguments = {"iscsiadm", "--mode", "iface", "--interface", interface};
    arguments.insert(arguments.end(), more);
    return arguments;
}

Arguments on_session(uint32_t session, std::initializer_list<std::string> more)
{
    Arguments arguments = {"iscsiadm", "--mode", "session", "--sid", std::to_string(session)};
    arguments.insert(arguments.end(), more);
    return arguments;
}

} // namespace

Arguments discover(const Portal &portal, const std::string &interface)
{
    Arguments arguments = {"iscsiadm", "--mode",   "discovery", "--type", "sendtargets",
                           "--portal", portal.text(), "--op",   "nonpersistent"};
    if (!interface.empty())
        arguments.insert(arguments.end(), {"--interface", interface});
    return arguments;
}

std::string interface_of(const std::string &initiator)
{
    // Names of interfaces are names of files; two initiators that differ in other characters get different ones.
    std::string name = "modvirt-";
    for (const char character : initiator) {
        const bool is_plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                              (character >= '0' && character <= '9') || character == '.' || character == '-';
        name += is_plain ? std::string(1, character) : fmt::format("_{:02x}", static_cast<unsigned char>(character));
    }
    return name;
}

Arguments show_interface(const std::string &interface)
{
    return on_interface(interface, {});
}

Arguments make_interface(const std::string &interface)
{
    return on_interface(interface, {"--op", "new"});
}

Arguments name_initiator(const std::string &interface, const std::string &initiator)
{
    return on_interface(interface, {"--op", "update", "--name", "iface.initiatorname", "--value", initiator});
}

Arguments show_record(const Target &target, const std::string &interface)
{
    return on_record(target, interface, {});
}

Arguments make_record(const Target &target, const std::string &interface)
{
    return on_record(target, interface, {"--op", "new"});
}

Arguments set_record(const Target &target, const std::string &interface, const std::string &name,
                     const std::string &value)
{
    return on_record(target, interface, {"--op", "update", "--name", name, "--value", value});
}

Arguments delete_record(const Target &target, const std::string &interface)
{
    return on_record(target, interface, {"--op", "delete"});
}

Arguments log_in(const Target &target, const std::string &interface)
{
    return on_record(target, interface, {"--login"});
}

Arguments log_out(uint32_t session)
{
    return on_session(session, {"--logout"});
}

Arguments rescan(uint32_t session)
{
    return on_session(session, {"--rescan"});
}

} // namespace modvirt::storage_iscsi
