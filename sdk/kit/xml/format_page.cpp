// SPDX-License-Identifier: MIT
#include "kit/xml/format_page.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include <fmt/format.h>

namespace modvirt::xml {

namespace {

// Text as roff takes it literally.
std::string literal(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '\\')
            escaped += "\\e";
        else if (c == '-')
            escaped += "\\-";
        else
            escaped += c;
    }
    if (!escaped.empty() && (escaped.front() == '.' || escaped.front() == '\''))
        escaped.insert(0, "\\&");
    return escaped;
}

std::string listed(Words words)
{
    std::string list;
    for (const std::string_view &word : words) {
        if (!list.empty())
            list += &word == &words.back() ? " or " : ", ";
        list += word.empty() ? "nothing" : word;
    }
    return list;
}

std::string number_range(const ValueRule &rule)
{
    if (rule.form == Form::Integer && (rule.least != INT64_MIN || rule.most != INT64_MAX))
        return fmt::format("a number from {} to {}", rule.least, rule.most);
    if (rule.form != Form::Integer && rule.most != UINT64_MAX)
        return fmt::format("a number up to {}", rule.most);
    return rule.form == Form::Integer ? "a number" : "a number that is not negative";
}

std::string described(const ValueRule &rule)
{
    switch (rule.form) {
    case Form::Word:
        if (rule.words.empty())
            return "never given";
        return (rule.words.size() > 1 ? "one of " : "always ") + listed(rule.words);
    case Form::Unsigned:
    case Form::Integer:
        return number_range(rule);
    case Form::Number:
        return number_range(rule) + "; 0x and 0 before it mean hexadecimal and octal";
    case Form::Hex:
        return fmt::format("a number, written as 0x and at least {} hexadecimal digits", rule.hex_digits);
    case Form::Octal:
        return "an octal number";
    case Form::Uuid:
        return "a UUID";
    case Form::Mac:
        return "a MAC address";
    case Form::CpuSet:
        return "a set of processors such as 0-3,8,^2";
    case Form::Ip:
        return "an IP address";
    case Form::Path:
        return "an absolute path";
    case Form::Ports:
        return "up to four numbers with dots between them, such as 1.2";
    case Form::Text:
        break;
    }
    return "text";
}

std::string described_value(const ValueRule &rule)
{
    return described(rule) + (rule.or_variable ? ", or a variable such as $IP" : "");
}

std::string_view whose(uint8_t levels_up)
{
    switch (levels_up) {
    case 0:
        return "of the element";
    case 1:
        return "of the element around it";
    default:
        return "further out";
    }
}

// "; only when type (of the element around it) is file or block"
std::string described(const Condition *condition)
{
    if (condition == nullptr)
        return {};
    return fmt::format("; only when {} {} is {}", condition->attribute, whose(condition->levels_up),
                       listed(condition->values));
}

std::string_view unit_of(Measure measure)
{
    return measure == Measure::Kibibytes ? "KiB" : "bytes";
}

class Page {
public:
    Page(const Schema &schema, std::string_view name, std::string_view version,
         std::span<const OtherPage> others)
        : m_schema(schema), m_name(name), m_version(version), m_others(others)
    {
    }

    std::string write()
    {
        head();
        element(*m_schema.root, "");
        return std::move(m_text);
    }

private:
    template <class... Values>
    void line(std::string_view form, const Values &...values)
    {
        m_text += fmt::format(fmt::runtime(form), values...) + '\n';
    }

    void head()
    {
        std::string title(m_name);
        std::ranges::transform(title, title.begin(), [](unsigned char c) { return std::toupper(c); });
        line(".TH {} 5 \"\" \"modvirt {}\" \"Formats of modvirt\"", literal(title), m_version);
        line(".SH NAME\n{} \\- the XML that describes a {}", literal(m_name), m_schema.subject);
        line(".SH HOW TO READ THIS\n"
             "Each element stands below a heading that tells its place. Unless it is said that it may repeat, it "
             "stands there once or not at all; the order of elements does not matter when they are read, and they "
             "are written in the order of this page. What does not count in its place is dropped, and refused when "
             "the document is to be validated. An amount is read in any unit that its attribute\n.B unit\nnames, and "
             "written in the one that is given here. The release is libvirt's that brought the item.\n"
             ".SH ELEMENTS");
    }

    // An element that was described before, or is being described, is not described again.
    void element(const ElementRule &rule, const std::string &place)
    {
        const std::string here = place.empty() ? std::string(rule.name) : place + " / " + std::string(rule.name);
        line(".SS {}", literal(here));
        facts(rule);
        if (const OtherPage *other = place.empty() ? nullptr : described_elsewhere(rule)) {
            line("See\n.BR {} (5).", literal(other->name));
            return;
        }
        const auto [known, is_new] = m_known.emplace(&rule, here);
        if (!is_new) {
            if (!rule.attributes.empty() || !rule.children.empty())
                line("As\n.BR \"{}\" .", literal(known->second));
            return;
        }
        for (const AttributeRule &attribute : rule.attributes)
            if (!attribute.name.starts_with("xmlns"))
                describe(attribute);
        for (const ElementRule *child : rule.children)
            element(*child, here);
    }

    // A document inside another one: its rule may be a copy, but has the same children.
    const OtherPage *described_elsewhere(const ElementRule &rule) const
    {
        const auto found = std::ranges::find_if(m_others, [&](const OtherPage &other) {
            return !rule.children.empty() && other.root->children.data() == rule.children.data();
        });
        return found == m_others.end() ? nullptr : &*found;
    }

    void facts(const ElementRule &rule)
    {
        std::vector<std::string> facts;
        if (rule.repeats)
            facts.emplace_back("May repeat");
        if (rule.only_when != nullptr)
            facts.push_back("Counts" + described(rule.only_when).substr(1));
        if (rule.content == Content::Text)
            facts.push_back("Holds " + described_value(rule.value));
        if (rule.content == Content::Either)
            facts.push_back("Holds elements, or " + described_value(rule.value));
        if (rule.measure != Measure::None)
            facts.push_back(fmt::format("An amount, written in {}", unit_of(rule.measure)));
        if (rule.missing != Refusal::Ignored)
            facts.emplace_back("It must be there");
        if (rule.foreign_too)
            facts.emplace_back("Elements of other namespaces are kept as they are");
        if (rule.secret)
            facts.emplace_back("Shown only to those who ask for secrets");
        if (!rule.since.empty())
            facts.push_back(fmt::format("Since {}", rule.since));
        for (const std::string &fact : facts)
            line("{}.", literal(fact));
    }

    void describe(const AttributeRule &attribute)
    {
        line(".TP\n.B {}", literal(attribute.name));
        if (!attribute.modern.empty()) {
            line("An old name of\n.BR {} .", literal(attribute.modern));
            return;
        }
        const bool is_unit = attribute.name == "unit" && attribute.value.form == Form::Text;
        std::string text = is_unit ? "a unit, such as KiB" : described_value(attribute.value);
        if (attribute.required)
            text += "; required";
        if (!attribute.fallback.empty())
            text += fmt::format("; {} when it is absent", attribute.fallback);
        text += described(attribute.only_when);
        if (attribute.secret)
            text += "; shown only to those who ask for secrets";
        if (!attribute.since.empty())
            text += fmt::format("; since {}", attribute.since);
        text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
        line("{}.", literal(text));
    }

    const Schema &m_schema;
    std::string_view m_name;
    std::string_view m_version;
    std::span<const OtherPage> m_others;
    std::string m_text;
    std::map<const ElementRule *, std::string> m_known; // where it is described
};

} // namespace

std::string format_page(const Schema &schema, std::string_view name, std::string_view version,
                        std::span<const OtherPage> others)
{
    return Page(schema, name, version, others).write();
}

} // namespace modvirt::xml
