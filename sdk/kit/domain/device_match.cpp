// SPDX-License-Identifier: MIT
#include "kit/domain/device_match.hpp"

#include <vector>

#include <fmt/format.h>

#include "kit/domain/completion.hpp"

namespace modvirt::domain {

namespace {

using xml::Node;

std::optional<std::string_view> part(const Node &device, std::string_view child, std::string_view attribute)
{
    const auto found = device.child(child);
    return found ? found->attribute(attribute) : std::nullopt;
}

std::string_view child_text(const Node &device, std::string_view child)
{
    const auto found = device.child(child);
    return found ? found->text() : std::string_view();
}

// Whether the part is the same in both, or not asked for.
bool agrees(const Node &wanted, const Node &one, std::string_view child, std::string_view attribute)
{
    const auto asked = part(wanted, child, attribute);
    return !asked || part(one, child, attribute) == asked;
}

bool child_agrees(const Node &wanted, const Node &one, std::string_view child)
{
    const auto asked = wanted.child(child);
    const auto there = one.child(child);
    return !asked || (there && says_as_much(*asked, *there));
}

template <class Same>
std::optional<Node> first(Node devices, const Node &wanted, Same same)
{
    for (auto one = devices.child(wanted.name()); one; one = one->next_of_kind())
        if (same(*one))
            return one;
    return std::nullopt;
}

std::optional<Node> find_interface(Node devices, const Node &wanted)
{
    std::optional<Node> found;
    for (auto one = devices.child("interface"); one; one = one->next_of_kind()) {
        if (!agrees(wanted, *one, "mac", "address") || !child_agrees(wanted, *one, "address") ||
            !agrees(wanted, *one, "alias", "name"))
            continue;
        if (found) {
            const auto mac = part(wanted, "mac", "address");
            throw Error(ErrorCode::OperationFailed,
                        mac ? fmt::format("multiple devices matching MAC address {} found", *mac)
                            : "multiple matching devices found: name one by its MAC address, address or alias",
                        ErrorDomain::Domain);
        }
        found = one;
    }
    return found;
}

std::optional<Node> find_controller(Node devices, const Node &wanted)
{
    return first(devices, wanted, [&](const Node &one) {
        return one.attribute("type") == wanted.attribute("type") &&
               one.attribute("index") == wanted.attribute("index") && child_agrees(wanted, one, "address");
    });
}

std::optional<Node> find_lease(Node devices, const Node &wanted)
{
    return first(devices, wanted, [&](const Node &one) {
        return child_text(one, "key") == child_text(wanted, "key") &&
               child_text(one, "lockspace") == child_text(wanted, "lockspace");
    });
}

std::optional<Node> find_hostdev(Node devices, const Node &wanted)
{
    return first(devices, wanted, [&](const Node &one) {
        return one.attribute("mode") == wanted.attribute("mode") &&
               one.attribute("type") == wanted.attribute("type") && child_agrees(wanted, one, "source");
    });
}

// What only grows while the guest runs is not part of a memory device's identity.
std::optional<Node> find_memory(Node devices, const Node &wanted)
{
    const auto size = [](const Node &memory) {
        const auto target = memory.child("target");
        return std::pair(target ? std::string(child_text(*target, "size")) : std::string(),
                         target ? std::string(child_text(*target, "node")) : std::string());
    };
    return first(devices, wanted, [&](const Node &one) {
        return one.attribute("model") == wanted.attribute("model") && size(one) == size(wanted) &&
               child_agrees(wanted, one, "source") && child_agrees(wanted, one, "uuid") &&
               child_agrees(wanted, one, "address") && child_agrees(wanted, one, "alias");
    });
}

std::optional<Node> find_by_part(Node devices, const Node &wanted, std::string_view child,
                                 std::string_view attribute)
{
    const auto name = part(wanted, child, attribute);
    return first(devices, wanted,
                 [&](const Node &one) { return name && part(one, child, attribute) == name; });
}

std::string shown(std::optional<std::string_view> text)
{
    return std::string(text.value_or("(none)"));
}

std::string shown_address(const Node &device)
{
    const auto address = device.child("address");
    if (!address)
        return "(none)";
    // That of a host's device carries no type.
    if (const auto type = address->attribute("type"); type && *type != "pci")
        return std::string(*type);
    const auto at = [&](std::string_view what) {
        const std::string_view digits = address->attribute_or(what, "0x0");
        return digits.starts_with("0x") ? digits.substr(2) : digits;
    };
    return fmt::format("{}:{}:{}.{}", at("domain"), at("bus"), at("slot"), at("function"));
}

std::string shown_hostdev(const Node &hostdev)
{
    const auto source = hostdev.child("source");
    if (hostdev.attribute("type") == "usb" && source && source->child("vendor"))
        return fmt::format("host usb device vendor={} product={}", shown(part(*source, "vendor", "id")),
                           shown(part(*source, "product", "id")));
    if (hostdev.attribute("type") == "pci" && source)
        return "host pci device " + shown_address(*source);
    return fmt::format("host {} device", hostdev.attribute_or("type", ""));
}

// What is missing, in the words for a definition.
std::string missing_in_config(const Node &wanted)
{
    const std::string_view kind = wanted.name();
    if (kind == "disk")
        return "no target device " + shown(part(wanted, "target", "dev"));
    if (kind == "lease")
        return fmt::format("Lease {} in lockspace {} does not exist", child_text(wanted, "key"),
                           child_text(wanted, "lockspace"));
    if (kind == "watchdog")
        return "domain has no watchdog";
    if (kind == "rng")
        return "no matching RNG device was found";
    if (kind == "filesystem")
        return "no matching filesystem device was found";
    if (kind == "memory" || kind == "shmem")
        return fmt::format("matching {} device was not found", kind);
    if (kind == "redirdev")
        return "no matching redirdev was not found";
    if (kind == "input" || kind == "vsock")
        return fmt::format("matching {} device not found", kind);
    return "device not present in domain configuration";
}

std::string missing_in_guest(const Node &wanted)
{
    const std::string_view kind = wanted.name();
    if (kind == "disk")
        return fmt::format("disk {} not found", shown(part(wanted, "target", "dev")));
    if (kind == "controller")
        return fmt::format("controller {}:{} not found", wanted.attribute_or("type", ""),
                           wanted.attribute_or("index", "-1"));
    if (kind == "hostdev")
        return shown_hostdev(wanted) + " not found";
    if (kind == "memory")
        return fmt::format("model '{}' memory device not present in the domain configuration",
                           wanted.attribute_or("model", ""));
    if (kind == "rng")
        return fmt::format("model '{}' RNG device not present in domain configuration",
                           shown(part(wanted, "backend", "model")));
    if (kind == "shmem")
        return fmt::format("model '{}' shmem device not present in domain configuration",
                           shown(part(wanted, "model", "type")));
    if (kind == "serial" || kind == "parallel" || kind == "console" || kind == "channel")
        return fmt::format("chr type '{}' device not present in domain configuration", kind);
    if (kind == "filesystem")
        return "matching filesystem not found";
    if (kind == "watchdog")
        return "watchdog device not present in domain configuration";
    return missing_in_config(wanted);
}

bool is_character(const Node &device)
{
    const std::string_view kind = device.name();
    return kind == "serial" || kind == "parallel" || kind == "console" || kind == "channel";
}

[[noreturn]] void refuse_missing(const Node &wanted, Side side)
{
    if (wanted.name() == "interface")
        throw Error(ErrorCode::DeviceMissing,
                    fmt::format("no device found at address '{}' matching MAC address '{}' and alias '{}'",
                                shown_address(wanted), shown(part(wanted, "mac", "address")),
                                shown(part(wanted, "alias", "name"))),
                    ErrorDomain::Domain);
    ErrorCode code = ErrorCode::DeviceMissing;
    // libvirt's codes differ here for no reason, and programs look at them.
    if (side == Side::Config && is_character(wanted))
        code = ErrorCode::InvalidArg;
    else if (side == Side::Config && wanted.name() == "vsock")
        code = ErrorCode::OperationFailed;
    else if (side == Side::Live && wanted.name() == "redirdev")
        code = ErrorCode::OperationInvalid;
    throw Error(code, side == Side::Live ? missing_in_guest(wanted) : missing_in_config(wanted));
}

// A port is known by its number and a channel by its name. Where none is said, none is meant of those that have
// one.
std::optional<Node> find_character(Node devices, const Node &wanted)
{
    return first(devices, wanted, [&](const Node &one) {
        const auto is_same = [&](std::string_view attribute) {
            return part(wanted, "target", attribute) == part(one, "target", attribute);
        };
        return is_same("port") && is_same("name") && is_same("address") && says_as_much(wanted, one);
    });
}

} // namespace

bool says_as_much(const Node &wanted, const Node &one)
{
    if (!wanted.text().empty() && wanted.text() != one.text())
        return false;
    if (wanted.rule() != nullptr)
        for (const xml::AttributeRule &rule : wanted.rule()->attributes)
            if (const auto value = wanted.attribute(rule.name); value && one.attribute(rule.name) != value)
                return false;
    for (auto child = wanted.first_child(); child; child = child->next()) {
        bool is_there = false;
        for (auto other = one.child(child->name()); other && !is_there; other = other->next_of_kind())
            is_there = says_as_much(*child, *other);
        if (!is_there)
            return false;
    }
    return true;
}

std::optional<Node> find_device(Node devices, const Node &wanted)
{
    const std::string_view kind = wanted.name();
    if (kind == "disk")
        return find_by_part(devices, wanted, "target", "dev");
    if (kind == "filesystem")
        return find_by_part(devices, wanted, "target", "dir");
    if (kind == "interface")
        return find_interface(devices, wanted);
    if (kind == "controller")
        return find_controller(devices, wanted);
    if (kind == "lease")
        return find_lease(devices, wanted);
    if (kind == "hostdev")
        return find_hostdev(devices, wanted);
    if (kind == "memory")
        return find_memory(devices, wanted);
    if (kind == "graphics")
        return first(devices, wanted,
                     [&](const Node &one) { return one.attribute("type") == wanted.attribute("type"); });
    if (is_character(wanted))
        return find_character(devices, wanted);
    return first(devices, wanted, [&](const Node &one) { return says_as_much(wanted, one); });
}

Node get_device(Node devices, const Node &wanted, Side side)
{
    const auto found = find_device(devices, wanted);
    if (!found)
        refuse_missing(wanted, side);
    return *found;
}

std::optional<Node> find_twin(Node devices, const Node &wanted)
{
    const std::string_view kind = wanted.name();
    if (kind == "watchdog" || kind == "vsock")
        return devices.child(kind);
    if (kind == "disk" || kind == "filesystem" || kind == "controller" || kind == "lease" || kind == "hostdev" ||
        kind == "shmem" || is_character(wanted))
        return find_device(devices, wanted);
    return std::nullopt;
}

} // namespace modvirt::domain
