// SPDX-License-Identifier: LGPL-2.1-or-later
// An expression is read into steps; each step maps a list of nodes in document order to the next list.
#include "base/xpath.hpp"

#include "base/failure.hpp"
#include "base/numbers.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

namespace modvirt::cli {

namespace {

// One node of the document. The root's parent, which `/` stands on, has no element.
struct Node {
    enum class Kind : uint8_t { Document, Element, Attribute, Text };

    Kind kind;
    const XmlElement *element = nullptr; // itself, or what the attribute or text is in
    const std::pair<std::string, std::string> *attribute = nullptr;
    const std::string *text = nullptr;

    // Tells nodes apart; the document node is null.
    [[nodiscard]] const void *identity() const
    {
        switch (kind) {
        case Kind::Document:
            return nullptr;
        case Kind::Element:
            return element;
        case Kind::Attribute:
            return attribute;
        case Kind::Text:
            return text;
        }
        return nullptr;
    }
};

struct Predicate {
    enum class Kind : uint8_t { Position, Last, Exists, Equals, Differs };

    Kind kind = Kind::Exists;
    size_t position = 0;
    bool on_attribute = false;
    std::string name; // of the attribute or child; "." and "text()" mean the node itself
    std::string value;
};

struct Step {
    enum class Axis : uint8_t { Child, Attribute, Text, Self, Parent };

    bool descend = false; // written after //
    Axis axis = Axis::Child;
    std::string name; // * for all
    std::vector<Predicate> predicates;
};

struct Path {
    bool absolute = false; // begins at the document; otherwise at the root element
    std::vector<Step> steps;
};

class Reader {
public:
    explicit Reader(const std::string &expression) : m_all(expression), m_rest(expression) {}

    std::vector<Path> alternatives()
    {
        std::vector<Path> paths;
        do {
            skip_blanks();
            paths.push_back(path());
            skip_blanks();
        } while (take("|"));
        if (!m_rest.empty())
            refuse();
        return paths;
    }

private:
    [[noreturn]] void refuse() const
    {
        fail("the XPath expression '{}' is not understood at '{}'; paths, names, @attributes, text() and "
             "simple "
             "[predicates] are",
             m_all, m_rest);
    }

    bool take(std::string_view token)
    {
        if (!m_rest.starts_with(token))
            return false;
        m_rest.remove_prefix(token.size());
        return true;
    }

    void skip_blanks()
    {
        while (!m_rest.empty() && std::isspace(static_cast<unsigned char>(m_rest.front())))
            m_rest.remove_prefix(1);
    }

    Path path()
    {
        Path result;
        bool descend = take("//");
        result.absolute = descend || take("/");
        skip_blanks();
        if (result.absolute && !descend && (m_rest.empty() || m_rest.front() == '|'))
            return result;
        do {
            result.steps.push_back(step(descend));
            descend = take("//");
        } while (descend || take("/"));
        return result;
    }

    Step step(bool descend)
    {
        Step result;
        result.descend = descend;
        if (take("..")) {
            result.axis = Step::Axis::Parent;
        } else if (take("text()")) {
            result.axis = Step::Axis::Text;
        } else if (take(".")) {
            result.axis = Step::Axis::Self;
        } else {
            if (take("@"))
                result.axis = Step::Axis::Attribute;
            result.name = name();
        }
        while (take("["))
            result.predicates.push_back(predicate());
        return result;
    }

    std::string name()
    {
        if (take("*"))
            return "*";
        size_t length = 0;
        while (length < m_rest.size() && is_name_character(m_rest[length]))
            ++length;
        if (length == 0 || std::isdigit(static_cast<unsigned char>(m_rest.front())))
            refuse();
        const std::string found(m_rest.substr(0, length));
        m_rest.remove_prefix(length);
        // Functions give numbers and texts, and there is nothing in those to show as XML.
        if (m_rest.starts_with("("))
            fail("internal error: Incorrect xpath '{}'", m_all);
        return found;
    }

    static bool is_name_character(char c)
    {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == ':' ||
               static_cast<unsigned char>(c) >= 0x80;
    }

    Predicate predicate()
    {
        skip_blanks();
        Predicate result;
        if (!m_rest.empty() && std::isdigit(static_cast<unsigned char>(m_rest.front()))) {
            result.kind = Predicate::Kind::Position;
            result.position = position();
        } else if (take("last()")) {
            result.kind = Predicate::Kind::Last;
        } else {
            comparison(result);
        }
        skip_blanks();
        if (!take("]"))
            refuse();
        return result;
    }

    size_t position()
    {
        const size_t length = std::min(m_rest.find_first_not_of("0123456789"), m_rest.size());
        const auto value = parse_integer<size_t>(m_rest.substr(0, length));
        if (!value)
            refuse();
        m_rest.remove_prefix(length);
        return *value;
    }

    void comparison(Predicate &result)
    {
        result.on_attribute = take("@");
        if (take("text()") || take("."))
            result.name = ".";
        else
            result.name = name();
        skip_blanks();
        if (take("!="))
            result.kind = Predicate::Kind::Differs;
        else if (take("="))
            result.kind = Predicate::Kind::Equals;
        else
            return;
        skip_blanks();
        result.value = literal();
    }

    std::string literal()
    {
        if (m_rest.empty() || (m_rest.front() != '\'' && m_rest.front() != '"'))
            refuse();
        const size_t end = m_rest.find(m_rest.front(), 1);
        if (end == std::string_view::npos)
            refuse();
        const std::string value(m_rest.substr(1, end - 1));
        m_rest.remove_prefix(end + 1);
        return value;
    }

    const std::string &m_all;
    std::string_view m_rest;
};

std::string all_text(const XmlElement &element)
{
    std::string text;
    for (const XmlNode &node : element.nodes) {
        if (const auto *child = std::get_if<XmlElement>(&node))
            text += all_text(*child);
        else
            text += std::get<std::string>(node);
    }
    return text;
}

class Evaluator {
public:
    explicit Evaluator(const XmlElement &root) : m_root(root) {}

    [[nodiscard]] std::vector<Node> run(const Path &path) const
    {
        std::vector<Node> nodes{path.absolute ? Node{Node::Kind::Document}
                                              : Node{Node::Kind::Element, &m_root}};
        for (const Step &step : path.steps)
            nodes = apply(step, nodes);
        return nodes;
    }

private:
    using Nodes = std::vector<Node>;

    [[nodiscard]] Nodes children(const Node &node) const
    {
        Nodes result;
        if (node.kind == Node::Kind::Document)
            result.push_back({Node::Kind::Element, &m_root});
        if (node.kind == Node::Kind::Element)
            for (const XmlNode &child : node.element->nodes)
                if (const auto *element = std::get_if<XmlElement>(&child))
                    result.push_back({Node::Kind::Element, element});
        return result;
    }

    void add_with_descendants(const Node &node, Nodes &result) const
    {
        result.push_back(node);
        for (const Node &child : children(node))
            add_with_descendants(child, result);
    }

    [[nodiscard]] const XmlElement *parent_of(const XmlElement &wanted, const XmlElement &start) const
    {
        for (const XmlNode &node : start.nodes) {
            const auto *element = std::get_if<XmlElement>(&node);
            if (!element)
                continue;
            if (element == &wanted)
                return &start;
            if (const XmlElement *found = parent_of(wanted, *element))
                return found;
        }
        return nullptr;
    }

    [[nodiscard]] Nodes parent(const Node &node) const
    {
        if (node.kind == Node::Kind::Attribute || node.kind == Node::Kind::Text)
            return {{Node::Kind::Element, node.element}};
        if (node.kind == Node::Kind::Document)
            return {};
        if (node.element == &m_root)
            return {{Node::Kind::Document}};
        return {{Node::Kind::Element, parent_of(*node.element, m_root)}};
    }

    [[nodiscard]] Nodes candidates(const Step &step, const Node &node) const
    {
        Nodes result;
        const bool is_element = node.kind == Node::Kind::Element;
        switch (step.axis) {
        case Step::Axis::Child:
            for (const Node &child : children(node))
                if (step.name == "*" || child.element->name == step.name)
                    result.push_back(child);
            break;
        case Step::Axis::Attribute:
            if (is_element)
                for (const auto &attribute : node.element->attributes)
                    if (step.name == "*" || attribute.first == step.name)
                        result.push_back({Node::Kind::Attribute, node.element, &attribute});
            break;
        case Step::Axis::Text:
            if (is_element)
                for (const XmlNode &child : node.element->nodes)
                    if (const auto *text = std::get_if<std::string>(&child))
                        result.push_back({Node::Kind::Text, node.element, nullptr, text});
            break;
        case Step::Axis::Self:
            result.push_back(node);
            break;
        case Step::Axis::Parent:
            return parent(node);
        }
        return result;
    }

    [[nodiscard]] static std::optional<std::string> operand(const Predicate &predicate, const Node &node,
                                                            size_t which)
    {
        if (predicate.name == "." && which == 0) {
            if (node.kind == Node::Kind::Attribute)
                return node.attribute->second;
            return node.kind == Node::Kind::Text ? *node.text : all_text(*node.element);
        }
        if (node.kind != Node::Kind::Element || predicate.name == ".")
            return std::nullopt;
        if (predicate.on_attribute) {
            const std::string *value = which == 0 ? node.element->attribute(predicate.name) : nullptr;
            return value ? std::optional(*value) : std::nullopt;
        }
        const auto children = node.element->children(predicate.name);
        return which < children.size() ? std::optional(all_text(*children[which])) : std::nullopt;
    }

    [[nodiscard]] static bool holds(const Predicate &predicate, const Node &node, size_t position,
                                    size_t count)
    {
        if (predicate.kind == Predicate::Kind::Position)
            return position == predicate.position;
        if (predicate.kind == Predicate::Kind::Last)
            return position == count;
        for (size_t which = 0;; ++which) {
            const auto value = operand(predicate, node, which);
            if (!value)
                return false;
            const bool equal = *value == predicate.value;
            if (predicate.kind == Predicate::Kind::Exists ||
                equal == (predicate.kind == Predicate::Kind::Equals))
                return true;
        }
    }

    [[nodiscard]] Nodes apply(const Step &step, const Nodes &nodes) const
    {
        Nodes starts;
        for (const Node &node : nodes) {
            if (step.descend)
                add_with_descendants(node, starts);
            else
                starts.push_back(node);
        }
        Nodes result;
        std::set<const void *> seen;
        for (const Node &start : starts) {
            Nodes found = candidates(step, start);
            for (const Predicate &predicate : step.predicates)
                found = filter(predicate, found);
            for (const Node &node : found)
                if (seen.insert(node.identity()).second)
                    result.push_back(node);
        }
        return result;
    }

    [[nodiscard]] static Nodes filter(const Predicate &predicate, const Nodes &nodes)
    {
        Nodes kept;
        for (size_t i = 0; i < nodes.size(); ++i)
            if (holds(predicate, nodes[i], i + 1, nodes.size()))
                kept.push_back(nodes[i]);
        return kept;
    }

    const XmlElement &m_root;
};

using Wanted = std::set<const void *>;

void collect_in_order(const XmlElement &element, const Wanted &wanted, std::vector<Node> &result)
{
    if (wanted.contains(&element))
        result.push_back({Node::Kind::Element, &element});
    for (const auto &attribute : element.attributes)
        if (wanted.contains(&attribute))
            result.push_back({Node::Kind::Attribute, &element, &attribute});
    for (const XmlNode &node : element.nodes) {
        if (const auto *child = std::get_if<XmlElement>(&node))
            collect_in_order(*child, wanted, result);
        else if (wanted.contains(&std::get<std::string>(node)))
            result.push_back({Node::Kind::Text, &element, nullptr, &std::get<std::string>(node)});
    }
}

std::vector<Node> select(const XmlElement &root, const std::string &expression)
{
    Wanted wanted;
    for (const Path &path : Reader(expression).alternatives())
        for (const Node &node : Evaluator(root).run(path))
            wanted.insert(node.identity());
    std::vector<Node> nodes;
    if (wanted.contains(nullptr))
        nodes.push_back({Node::Kind::Document});
    collect_in_order(root, wanted, nodes);
    return nodes;
}

std::string node_text(const XmlElement &root, const Node &node)
{
    switch (node.kind) {
    case Node::Kind::Document:
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + serialize(root) + "\n";
    case Node::Kind::Element:
        return serialize(*node.element);
    case Node::Kind::Attribute:
        return fmt::format(" {}=\"{}\"", node.attribute->first, escape_attribute(node.attribute->second));
    case Node::Kind::Text:
        return escape_text(*node.text);
    }
    return {};
}

} // namespace

std::vector<std::string> select_as_text(const XmlElement &root, const std::string &expression)
{
    std::vector<std::string> texts;
    for (const Node &node : select(root, expression))
        texts.push_back(node_text(root, node));
    return texts;
}

std::string select_wrapped(const XmlElement &root, const std::string &expression)
{
    XmlElement wrapper{"nodes", {}, {}};
    for (const Node &node : select(root, expression)) {
        switch (node.kind) {
        case Node::Kind::Document:
            wrapper.nodes.emplace_back(root);
            break;
        case Node::Kind::Element:
            wrapper.nodes.emplace_back(*node.element);
            break;
        case Node::Kind::Text:
            wrapper.nodes.emplace_back(*node.text);
            break;
        case Node::Kind::Attribute:
            // An element has an attribute only once: the last one stays.
            std::erase_if(wrapper.attributes,
                          [&node](const auto &old) { return old.first == node.attribute->first; });
            wrapper.attributes.push_back(*node.attribute);
            break;
        }
    }
    return serialize(wrapper);
}

} // namespace modvirt::cli
