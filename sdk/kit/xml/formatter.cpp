// SPDX-License-Identifier: MIT
#include "kit/xml/formatter.hpp"

namespace modvirt::xml {

namespace {

void format_attributes(const Element &element, Writer &writer, const FormatRules &rules)
{
    for (uint32_t i = 0; i < element.attribute_count(); ++i) {
        const AttributeRule &rule = element.attribute_rule(i);
        if (rule.secret && rules.secrets == Secrets::Omit)
            continue;
        writer.attribute(rule.name, element.attribute_value(i));
    }
}

void close(const ElementRule &rule, Writer &writer)
{
    if (rule.stays_open)
        writer.close_open(rule.name);
    else
        writer.close(rule.name);
}

void format_element(const Element &element, Writer &writer, const FormatRules &rules)
{
    const ElementRule *const rule = element.rule();
    if (rule == nullptr) {
        writer.verbatim(element.text());
        return;
    }
    if (rule->secret && rules.secrets == Secrets::Omit)
        return;
    writer.open(rule->name);
    format_attributes(element, writer, rules);
    if (!element.text().empty())
        writer.text(element.text());
    for (const Element child : element.children())
        format_element(child, writer, rules);
    close(*rule, writer);
}

} // namespace

void format(const Element &element, Writer &writer, const FormatRules &rules)
{
    format_element(element, writer, rules);
}

std::string format(const Document &document, const FormatRules &rules)
{
    std::string buffer;
    buffer.reserve(document.memory_bytes() + 256);
    Writer writer(std::move(buffer));
    const Element root = document.root();
    writer.open(root.rule()->name);
    format_attributes(root, writer, rules);
    if (!rules.root_attribute.empty())
        writer.attribute(rules.root_attribute, rules.root_value);
    for (const Element child : root.children())
        format_element(child, writer, rules);
    if (!root.text().empty())
        writer.text(root.text());
    close(*root.rule(), writer);
    return std::move(writer).str();
}

} // namespace modvirt::xml
