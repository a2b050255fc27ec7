// SPDX-License-Identifier: MIT
// Updates of a network's DNS records.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "kit/network/update_steps.hpp"

namespace modvirt::network {

namespace {

using xml::Node;

[[noreturn]] void refuse_detail(const std::string &message)
{
    refuse_step(ErrorCode::XmlDetail, message);
}

Node dns_of(Node network)
{
    return network.child_or_new("dns");
}

// Removes the only record that the test is true for.
void remove_record(const Step &step, Node dns, const Test &test, std::string_view missing,
                   std::string_view many)
{
    const unsigned count = count_children(dns, step.given.name(), test);
    if (count == 0)
        refuse_step(ErrorCode::OperationInvalid, fmt::format("{} in network {}", missing, step.name));
    if (count > 1)
        refuse_step(ErrorCode::OperationInvalid, fmt::format("{} in network {}", many, step.name));
    find_child(dns, step.given.name(), test)->remove();
}

bool has_hostname(Node host, std::string_view name)
{
    return find_child(host, "hostname", [&](Node each) { return each.text() == name; }).has_value();
}

bool shares_hostname(Node host, const xml::Element &given)
{
    return std::ranges::any_of(given.children("hostname"),
                               [&](const xml::Element &each) { return has_hostname(host, each.text()); });
}

// Whether the record has all of these attributes that are given.
bool has_given(Node record, const xml::Element &given, std::span<const std::string_view> attributes)
{
    return std::ranges::all_of(attributes, [&](std::string_view each) {
        return !given.attribute(each) || record.attribute(each) == given.attribute(each);
    });
}

} // namespace

void update_dns_host(const Step &step)
{
    Node dns = dns_of(step.network);
    const auto ip = step.given.attribute("ip");
    const bool has_names = step.given.child("hostname").has_value();
    const auto has_ip = [&](Node each) { return each.attribute("ip") == ip; };
    if (step.is_addition()) {
        if (!has_names)
            refuse_detail(fmt::format("Missing hostname in network '{}' DNS HOST record", step.name));
        if (find_child(dns, "host", has_ip))
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is already at least one DNS HOST record with a matching field in "
                                    "network {}",
                                    step.name));
        return add_given(step, dns);
    }
    if (!ip && !has_names)
        refuse_detail(fmt::format("Missing ip and hostname in network '{}' DNS HOST record", step.name));
    // One of the things that are given is enough.
    const auto matches = [&](Node each) { return (ip && has_ip(each)) || shares_hostname(each, step.given); };
    remove_record(step, dns, matches, "couldn't locate a matching DNS HOST record",
                  "multiple matching DNS HOST records were found");
}

void update_dns_txt(const Step &step)
{
    Node dns = dns_of(step.network);
    constexpr std::string_view both[] = {"name", "value"};
    const std::string_view name = step.given.attribute_or("name", "");
    if (step.is_addition()) {
        if (find_child(dns, "txt", [&](Node each) { return each.attribute("name") == name; }))
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is already a DNS TXT record with name '{}' in network {}", name,
                                    step.name));
        return add_given(step, dns);
    }
    remove_record(
        step, dns, [&](Node each) { return has_given(each, step.given, both); },
        "couldn't locate a matching DNS TXT record", "multiple matching DNS TXT records were found");
}

void update_dns_srv(const Step &step)
{
    Node dns = dns_of(step.network);
    constexpr std::string_view identities[] = {"service", "protocol", "domain", "target"};
    const auto matches = [&](Node each) { return has_given(each, step.given, identities); };
    if (step.is_addition()) {
        if (find_child(dns, "srv", matches))
            refuse_step(ErrorCode::OperationInvalid,
                        fmt::format("there is already at least one DNS SRV record matching all specified "
                                    "fields in network {}",
                                    step.name));
        return add_given(step, dns);
    }
    remove_record(step, dns, matches, "couldn't locate a matching DNS SRV record",
                  "multiple DNS SRV records matching all specified fields were found");
}

} // namespace modvirt::network
