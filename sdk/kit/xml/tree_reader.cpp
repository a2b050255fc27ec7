// SPDX-License-Identifier: MIT
#include "kit/xml/tree_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/xml/value.hpp"

namespace modvirt::xml {

namespace {

std::string_view name_of(const modvirt_xml_attribute_v1 &attribute)
{
    return {attribute.name, attribute.name_size};
}

std::string_view value_of_input(const modvirt_xml_attribute_v1 &attribute)
{
    return {attribute.value, attribute.value_size};
}

detail::Position position_of(const modvirt_xml_attribute_v1 &attribute)
{
    return {attribute.line, attribute.column};
}

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Values and names come from outside: a message shows at most this much of one.
std::string shown(std::string_view value)
{
    constexpr std::size_t most = 80;
    if (value.size() <= most)
        return std::string(value);
    std::size_t size = most;
    while (size > 0 && (static_cast<unsigned char>(value[size]) & 0xc0) == 0x80)
        --size;
    return std::string(value.substr(0, size)) + "...";
}

std::string did_you_mean(std::string_view given, std::span<const std::string_view> words)
{
    const auto nearest = suggestion(given, words);
    return nearest ? fmt::format("; did you mean '{}'?", *nearest) : std::string{};
}

template <typename Rules, typename Name>
std::vector<std::string_view> names(const Rules &rules, Name name)
{
    std::vector<std::string_view> all;
    for (const auto &rule : rules)
        all.push_back(name(rule));
    return all;
}

bool knows_attribute(const ElementRule &rule, std::string_view name)
{
    return std::ranges::find(rule.attributes, name, &AttributeRule::name) != rule.attributes.end();
}

bool is_declaration(std::string_view name)
{
    return name == "xmlns" || name.starts_with("xmlns:");
}

bool knows_child(const ElementRule &rule, std::string_view name)
{
    return std::ranges::find(rule.children, name, &ElementRule::name) != rule.children.end();
}

constexpr std::size_t most_findings = 100;

} // namespace

TreeReader::TreeReader(const Schema &schema, const ElementRule &root, const ElementRule *parent,
                       const ReadOptions &options)
    : m_schema(schema), m_options(options), m_root(root), m_parent(parent), m_editor(root)
{
    m_editor.m_entries.reserve(64);
    m_editor.m_attributes.reserve(128);
    m_editor.m_text.reserve(2048);
    m_levels.reserve(16);
}

void TreeReader::find(detail::Position position, std::string message)
{
    if (m_findings.size() < most_findings)
        m_findings.push_back({position.line, position.column, std::move(message)});
}

void TreeReader::refuse(const Refusal &refusal, detail::Position position, const std::string &message) const
{
    const std::string sentence = describe({position.line, position.column, message});
    throw Error(refusal.code, sentence, refusal.domain.value_or(m_schema.domain));
}

void TreeReader::blame(const Refusal &refusal, const Place &place, const std::string &message)
{
    if (m_options.faults == Faults::Refuse)
        refuse(refusal, place.position, message);
    if (m_editor.m_faults.size() < most_findings)
        m_editor.m_faults.push_back(
            {place.entry, place.child,
             Error(refusal.code, describe({place.position.line, place.position.column, message}),
                   refusal.domain.value_or(m_schema.domain))});
}

void TreeReader::refuse_value(const Refusal &refusal, const Place &place, std::string message)
{
    // What the schema would not allow is told with all the rest of it.
    if (refusal != Refusal::Ignored && m_options.strictness != Strictness::Strict)
        blame(refusal, place, message);
    else
        find(place.position, std::move(message));
}

void TreeReader::start(std::string_view name, Input attributes, detail::Position position)
{
    if (m_skipped > 0)
        ++m_skipped;
    else if (m_foreign.active())
        m_foreign.start(name, attributes);
    else if (!m_root_read)
        start_root(name, attributes, position);
    else
        start_child(name, attributes, position);
}

void TreeReader::start_root(std::string_view name, Input attributes, detail::Position position)
{
    m_root_read = true;
    if (m_parent != nullptr) {
        const auto rule = std::ranges::find(m_parent->children, name, &ElementRule::name);
        if (rule == m_parent->children.end()) {
            const auto known =
                names(m_parent->children, [](const ElementRule *child) { return child->name; });
            refuse(m_options.other_root, position,
                   fmt::format("'{}' is not one of {}{}", shown(name), fmt::join(known, ", "),
                               did_you_mean(name, known)));
        }
        m_editor.m_entries[0].rule = *rule;
    } else if (name != m_root.name) {
        refuse(m_root.refusal, position,
               fmt::format("expecting root element of '{}', not '{}'", m_root.name, shown(name)));
    }
    m_editor.m_entries[0].position = position;
    enter(0, attributes, position);
}

void TreeReader::start_child(std::string_view name, Input attributes, detail::Position position)
{
    const uint32_t parent = m_levels.back().entry;
    const ElementRule &rule = *m_editor.m_entries[parent].rule;
    const uint32_t order = m_editor.find_child_rule(parent, name);
    if (order == Editor::none) {
        if (rule.foreign_too && start_foreign(name, attributes))
            return;
        if (knows_child(rule, name))
            find(position, fmt::format("element '{}' has no meaning in this '{}'", name, rule.name));
        else
            unknown_child(rule, name, position);
        m_skipped = 1;
        return;
    }
    const ElementRule &child = *rule.children[order];
    if (!child.repeats && Node(&m_editor, parent).child(name)) {
        refuse_value(child.again, {parent, position, child.name},
                     fmt::format("element '{}' stands more than once in '{}': only the first counts", name,
                                 rule.name));
        m_skipped = 1;
        return;
    }
    const uint32_t entry = m_editor.add(parent, &child, order);
    m_editor.m_entries[entry].position = position;
    enter(entry, attributes, position);
}

// An element of another namespace is kept; of each namespace only the first, as in libvirt.
bool TreeReader::start_foreign(std::string_view name, Input attributes)
{
    m_foreign.start(name, attributes);
    if (!m_foreign.name_space().empty())
        return true;
    m_foreign.end();
    return false;
}

void TreeReader::end_foreign()
{
    const uint32_t parent = m_levels.back().entry;
    const bool again = std::ranges::find(m_foreign_seen, m_foreign.name_space()) != m_foreign_seen.end();
    if (again) {
        find(m_editor.m_entries[parent].position,
             fmt::format("a second element of namespace '{}' is dropped", shown(m_foreign.name_space())));
        return;
    }
    m_foreign_seen.push_back(m_foreign.name_space());
    Node(&m_editor, parent).append_verbatim(m_foreign.markup(static_cast<uint32_t>(m_levels.size())));
}

void TreeReader::unknown_child(const ElementRule &parent, std::string_view name, detail::Position position)
{
    const auto known = names(parent.children, [](const ElementRule *rule) { return rule->name; });
    std::string message = fmt::format("unknown element '{}' in '{}'", shown(name), parent.name);
    const std::string hint = did_you_mean(name, known);
    if (!hint.empty())
        message += hint;
    else if (known.empty())
        message += ", which holds no elements";
    else if (known.size() <= 12)
        message += fmt::format(": it holds {}", fmt::join(known, ", "));
    refuse_value(parent.closed_list ? Refusal::Unsupported : Refusal::Ignored,
                 {m_levels.back().entry, position}, std::move(message));
}

void TreeReader::enter(uint32_t entry, Input attributes, detail::Position position)
{
    m_levels.push_back({entry});
    m_text.clear();
    m_foreign_seen.clear();
    if (!attributes.empty()) {
        const ElementRule &rule = *m_editor.m_entries[entry].rule;
        report_unknown_attributes(rule, attributes);
        read_attributes(entry, attributes, false);
    }
    complete_attributes(entry, position);
    read_attributes(entry, attributes, true);
}

void TreeReader::report_unknown_attributes(const ElementRule &rule, Input attributes)
{
    for (const modvirt_xml_attribute_v1 &input : attributes)
        if (!knows_attribute(rule, name_of(input)) && !is_declaration(name_of(input)))
            unknown_attribute(rule, input);
}

void TreeReader::unknown_attribute(const ElementRule &rule, const modvirt_xml_attribute_v1 &input)
{
    const auto known = names(rule.attributes, [](const AttributeRule &attribute) { return attribute.name; });
    std::string message = fmt::format("unknown attribute '{}' of '{}'", shown(name_of(input)), rule.name);
    const std::string hint = did_you_mean(name_of(input), known);
    if (!hint.empty())
        message += hint;
    else if (known.empty())
        message += ", which has no attributes";
    else if (known.size() <= 12)
        message += fmt::format(": it has {}", fmt::join(known, ", "));
    find(position_of(input), std::move(message));
}

// First the attributes that always count, then, when those are known, the ones that depend on them.
void TreeReader::read_attributes(uint32_t entry, Input attributes, bool conditional)
{
    const ElementRule &rule = *m_editor.m_entries[entry].rule;
    for (const modvirt_xml_attribute_v1 &input : attributes) {
        const std::string_view name = name_of(input);
        const auto first = std::ranges::find(rule.attributes, name, &AttributeRule::name);
        if (first == rule.attributes.end() || (first->only_when != nullptr) != conditional)
            continue;
        const AttributeRule *found = conditional ? m_editor.find_attribute_rule(entry, name) : &*first;
        if (found != nullptr && !found->modern.empty())
            found = m_editor.find_attribute_rule(entry, found->modern);
        if (found != nullptr)
            read_attribute(entry, *found, input);
        else
            find(position_of(input),
                 fmt::format("attribute '{}' has no meaning in this '{}'", name, rule.name));
    }
    if (!conditional)
        return;
    for (const AttributeRule &attribute : rule.attributes) {
        if (attribute.only_when == nullptr || (!attribute.required && attribute.fallback.empty()))
            continue;
        if (!m_editor.holds(attribute.only_when, entry) || m_editor.value_of(entry, attribute.name))
            continue;
        if (attribute.required)
            blame(attribute.absence.value_or(attribute.refusal), {entry, m_editor.m_entries[entry].position},
                  fmt::format("Missing required attribute '{}' in element '{}'", attribute.name, rule.name));
        else
            m_editor.set_attribute(entry, attribute, attribute.fallback);
    }
}

void TreeReader::read_attribute(uint32_t entry, const AttributeRule &rule,
                                const modvirt_xml_attribute_v1 &input)
{
    const std::string_view given = value_of_input(input);
    if (rule.value.form == Form::Text) {
        m_editor.set_attribute(entry, rule, given);
        return;
    }
    if (const auto value = canonical(rule.value, given, m_scratch)) {
        m_editor.set_attribute(entry, rule, *value);
        return;
    }
    const std::string_view element = m_editor.m_entries[entry].rule->name;
    // libvirt reads CPU sets with a parser of their own, which blames the argument.
    const bool cpu_set = rule.value.form == Form::CpuSet && rule.refusal == Refusal::Xml;
    refuse_value(cpu_set ? Refusal::Argument : rule.refusal, {entry, position_of(input)},
                 fmt::format("invalid value '{}' for attribute '{}' of element '{}': expected {}{}",
                             shown(given), rule.name, element, expectation(rule.value),
                             did_you_mean(given, rule.value.words)));
}

void TreeReader::complete_attributes(uint32_t entry, detail::Position position)
{
    const ElementRule &rule = *m_editor.m_entries[entry].rule;
    for (const AttributeRule &attribute : rule.attributes) {
        if (attribute.only_when != nullptr || (!attribute.required && attribute.fallback.empty()))
            continue;
        if (m_editor.value_of(entry, attribute.name))
            continue;
        if (!attribute.required) {
            m_editor.set_attribute(entry, attribute, attribute.fallback);
            continue;
        }
        const std::string message =
            fmt::format("Missing required attribute '{}' in element '{}'", attribute.name, rule.name);
        if (m_options.strictness != Strictness::Strict)
            blame(attribute.absence.value_or(attribute.refusal), {entry, position}, message);
        else
            find(position, message);
    }
}

void TreeReader::text(std::string_view text)
{
    if (m_skipped > 0 || m_levels.empty())
        return;
    if (m_foreign.active())
        return m_foreign.text(text);
    const Editor::Entry &entry = m_editor.m_entries[m_levels.back().entry];
    if (entry.rule->content == Content::Text || entry.rule->content == Content::Either) {
        m_text += text;
    } else if (!m_levels.back().text_told && !is_blank(text)) {
        m_levels.back().text_told = true;
        find(entry.position,
             fmt::format("element '{}' holds text, which has no meaning there", entry.rule->name));
    }
}

void TreeReader::comment(std::string_view text)
{
    if (m_foreign.active())
        m_foreign.comment(text);
}

void TreeReader::end()
{
    if (m_skipped > 0) {
        --m_skipped;
        return;
    }
    if (m_foreign.active()) {
        if (m_foreign.end())
            end_foreign();
        return;
    }
    const uint32_t entry = m_levels.back().entry;
    const ElementRule &rule = *m_editor.m_entries[entry].rule;
    expect_children(entry);
    const bool holds_children = m_editor.m_entries[entry].first_child != Editor::none;
    if (rule.content == Content::Text || (rule.content == Content::Either && !holds_children))
        finish_text(entry);
    if (rule.measure != Measure::None)
        measure(entry);
    m_levels.pop_back();
    m_text.clear();
}

void TreeReader::expect_children(uint32_t entry)
{
    for (const ElementRule *const child : m_editor.m_entries[entry].rule->children) {
        if (child->missing == Refusal::Ignored || !m_editor.holds(child->only_when, entry) ||
            Node(&m_editor, entry).child(child->name))
            continue;
        refuse_value(child->missing, {entry, m_editor.m_entries[entry].position, child->name},
                     fmt::format("Missing element '{}' in element '{}'", child->name,
                                 m_editor.m_entries[entry].rule->name));
    }
}

void TreeReader::finish_text(uint32_t entry)
{
    const ElementRule &rule = *m_editor.m_entries[entry].rule;
    std::optional<std::string_view> value = m_text;
    if (rule.value.form != Form::Text && !(m_text.empty() && rule.skip_empty))
        value = canonical(rule.value, m_text, m_scratch);
    if (!value) {
        refuse_value(rule.refusal, {entry, m_editor.m_entries[entry].position},
                     fmt::format("invalid value '{}' of element '{}': expected {}{}", shown(m_text),
                                 rule.name, expectation(rule.value), did_you_mean(m_text, rule.value.words)));
        Node(&m_editor, entry).remove();
        return;
    }
    if (value->empty())
        return;
    const Editor::Span span = m_editor.store(*value);
    m_editor.m_entries[entry].text = span;
}

void TreeReader::measure(uint32_t entry)
{
    const ElementRule &rule = *m_editor.m_entries[entry].rule;
    Node node(&m_editor, entry);
    const std::string_view written =
        rule.measured.empty() ? node.text() : node.attribute_or(rule.measured, "");
    const auto amount = parse_unsigned(written);
    if (!amount)
        return;
    const uint64_t unit = rule.measure == Measure::Kibibytes ? 1024 : 1;
    try {
        const std::string scaled = std::to_string(scale(*amount, node.attribute_or("unit", ""), unit, unit));
        if (rule.measured.empty())
            node.set_text(scaled);
        else
            node.set_attribute(rule.measured, scaled);
    } catch (const Error &error) {
        blame({error.code(), error.domain()}, {entry, node.position()}, error.message());
    }
    node.set_attribute("unit", rule.measure == Measure::Kibibytes ? "KiB"
                               : rule.measure == Measure::Bytes   ? "bytes"
                                                                  : "B");
}

Editor TreeReader::take()
{
    if (m_options.findings != nullptr)
        *m_options.findings = m_findings;
    if (m_options.strictness == Strictness::Strict && !m_findings.empty()) {
        std::string all;
        for (const Finding &finding : m_findings)
            all += (all.empty() ? "" : "\n") + describe(finding);
        throw Error(ErrorCode::XmlInvalidSchema, all, ErrorDomain::Xml);
    }
    return std::move(m_editor);
}

} // namespace modvirt::xml
