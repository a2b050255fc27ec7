// SPDX-License-Identifier: LGPL-2.1-or-later
// domxml-from-native, domxml-to-native: a domain in the words of its hypervisor.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"

namespace modvirt::cli {

namespace {

void print_config(Session &session, const Arguments &arguments, const char *member, const LibraryText &text)
{
    if (!text)
        fail();
    print_member(session, arguments, member, text.get(), "");
}

void run_from_native(Session &session, const Arguments &arguments)
{
    const std::string format = arguments.required_text("format");
    const std::string config = read_description(arguments.required_text("config"));
    print_config(
        session, arguments, "xml",
        LibraryText(virConnectDomainXMLFromNative(session.connection(), format.c_str(), config.c_str(), 0)));
}

std::string domain_xml(Session &session, const Arguments &arguments)
{
    if (const auto path = arguments.text("xml"))
        return read_description(*path);
    const auto name = arguments.text("domain");
    if (!name)
        fail("need either domain or domain XML");
    const Domain domain = find_domain(session, *name);
    const LibraryText xml(virDomainGetXMLDesc(domain.get(), 0));
    if (!xml)
        fail("failed to retrieve XML");
    return xml.get();
}

void run_to_native(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("domain", "xml");
    const std::string format = arguments.required_text("format");
    const std::string xml = domain_xml(session, arguments);
    print_config(session, arguments, "config",
                 LibraryText(virConnectDomainXMLToNative(session.connection(), format.c_str(), xml.c_str(), 0)));
}

constexpr Option from_native_options[] = {
    argument("format", "source config data format"),
    argument("config", "config data file to import from", complete_path),
};
constexpr Option to_native_options[] = {
    argument("format", "target config data type format"),
    text("domain", "domain name, id or uuid", complete_domain, NamedOnly),
    text("xml", "xml data file to export from", complete_path),
};

} // namespace

constexpr Command domxml_from_native_command{
    .name = "domxml-from-native",
    .summary = "Convert native config to domain XML",
    .description = "Convert native guest configuration format to domain XML format.",
    .options = from_native_options,
    .run = run_from_native,
    .traits = Json};
constexpr Command domxml_to_native_command{
    .name = "domxml-to-native",
    .summary = "Convert domain XML to native config",
    .description = "Convert domain XML config to a native guest configuration format.",
    .options = to_native_options,
    .run = run_to_native,
    .traits = Json};

} // namespace modvirt::cli
