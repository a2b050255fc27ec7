// SPDX-License-Identifier: MIT
#include "source.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "kit/xml/writer.hpp"
#include "modvirt/error.hpp"

namespace modvirt::iscsi {

namespace {

uint16_t to_port(std::string_view text)
{
    int64_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    if (port < 1 || port > std::numeric_limits<uint16_t>::max())
        throw Error(ErrorCode::XmlError, fmt::format("'{}' cannot be the port of an iSCSI server: it is a number up to 65535", text));
    return static_cast<uint16_t>(port);
}

} // namespace

Source read_source(const xml::Element &source)
{
    Source read;
    if (const auto host = source.child("host")) {
        read.target.portal.host = host->attribute_or("name", "");
        if (const auto port = host->attribute("port"); port && *port != "0") {
            read.target.portal.port = to_port(*port);
            read.has_port = true;
        }
    }
    if (const auto device = source.child("device"))
        read.target.name = device->attribute_or("path", "");
    const auto initiator = source.child("initiator");
    if (const auto iqn = initiator ? initiator->child("iqn") : std::nullopt)
        read.initiator = iqn->attribute_or("name", "");
    return read;
}

void need_target(const Source &source, std::string_view pool)
{
    if (source.target.portal.host.empty() || source.target.name.empty())
        throw Error(ErrorCode::XmlError,
                    fmt::format("pool '{}' names no target: add <host name='...'/> and <device path='iqn...'/> to its <source>",
                                pool));
    need_word("the host of a target", source.target.portal.host);
    need_word("the name of a target", source.target.name);
}

Source read_search(const modvirt_xml_v1 &parser, std::string_view type, std::optional<std::string_view> specification)
{
    std::string_view text = specification.value_or("");
    if (text.starts_with("<?"))
        text.remove_prefix(std::min(text.size(), text.find("?>") + 2)); // which can only stand in front of all
    const xml::Document asked = xml::parse(
        parser, fmt::format("<pool type='{}'><name>asked</name>{}</pool>", type, text), storage::pool_schema());
    const auto source = asked.root().child("source");
    Source search = source ? read_source(*source) : Source();
    if (search.target.portal.host.empty())
        throw Error(ErrorCode::InvalidArg,
                    "hostname must be specified for iscsi sources: say which host to ask for targets, "
                    "<source><host name='...'/></source>");
    need_word("the host of a target", search.target.portal.host);
    return search;
}

std::string format_sources(const Source &asked, const std::vector<std::string> &targets)
{
    const Portal &portal = asked.target.portal;
    xml::Writer writer;
    writer.open("sources");
    for (const std::string &target : targets) {
        if (!is_target_name(target))
            continue;
        writer.open("source").open("host").attribute("name", portal.host);
        if (asked.has_port)
            writer.attribute("port", portal.port);
        writer.close("host");
        writer.open("device").attribute("path", target).close("device");
        if (!asked.initiator.empty())
            writer.open("initiator").open("iqn").attribute("name", asked.initiator).close("iqn").close("initiator");
        writer.close("source");
    }
    writer.close_open("sources");
    return std::move(writer).str();
}

} // namespace modvirt::iscsi
