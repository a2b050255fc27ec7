// SPDX-License-Identifier: MIT
// Changes of a device that is there: anything of a definition, and of a running guest what it can bear.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "kit/domain/aliases.hpp"
#include "kit/domain/completion.hpp"
#include "kit/domain/device_edit.hpp"
#include "kit/domain/device_kind.hpp"
#include "kit/domain/device_match.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

// Paths of parts: "link" for a child, "@port" for an attribute, "target/requested".
using Paths = std::span<const std::string_view>;

constexpr std::string_view of_disk[] = {"source/@startupPolicy", "source/@index", "backingStore"};
constexpr std::string_view of_drive[] = {"@type", "source", "backingStore", "driver/@type", "driver/@name"};
constexpr std::string_view of_interface[] = {"@trustGuestRxFilters", "link", "bandwidth", "filterref", "coalesce",
                                             "vlan"};
constexpr std::string_view of_plugged_interface[] = {"@trustGuestRxFilters", "link",      "bandwidth",
                                                     "filterref",            "coalesce",  "vlan",
                                                     "@type",                "source",    "virtualport"};
constexpr std::string_view of_graphics[] = {"@passwd", "@passwdValidTo", "@connected", "@defaultMode"};
constexpr std::string_view of_memory[] = {"target/requested", "target/current"};

// Where two elements of one kind first say different things, apart from the parts that may.
class Difference {
public:
    explicit Difference(Paths may) : m_may(may) {}

    // The path of that place; empty when there is none.
    std::string find(const Node &one, const Node &other, const std::string &path = {})
    {
        if (one.text() != other.text())
            return path.empty() ? std::string(one.name()) : path;
        for (const xml::AttributeRule &rule : one.rule()->attributes) {
            const std::string place = below(path, "@" + std::string(rule.name));
            if (!may_differ(place) && one.attribute(rule.name) != other.attribute(rule.name))
                return place;
        }
        for (const xml::ElementRule *rule : one.rule()->children)
            if (std::string place = in_children(one, other, path, rule->name); !place.empty())
                return place;
        return {};
    }

private:
    static std::string below(const std::string &path, const std::string &part_or_empty)
    {
        return path.empty() ? part_or_empty : path + "/" + part_or_empty;
    }

    [[nodiscard]] bool may_differ(const std::string &place) const
    {
        return std::ranges::find(m_may, place) != m_may.end();
    }

    std::string in_children(const Node &one, const Node &other, const std::string &path, std::string_view name)
    {
        const std::string place = below(path, std::string(name));
        if (may_differ(place))
            return {};
        auto mine = one.child(name);
        auto theirs = other.child(name);
        for (; mine && theirs; mine = mine->next_of_kind(), theirs = theirs->next_of_kind())
            if (std::string found = find(*mine, *theirs, place); !found.empty())
                return found;
        return mine || theirs ? place : std::string();
    }

    Paths m_may;
};

// The part_or_empty at which a path ends, as errors name it.
std::string last_part(const std::string &path)
{
    const std::string last = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
    return last.starts_with('@') ? last.substr(1) : last;
}

bool has_changeable_media(const Node &disk)
{
    return disk.attribute("device") == "cdrom" || disk.attribute("device") == "floppy";
}

std::string_view part_or_empty(const Node &device, std::string_view child, std::string_view attribute)
{
    const auto found = device.child(child);
    return found ? found->attribute_or(attribute, "") : std::string_view();
}

[[noreturn]] void refuse_change(const std::string &message)
{
    throw Error(ErrorCode::OperationUnsupported, message);
}

void check_disk(const Node &old, const Node &disk)
{
    const std::string differs =
        Difference(has_changeable_media(old) ? Paths(of_drive) : Paths(of_disk)).find(old, disk);
    if (differs.empty())
        return;
    if (differs == "@type" || differs.starts_with("source"))
        throw Error(ErrorCode::ConfigUnsupported, "disk source can be changed only in removable drives");
    refuse_change(fmt::format("cannot modify field '{}' of the disk",
                              differs.starts_with("address") ? "address" : last_part(differs)));
}

void check_interface(const Node &old, const Node &interface)
{
    // What is plugged into a bridge or a network can be plugged into another.
    const auto is_plugged = [](const Node &one) {
        return one.attribute("type") == "bridge" || one.attribute("type") == "network";
    };
    const bool moves = is_plugged(old) && is_plugged(interface);
    if (!moves && old.attribute("type") != interface.attribute("type"))
        refuse_change(fmt::format("unable to change config on '{}' network type", interface.attribute_or("type", "")));
    const std::string differs = Difference(moves ? Paths(of_plugged_interface) : Paths(of_interface)).find(old, interface);
    if (differs.starts_with("model"))
        refuse_change(fmt::format("cannot modify network device model from {} to {}", part_or_empty(old, "model", "type"),
                                  part_or_empty(interface, "model", "type")));
    if (differs == "target/@dev")
        refuse_change("cannot modify network device tap name");
    if (!differs.empty())
        refuse_change(fmt::format("cannot modify network device {}", differs));
}

void check_graphics(const Node &old, const Node &graphics)
{
    const std::string differs = Difference(of_graphics).find(old, graphics);
    const std::string_view type = old.attribute_or("type", "");
    if (differs == "@port" || differs == "@autoport" || differs == "@tlsPort" || differs == "@websocket")
        refuse_change(fmt::format("cannot change port settings on {} graphics", type));
    if (differs == "@listen" || differs.starts_with("listen"))
        refuse_change(fmt::format("cannot change listen address setting on '{}' graphics", type));
    if (!differs.empty())
        refuse_change(fmt::format("cannot change {} setting on {} graphics", last_part(differs), type));
}

void check_memory(const Node &old, const Node &memory)
{
    if (const std::string differs = Difference(of_memory).find(old, memory); !differs.empty())
        refuse_change(fmt::format("cannot modify memory device: only what a virtio-mem device is asked for may "
                                  "change, and not its {}",
                                  last_part(differs)));
}

void check_bearable(const Node &old, const Node &device)
{
    const std::string_view kind = device.name();
    if (kind == "disk")
        check_disk(old, device);
    else if (kind == "interface")
        check_interface(old, device);
    else if (kind == "graphics")
        check_graphics(old, device);
    else
        check_memory(old, device);
}

[[noreturn]] void refuse_missing(Node devices, const Node &wanted, Side side)
{
    const std::string_view kind = wanted.name();
    if (kind == "disk" && side == Side::Live)
        throw Error(ErrorCode::InternalError, fmt::format("disk '{}' not found", part_or_empty(wanted, "target", "dev")));
    if (kind == "disk")
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("target {} doesn't exist.", part_or_empty(wanted, "target", "dev")));
    if (kind == "graphics" && side == Side::Live)
        throw Error(ErrorCode::DeviceMissing,
                    fmt::format("cannot find existing graphics device to modify of type '{}'",
                                wanted.attribute_or("type", "")));
    if (kind == "graphics")
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("cannot find existing graphics type '{}' device to modify",
                                wanted.attribute_or("type", "")));
    if (kind == "memory")
        throw Error(ErrorCode::InvalidArg, "memory not found");
    static_cast<void>(get_device(devices, wanted, side));
    throw Error(ErrorCode::DeviceMissing, "matching device not found");
}

void inherit_child(const Node &old, Node device, std::string_view name)
{
    if (const auto own = old.child(name); own && !device.child(name))
        device.append_copy(*own);
}

// What a description leaves out, and what nobody would change by leaving it out: where the device is, what it
// is called, and who it is on the network.
void inherit(const Node &old, Node device)
{
    const bool stays = device.name() != "disk" || part_or_empty(device, "target", "bus").empty() ||
                       part_or_empty(device, "target", "bus") == part_or_empty(old, "target", "bus");
    if (stays)
        inherit_child(old, device, "address");
    inherit_child(old, device, "alias");
    if (device.name() == "interface") {
        inherit_child(old, device, "mac");
        inherit_child(old, device, "target");
    }
    if (device.name() == "disk" && part_or_empty(device, "target", "bus").empty()) {
        const std::string bus(part_or_empty(old, "target", "bus"));
        if (auto target = device.child("target"); target && !bus.empty())
            target->set_attribute("bus", bus);
    }
}

// The source of a drive, as text.
std::string medium_of(const Node &disk)
{
    std::string text;
    if (const auto source = disk.child("source"))
        for (const std::string_view attribute : {"file", "dev", "dir", "pool", "volume", "protocol", "name"})
            text += "\n" + std::string(source->attribute_or(attribute, ""));
    return text.find_first_not_of('\n') == std::string::npos ? std::string() : text;
}

} // namespace

DeviceChange with_changed_device(const Config &config, const xml::Document &device, Side side,
                                 const Options &options)
{
    xml::Editor described(device.root());
    const Node wanted = described.root();
    check_deed(device_kind(wanted), Deed::Update, side);
    DeviceEdit before(config, side, options);
    DeviceEdit edit(config, side, options);
    const auto there = find_device(before.devices(), wanted);
    const auto found = find_device(edit.devices(), wanted);
    if (!there || !found)
        refuse_missing(edit.devices(), wanted, side);
    Node changed = edit.add(device.root());
    if (edit.is_live() && changed.child("alias") && alias_of(changed) != alias_of(*there))
        throw Error(ErrorCode::OperationDenied, "changing device alias is not allowed", ErrorDomain::Domain);
    inherit(*found, changed);
    changed.move_before(found);
    Node(*found).remove();
    edit.complete();
    DeviceChange change;
    change.was_there = true;
    if (edit.is_live()) {
        check_bearable(*there, changed);
        change.alias = alias_of(changed);
        change.is_medium = changed.name() == "disk" && medium_of(*there) != medium_of(changed);
    }
    change.config = edit.finish();
    return change;
}

} // namespace modvirt::domain
