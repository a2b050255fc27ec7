// SPDX-License-Identifier: MIT
#include "kit/network/update.hpp"

#include <iterator>

#include <fmt/format.h>

#include "kit/network/schema.hpp"
#include "kit/network/update_steps.hpp"

namespace modvirt::network {

namespace {

// What can be done to a section of a network.
struct Section {
    std::string_view name;    // in errors
    std::string_view parent;  // the element that holds what is changed; "" when nothing can be changed
    std::string_view element; // what is changed
    void (*apply)(const Step &step);
    std::string_view fixed = {}; // what its elements are called that cannot be modified
};

// By the number of virNetworkUpdateSection.
constexpr Section sections[] = {{},
                                {"bridge", "", "", nullptr},
                                {"domain", "", "", nullptr},
                                {"ip", "", "", nullptr},
                                {"dhcp host", "dhcp", "host", update_dhcp_host},
                                {"dhcp range", "dhcp", "range", update_dhcp_range, "dhcp ranges"},
                                {"forward", "", "", nullptr},
                                {"forward interface", "forward", "interface", update_forward_interface, "forward interface entries"},
                                {"forward pf", "", "", nullptr},
                                {"portgroup", "network", "portgroup", update_portgroup},
                                {"dns host", "dns", "host", update_dns_host, "DNS HOST records"},
                                {"dns txt", "dns", "txt", update_dns_txt, "DNS TXT records"},
                                {"dns srv", "dns", "srv", update_dns_srv, "DNS SRV records"}};

// The name of the text's root element, or nothing when that cannot be told.
std::string_view root_name(std::string_view text)
{
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const auto rest = text.substr(at + 1);
        if (rest.empty() || rest.front() == '?' || rest.front() == '!')
            continue;
        return rest.substr(0, rest.find_first_of(" \t\r\n/>"));
    }
    return {};
}

const Section &section_of(const Config &config, const Update &update)
{
    if (update.section == 0 || update.section >= std::size(sections))
        refuse_step(ErrorCode::OperationUnsupported, "can't update unrecognized section of network");
    const Section &section = sections[update.section];
    if (!section.apply)
        refuse_step(ErrorCode::OperationUnsupported,
                    fmt::format("can't update '{}' section of network '{}'", section.name, config.name));
    return section;
}

// A command that does not exist. What is wrong with the element itself is told before it: whether it could be added shows
// that. A DNS record need not be whole, and of a service nothing is needed.
[[noreturn]] void refuse_command(const Config &config, const modvirt_xml_v1 &parser, const Update &update,
                                 const Options &options, const Section &section)
{
    try {
        Update attempt = update;
        attempt.command = static_cast<uint32_t>(section.parent == "dns" ? Command::Delete : Command::AddLast);
        if (section.element != "srv")
            static_cast<void>(with_update(config, parser, attempt, options));
    } catch (const Error &error) {
        if (error.code() == ErrorCode::XmlError || error.code() == ErrorCode::XmlDetail)
            throw;
    }
    refuse_step(ErrorCode::OperationUnsupported,
                fmt::format("unrecognized network update command code {}", update.command));
}

} // namespace

ConfigPtr with_update(const Config &config, const modvirt_xml_v1 &parser, const Update &update,
                      const Options &options)
{
    const Section &section = section_of(config, update);
    const std::string_view root = root_name(update.xml);
    if (!root.empty() && root != section.element)
        refuse_step(ErrorCode::XmlError,
                    fmt::format("unexpected element <{}>, expecting <{}>, while updating network '{}'", root,
                                section.element, config.name));
    const auto command = static_cast<Command>(update.command);
    if (command == Command::Modify && !section.fixed.empty())
        refuse_step(ErrorCode::OperationUnsupported,
                    fmt::format("{} cannot be modified, only added or deleted", section.fixed));
    if (update.command < static_cast<uint32_t>(Command::Modify) ||
        update.command > static_cast<uint32_t>(Command::AddFirst))
        refuse_command(config, parser, update, options, section);
    const Part part = command == Command::Delete ? Part::Searched : Part::Whole;
    const xml::Document given =
        xml::read_child(parser, update.xml, schema(), part_parent(section.parent, part)).finish();
    return with_edit(config, options, [&](xml::Editor &editor) {
        section.apply({editor.root(), given.root(), command, update.parent_index, config.name});
    });
}

} // namespace modvirt::network
