// SPDX-License-Identifier: LGPL-2.1-or-later
// The limits of single devices: what an interface may send and receive, and how fast a disk is.
#include "driver.hpp"

#include "devices.hpp"
#include "flags.hpp"
#include "kit/xml/value.hpp"
#include "parameters.hpp"
#include "tunables.hpp"

namespace modvirt::test {

namespace {

constexpr uint64_t most_per_second = 1000000000000000;

uint64_t number_of(const std::optional<std::string_view> &text)
{
    return text ? xml::parse_unsigned(*text).value_or(0) : 0;
}

// "inbound.average" as the element and its attribute.
std::pair<std::string_view, std::string_view> parts_of(std::string_view parameter)
{
    const auto dot = parameter.find('.');
    return {parameter.substr(0, dot), parameter.substr(dot + 1)};
}

std::size_t need_interface(const domain::Config &config, std::string_view device)
{
    const auto place = find_interface(config, device);
    if (!place)
        throw Error(ErrorCode::InvalidArg, "'" + std::string(device) + "' is not a known interface",
                    ErrorDomain::Domain);
    return *place;
}

void need_disk(const domain::Config &config, std::string_view disk)
{
    if (!find_disk(config, disk))
        throw Error(ErrorCode::InvalidArg,
                    "disk '" + std::string(disk) + "' was not found in the domain config");
}

xml::Node nth_device(xml::Node root, std::string_view name, std::size_t place)
{
    auto device = root.child("devices")->child(name);
    for (; place > 0; --place)
        device = device->next_of_kind();
    return *device;
}

// A direction without a rate or a floor is not limited.
void drop_unlimited(xml::Node bandwidth, std::string_view direction)
{
    auto rate = bandwidth.child(direction);
    if (rate && number_of(rate->attribute("average")) == 0 && number_of(rate->attribute("floor")) == 0)
        rate->remove();
}

void set_rate(xml::Node bandwidth, const Parameter &parameter)
{
    const auto [direction, what] = parts_of(parameter.name);
    const uint32_t value = std::get<uint32_t>(parameter.value);
    if (value != 0)
        bandwidth.child_or_new(direction).set_attribute(what, std::to_string(value));
    else if (auto rate = bandwidth.child(direction))
        rate->remove_attribute(what);
}

// The disk's limits while they change.
class Limits {
public:
    explicit Limits(xml::Node tune) : m_tune(tune) {}

    void set(const Parameter &parameter)
    {
        const auto *number = std::get_if<uint64_t>(&parameter.value);
        const std::string text = number ? std::to_string(*number) : std::get<std::string>(parameter.value);
        if (number ? *number != 0 : !text.empty())
            m_tune.child_or_new(parameter.name).set_text(text);
        else if (auto own = m_tune.child(parameter.name))
            own->remove();
    }

    void check() const
    {
        for (const char *what : {"bytes_sec", "iops_sec", "bytes_sec_max", "iops_sec_max"})
            check_sum(what);
        for (const char *what : {"total_bytes_sec", "read_bytes_sec", "write_bytes_sec", "total_iops_sec",
                                 "read_iops_sec", "write_iops_sec"})
            check_burst(what);
    }

private:
    [[nodiscard]] uint64_t value(const std::string &name) const
    {
        const auto own = m_tune.child(name);
        return own ? number_of(own->text()) : 0;
    }

    // The total limits reading and writing together, so either has no limit of its own.
    void check_sum(const std::string &what) const
    {
        if (value("total_" + what) != 0 && (value("read_" + what) != 0 || value("write_" + what) != 0))
            throw Error(ErrorCode::InvalidArg,
                        "total and read/write of " + what + " cannot be set at the same time");
    }

    // What a disk may do for a moment is more than what it may do for long. As with libvirt's driver a limit needs a
    // maximum beside it.
    void check_burst(const std::string &name) const
    {
        if (value(name) > value(name + "_max"))
            throw Error(ErrorCode::InvalidArg, name + " cannot be set higher than " + name + "_max");
    }

    xml::Node m_tune;
};

void check_amounts(const Parameters &params)
{
    for (const Parameter &each : params) {
        const auto *amount = std::get_if<uint64_t>(&each.value);
        if (amount && *amount > most_per_second)
            throw Error(ErrorCode::ArgumentUnsupported,
                        "block I/O throttle limit value must be no more than " +
                            std::to_string(most_per_second));
    }
}

} // namespace

Parameters Driver::domain_get_interface_parameters(const DomainRef &ref, std::string_view device,
                                                   uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetInterfaceParameters");
    const auto config = chosen_config(ref, flags);
    const xml::Element interface = devices_of(*config, "interface")[need_interface(*config, device)];
    const auto bandwidth = interface.child("bandwidth");
    Parameters told;
    for (const KnownParameter &each : interface_parameters) {
        const auto [direction, what] = parts_of(each.name);
        const auto value = bandwidth ? child_attribute(*bandwidth, direction, what) : std::nullopt;
        told.push_back({std::string(each.name), static_cast<uint32_t>(number_of(value))});
    }
    return told;
}

void Driver::domain_set_interface_parameters(const DomainRef &ref, std::string_view device,
                                             const Parameters &params, uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetInterfaceParameters");
    check_parameters(params, interface_parameters);
    m_machine->complete();
    const store::Job job = begin(ref, "set-interface-parameters");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        xml::Node interface = nth_device(root, "interface", need_interface(config, device));
        xml::Node bandwidth = interface.child_or_new("bandwidth");
        for (const Parameter &each : params)
            set_rate(bandwidth, each);
        drop_unlimited(bandwidth, "inbound");
        drop_unlimited(bandwidth, "outbound");
    });
}

Parameters Driver::domain_get_block_io_tune(const DomainRef &ref, std::optional<std::string_view> disk,
                                            uint32_t flags)
{
    if (!disk)
        throw Error(ErrorCode::InvalidArg, "whose limits are asked for? Name the disk by its target or its source",
                    ErrorDomain::Domain);
    refuse_unknown_flags(flags, affect::any | string_okay, "testDomainGetBlockIoTune");
    const auto config = chosen_config(ref, flags);
    need_disk(*config, *disk);
    const auto tune = find_disk(*config, *disk)->child("iotune");
    Parameters told;
    for (const KnownParameter &each : disk_parameters) {
        const auto text = tune ? tune->child_text(each.name) : std::nullopt;
        if (each.type == ValueType::String)
            told.push_back({std::string(each.name), std::string(text.value_or(""))});
        else
            told.push_back({std::string(each.name), number_of(text)});
    }
    return told;
}

void Driver::domain_set_block_io_tune(const DomainRef &ref, std::string_view disk, const Parameters &params,
                                      uint32_t flags)
{
    refuse_unknown_flags(flags, affect::any, "testDomainSetBlockIoTune");
    check_parameters(params, disk_parameters);
    m_machine->complete();
    const store::Job job = begin(ref, "set-block-io-tune");
    edit_configs(store(), job.domain(), flags, [&](xml::Node root, const domain::Config &config) {
        need_disk(config, disk);
        check_amounts(params);
        const auto disks = devices_of(config, "disk");
        std::size_t place = 0;
        while (child_attribute(disks[place], "target", "dev") != disk && source_of(disks[place]) != disk)
            ++place;
        Limits limits(nth_device(root, "disk", place).child_or_new("iotune"));
        for (const Parameter &each : params)
            limits.set(each);
        limits.check();
    });
}

} // namespace modvirt::test
