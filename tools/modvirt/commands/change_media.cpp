// SPDX-License-Identifier: LGPL-2.1-or-later
// change-media: what lies in a CD or floppy drive.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/device_element.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

enum class MediaAction : uint8_t { Eject, Insert, Update };

struct ActionWords {
    std::string_view name;
    std::string_view done;
};

constexpr ActionWords action_words[] = {{"eject", "ejected"}, {"insert", "inserted"}, {"update", "updated"}};

struct MediaRequest {
    MediaAction action;
    std::string source; // empty where nothing is put in
    bool is_block;
};

// --update without a source takes the medium out; without any option there has to be a source.
MediaRequest request_of(const Arguments &arguments)
{
    MediaRequest request{MediaAction::Update, arguments.text("source").value_or(""), arguments.has("block")};
    if (arguments.has("eject") || (arguments.has("update") && request.source.empty()))
        request.action = MediaAction::Eject;
    else if (arguments.has("insert"))
        request.action = MediaAction::Insert;
    if (request.action == MediaAction::Eject)
        request.source.clear();
    return request;
}

void check_request(const MediaRequest &request, const XmlElement &disk)
{
    const std::string target = attribute_of_child(disk, "target", "dev");
    const bool has_medium = disk_medium(disk) != nullptr;
    if (request.action == MediaAction::Eject && !has_medium)
        fail("The disk device '{}' doesn't have media", target);
    if (request.action == MediaAction::Eject)
        return;
    if (request.source.empty())
        fail("New disk media source was not specified");
    if (request.action == MediaAction::Insert && has_medium)
        fail("The disk device '{}' already has media", target);
}

bool is_named(const XmlNode &node, std::string_view name)
{
    const auto *element = std::get_if<XmlElement>(&node);
    return element && element->name == name;
}

// The new source stands in front of the target, with the same blanks before both.
void insert_source(XmlElement &disk, XmlElement source)
{
    const auto is_target = [](const XmlNode &node) { return is_named(node, "target"); };
    auto place = std::find_if(disk.nodes.begin(), disk.nodes.end(), is_target);
    if (place != disk.nodes.begin() && std::holds_alternative<std::string>(*(place - 1))) {
        const XmlNode blanks = *(place - 1);
        place = disk.nodes.insert(place, blanks);
    }
    disk.nodes.insert(place, std::move(source));
}

// The disk with the medium that is asked for: what it stood on before goes, its policy at start remains.
XmlElement changed(XmlElement disk, const MediaRequest &request)
{
    const std::string policy = attribute_of_child(disk, "source", "startupPolicy");
    for (auto &[name, value] : disk.attributes)
        if (name == "type")
            value = request.is_block ? "block" : "file";
    std::erase_if(disk.nodes, [](const XmlNode &node) {
        return is_named(node, "source") || is_named(node, "backingStore");
    });
    if (request.source.empty())
        return disk;
    XmlElement source{"source", {{request.is_block ? "dev" : "file", request.source}}, {}};
    if (!policy.empty())
        source.attributes.emplace_back("startupPolicy", policy);
    insert_source(disk, std::move(source));
    return disk;
}

void run_change_media(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("eject", "insert");
    arguments.refuse_both("eject", "update");
    arguments.refuse_both("insert", "update");
    arguments.refuse_both("eject", "block");
    unsigned flags = arguments.affect_flags().value_or(VIR_DOMAIN_AFFECT_CURRENT);
    const MediaRequest request = request_of(arguments);
    const std::string path = arguments.required_text("path");
    if (arguments.has("force"))
        flags |= VIR_DOMAIN_DEVICE_MODIFY_FORCE;
    const Domain domain = find_domain(session, arguments);
    const unsigned description = arguments.has("config") ? VIR_DOMAIN_XML_INACTIVE : 0;
    const DomainXml xml = DomainXml::of(domain, description, Blanks::Kept);
    const XmlElement &disk = find_disk(xml, path, DiskKind::Removable);
    check_request(request, disk);
    const std::string text = serialize_as_it_is(changed(disk, request));
    if (arguments.has("print-xml"))
        return session.out.write(text);
    const auto &[name, done] = action_words[static_cast<size_t>(request.action)];
    if (virDomainUpdateDeviceFlags(domain.get(), text.c_str(), flags) < 0)
        fail("Failed to complete action {} on media", name);
    session.out.print("Successfully {} media.", done);
}

std::vector<std::string> complete_drive(Session &session, const Arguments &arguments)
{
    if (!arguments.has("domain"))
        return {};
    const Domain domain = find_domain(session, arguments);
    std::vector<std::string> targets;
    for (const DiskEntry &disk : DomainXml::of(domain, 0).disks())
        if (disk.device == "cdrom" || disk.device == "floppy")
            targets.push_back(disk.target);
    return targets;
}

constexpr Option change_media_options[] = {
    domain_option(complete_domain),
    argument("path", "Fully-qualified path or target of disk device", complete_drive),
    text("source", "source of the media", complete_path),
    flag("eject", "Eject the media"),
    flag("insert", "Insert the media"),
    flag("update", "Update the media"),
    current_option(
        "can be either or both of --live and --config, depends on implementation hypervisor driver"),
    live_option("alter live configuration of running domain"),
    config_option("alter persistent configuration, effect observed on next boot"),
    flag("force", "force media changing"),
    flag("print-xml", "print XML document rather than change media"),
    flag("block", "source media is a block device"),
};

} // namespace

constexpr Command change_media_command{.name = "change-media",
                                       .summary = "Change media of CD or floppy drive",
                                       .description = "Change media of CD or floppy drive.",
                                       .options = change_media_options,
                                       .run = run_change_media};

} // namespace modvirt::cli
