// SPDX-License-Identifier: MIT
#include "kit/xml/relax_ng.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "kit/xml/writer.hpp"

namespace modvirt::xml {

namespace {

// The rules of one name, which differ in their conditions.
template <typename Rule>
using Namesakes = std::vector<std::pair<std::string_view, std::vector<const Rule *>>>;

template <typename Rule>
void add_namesake(Namesakes<Rule> &all, const Rule &rule)
{
    const auto found = std::ranges::find(all, rule.name, [](const auto &entry) { return entry.first; });
    if (found == all.end())
        all.push_back({rule.name, {&rule}});
    else
        found->second.push_back(&rule);
}

bool declares_namespace(std::string_view attribute)
{
    return attribute.starts_with("xmlns");
}

class Generator {
public:
    explicit Generator(const Schema &schema) : m_schema(schema)
    {
        for (const AttributeRule &attribute : schema.root->attributes)
            if (declares_namespace(attribute.name) && !attribute.value.words.empty())
                m_namespaces[attribute.name.substr(attribute.name.find(':') + 1)] =
                    attribute.value.words.front();
    }

    std::string generate()
    {
        m_writer.open("grammar")
            .attribute("xmlns", "http://relaxng.org/ns/structure/1.0")
            .attribute("datatypeLibrary", "http://www.w3.org/2001/XMLSchema-datatypes");
        m_writer.open("start");
        reference(*m_schema.root);
        m_writer.close("start");
        for (std::size_t i = 0; i < m_rules.size(); ++i)
            define(*m_rules[i]);
        define_foreign();
        m_writer.close("grammar");
        return std::move(m_writer).str();
    }

private:
    // Several rules may have one name; the number tells them apart.
    std::string label(const ElementRule &rule)
    {
        auto found = std::ranges::find(m_rules, &rule);
        if (found == m_rules.end())
            found = m_rules.insert(m_rules.end(), &rule);
        std::string name(rule.name);
        std::ranges::replace(name, ':', '.');
        return fmt::format("{}.{}", name, found - m_rules.begin());
    }

    void reference(const ElementRule &rule)
    {
        m_writer.open("ref").attribute("name", label(rule)).close("ref");
    }

    void define(const ElementRule &rule)
    {
        m_writer.open("define").attribute("name", label(rule));
        open_element(rule.name);
        attributes(rule);
        content(rule);
        m_writer.close("element").close("define");
    }

    void open_element(std::string_view name)
    {
        m_writer.open("element");
        const std::size_t colon = name.find(':');
        m_writer.attribute("name", name.substr(colon == std::string_view::npos ? 0 : colon + 1));
        if (const auto found = m_namespaces.find(name.substr(0, colon));
            colon != std::string_view::npos && found != m_namespaces.end())
            m_writer.attribute("ns", found->second);
    }

    void attributes(const ElementRule &rule)
    {
        Namesakes<AttributeRule> all;
        for (const AttributeRule &attribute : rule.attributes)
            if (!declares_namespace(attribute.name))
                add_namesake(all, attribute);
        for (const auto &[name, rules] : all) {
            const AttributeRule &first = *rules.front();
            const bool optional = !first.required || first.only_when != nullptr;
            if (optional)
                m_writer.open("optional");
            m_writer.open("attribute").attribute("name", name);
            choice(rules, [this](const AttributeRule &one) { value(one.value); });
            m_writer.close("attribute");
            if (optional)
                m_writer.close("optional");
        }
    }

    template <typename Rules, typename Write>
    void choice(const Rules &rules, Write write)
    {
        if (rules.size() > 1)
            m_writer.open("choice");
        for (const auto *rule : rules)
            write(*rule);
        if (rules.size() > 1)
            m_writer.close("choice");
    }

    void content(const ElementRule &rule)
    {
        switch (rule.content) {
        case Content::Text:
            text(rule);
            return;
        case Content::Either:
            m_writer.open("choice");
            text(rule);
            children(rule);
            m_writer.close("choice");
            return;
        case Content::Elements:
            children(rule);
            return;
        case Content::Nothing:
            if (rule.foreign_too)
                children(rule);
            else
                m_writer.empty("empty");
        }
    }

    void text(const ElementRule &rule)
    {
        const bool maybe_empty = rule.skip_empty && rule.value.form != Form::Text;
        if (maybe_empty)
            m_writer.open("choice").empty("empty");
        value(rule.value);
        if (maybe_empty)
            m_writer.close("choice");
    }

    // In any order, as the reader takes them.
    void children(const ElementRule &rule)
    {
        Namesakes<ElementRule> all;
        for (const ElementRule *child : rule.children)
            add_namesake(all, *child);
        m_writer.open("interleave");
        for (const auto &[name, rules] : all) {
            // Of namesakes there may be one each.
            const ElementRule &first = *rules.front();
            const bool many = rules.size() > 1 || first.repeats;
            const bool needed = rules.size() == 1 && first.missing != Refusal::Ignored && first.only_when == nullptr;
            const char *const quantity = needed ? (many ? "oneOrMore" : "group") : many ? "zeroOrMore" : "optional";
            m_writer.open(quantity);
            choice(rules, [this](const ElementRule &child) { reference(child); });
            m_writer.close(quantity);
        }
        if (rule.foreign_too)
            m_writer.open("zeroOrMore")
                .open("ref")
                .attribute("name", "foreign")
                .close("ref")
                .close("zeroOrMore");
        m_writer.close("interleave");
    }

    void pattern(std::string_view expression)
    {
        m_writer.open("data").attribute("type", "string");
        m_writer.open("param").attribute("name", "pattern").text(expression).close("param");
        m_writer.close("data");
    }

    void number(std::string_view least, uint64_t most)
    {
        m_writer.open("data").attribute("type", "integer");
        m_writer.open("param").attribute("name", "minInclusive").text(least).close("param");
        m_writer.open("param").attribute("name", "maxInclusive").text(std::to_string(most)).close("param");
        m_writer.close("data");
    }

    void value(const ValueRule &rule)
    {
        // A choice of variable and value in each of twenty attributes takes xmllint exponential time.
        if (rule.or_variable)
            m_writer.empty("text");
        else
            plain_value(rule);
    }

    void plain_value(const ValueRule &rule)
    {
        switch (rule.form) {
        case Form::Text:
        case Form::Path:
            m_writer.empty("text");
            return;
        case Form::Word:
            if (rule.words.empty()) {
                m_writer.empty("notAllowed");
                return;
            }
            m_writer.open("choice");
            for (const std::string_view word : rule.words)
                m_writer.element("value", word);
            m_writer.close("choice");
            return;
        case Form::Unsigned:
        case Form::Integer:
            return number(std::to_string(rule.least), rule.most);
        case Form::Number:
        case Form::Hex:
            return pattern(rule.base_16 ? "(0[xX])?[0-9a-fA-F]+" : "0[xX][0-9a-fA-F]+|[0-9]+");
        case Form::Octal:
            return pattern("[0-7]+");
        case Form::Uuid:
            return pattern("\\s*([0-9a-fA-F]{2}[\\- ]?){15}[0-9a-fA-F]{2}\\s*");
        case Form::Mac:
            return pattern("([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}");
        case Form::CpuSet:
            return pattern("\\s*(\\^?[0-9]+(-[0-9]+)?)(\\s*,\\s*(\\^?[0-9]+(-[0-9]+)?))*\\s*");
        case Form::Ip:
            return pattern("[0-9a-fA-F:.]+");
        case Form::Ports:
            return pattern("[0-9]+(\\.[0-9]+){0,3}");
        }
    }

    // Elements of other namespaces, with anything in them.
    void define_foreign()
    {
        m_writer.open("define").attribute("name", "foreign").open("element");
        m_writer.open("anyName").open("except").open("nsName").attribute("ns", "").close("nsName");
        for (const auto &[prefix, name_space] : m_namespaces)
            m_writer.open("nsName").attribute("ns", name_space).close("nsName");
        m_writer.close("except").close("anyName");
        m_writer.open("ref").attribute("name", "anything").close("ref");
        m_writer.close("element").close("define");
        m_writer.open("define").attribute("name", "anything").open("zeroOrMore").open("choice");
        m_writer.open("attribute").empty("anyName").close("attribute").empty("text");
        m_writer.open("element").empty("anyName").open("ref").attribute("name", "anything").close("ref");
        m_writer.close("element").close("choice").close("zeroOrMore").close("define");
    }

    const Schema &m_schema;
    std::map<std::string_view, std::string_view> m_namespaces;
    std::vector<const ElementRule *> m_rules; // referenced so far; each is defined in its turn
    Writer m_writer;
};

} // namespace

std::string relax_ng(const Schema &schema)
{
    return Generator(schema).generate();
}

} // namespace modvirt::xml
