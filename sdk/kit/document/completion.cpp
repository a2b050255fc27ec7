// SPDX-License-Identifier: MIT
#include "kit/document/completion.hpp"

#include <random>

#include <fmt/format.h>
#include <sys/random.h>

#include "kit/xml/value.hpp"

namespace modvirt::document {

void fill_random(const Random &random, std::span<uint8_t> bytes)
{
    if (random)
        return random(bytes);
    if (getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()))
        return;
    std::random_device device;
    for (uint8_t &byte : bytes)
        byte = static_cast<uint8_t>(device());
}

Uuid random_uuid(const Random &random)
{
    Uuid uuid{};
    fill_random(random, uuid);
    uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0f) | 0x40);
    uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3f) | 0x80);
    return uuid;
}

std::string place(const xml::Node &node)
{
    // What was added to a document has the place of what it was added to.
    for (std::optional<xml::Node> at = node; at; at = at->parent())
        if (const auto position = at->position(); position.line != 0)
            return fmt::format("line {}, column {}: ", position.line, position.column);
    return {};
}

void refuse(ErrorCode code, ErrorDomain domain, const xml::Node &node, const std::string &message)
{
    throw Error(code, place(node) + message, domain);
}

void remove_children(xml::Node parent, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        if (auto child = parent.child(name))
            child->remove();
}

void check_name(xml::Node root, ErrorDomain domain)
{
    const auto name = root.child("name");
    if (!name || name->text().empty())
        refuse(ErrorCode::NoName, domain, name.value_or(root), "missing name information");
    if (name->text().find('/') != std::string_view::npos)
        refuse(ErrorCode::XmlDetail, ErrorDomain::Xml, *name, "invalid char in name: /");
    if (name->text().find('\n') != std::string_view::npos)
        refuse(ErrorCode::XmlDetail, ErrorDomain::Xml, *name, "invalid char in name: a newline");
}

void complete_uuid(xml::Node root, const Random &random)
{
    xml::Node uuid = root.child_or_new("uuid");
    if (uuid.text().empty())
        uuid.set_text(xml::format_uuid(random_uuid(random)));
}

uint64_t number(std::optional<std::string_view> text)
{
    return text ? xml::parse_unsigned(*text).value_or(0) : 0;
}

uint64_t number(const std::optional<xml::Node> &node)
{
    return node ? number(node->text()) : 0;
}

} // namespace modvirt::document
