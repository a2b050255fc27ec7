// SPDX-License-Identifier: LGPL-2.1-or-later
// How a domain shares the host's disks with others.
#include "driver.hpp"

#include <charconv>

#include "flags.hpp"
#include "kit/xml/value.hpp"
#include "parameters.hpp"
#include "tunables.hpp"

namespace modvirt::test {

namespace {

constexpr std::string_view device_prefix = "device_";

struct DeviceValue {
    std::string_view path;
    uint64_t value;
};

// "/dev/sda,500,/dev/sdb,100".
std::vector<DeviceValue> parse_devices(const Parameter &parameter)
{
    const std::string_view all = std::get<std::string>(parameter.value);
    std::vector<DeviceValue> devices;
    for (std::string_view rest = all; !rest.empty();) {
        const auto comma = rest.find(',');
        const std::string_view path = rest.substr(0, comma);
        rest.remove_prefix(comma == rest.npos ? rest.size() : comma + 1);
        const auto end = std::min(rest.find(','), rest.size());
        const auto value = xml::parse_unsigned(rest.substr(0, end));
        if (path.empty() || !value)
            throw Error(ErrorCode::InvalidArg,
                        "unable to parse blkio device '" + parameter.name + "' '" + std::string(all) + "'",
                        ErrorDomain::Domain);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        devices.push_back({path, *value});
    }
    return devices;
}

std::optional<xml::Node> find_device(xml::Node tune, std::string_view path)
{
    for (auto device = tune.child("device"); device; device = device->next_of_kind()) {
        const auto own = device->child("path");
        if (own && own->text() == path)
            return device;
    }
    return std::nullopt;
}

// 0 takes the limit away, and with the last one the device.
void set_device(xml::Node tune, const DeviceValue &wanted, std::string_view limit)
{
    auto device = find_device(tune, wanted.path);
    if (wanted.value != 0) {
        if (!device) {
            device = tune.append("device");
            device->append("path").set_text(wanted.path);
        }
        device->child_or_new(limit).set_text(std::to_string(wanted.value));
        return;
    }
    const auto own = device ? device->child(limit) : std::nullopt;
    if (!own)
        return;
    xml::Node(*own).remove();
    if (!device->child("path")->next())
        device->remove();
}

void set_weight(xml::Node tune, uint32_t weight)
{
    if (weight != 0)
        tune.child_or_new("weight").set_text(std::to_string(weight));
    else if (auto own = tune.child("weight"))
        own->remove();
}

// The devices that have the limit, as parse_devices() takes them.
std::string devices_with(const xml::Element &tune, std::string_view limit)
{
    std::string text;
    for (const xml::Element device : tune.children("device")) {
        const auto value = device.child_text(limit);
        if (!value)
            continue;
        if (!text.empty())
            text += ',';
        text += device.child_text("path").value_or("");
        text += ',';
        text += *value;
    }
    return text;
}

} // namespace

Parameters Driver::domain_get_blkio_parameters(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetBlkioParameters");
    const auto config = chosen_config(ref, flags);
    const auto tune = config->document.root().child("blkiotune");
    const auto weight = tune ? tune->child_text("weight") : std::nullopt;
    Parameters told = {
        {"weight", static_cast<uint32_t>(weight ? xml::parse_unsigned(*weight).value_or(0) : 0)}};
    for (const KnownParameter &each : std::span(blkio_parameters).subspan(1))
        told.push_back({std::string(each.name),
                        tune ? devices_with(*tune, each.name.substr(device_prefix.size())) : std::string()});
    return told;
}

void Driver::domain_set_blkio_parameters(const DomainRef &ref, const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetBlkioParameters");
    check_parameters(params, blkio_parameters);
    m_machine->complete();
    const store::Job job = begin(ref, "set-blkio-parameters");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &) {
        xml::Node tune = root.child_or_new("blkiotune");
        for (const Parameter &each : params) {
            if (const auto *weight = std::get_if<uint32_t>(&each.value)) {
                set_weight(tune, *weight);
                continue;
            }
            for (const DeviceValue &device : parse_devices(each))
                set_device(tune, device, std::string_view(each.name).substr(device_prefix.size()));
        }
    });
}

} // namespace modvirt::test
