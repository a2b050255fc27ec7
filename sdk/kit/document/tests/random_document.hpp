// SPDX-License-Identifier: MIT
// Random documents made from the tables: every element, attribute and kind of value has its chance.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "kit/xml/schema.hpp"
#include "kit/xml/writer.hpp"

namespace modvirt::document {

class RandomDocument {
public:
    explicit RandomDocument(uint32_t seed) : m_random(seed) {}

    // At a depth, as there would be elements around it, it is smaller.
    std::string make(const xml::ElementRule &root, uint32_t depth = 0)
    {
        xml::Writer writer;
        element(root, writer, depth);
        return std::move(writer).str();
    }

private:
    uint64_t below(uint64_t limit) { return std::uniform_int_distribution<uint64_t>(0, limit - 1)(m_random); }
    bool chance(uint64_t one_in) { return below(one_in) == 0; }

    std::string text()
    {
        static constexpr std::string_view pieces[] = {"a",  "B7",       " ", "<", "&",   "'",
                                                      "\"", "\xc3\xa4", "/", "-", "x\n", ":"};
        std::string value;
        for (uint64_t i = 1 + below(6); i > 0; --i)
            value += pieces[below(std::size(pieces))];
        return value;
    }

    std::string value(const xml::ValueRule &rule)
    {
        switch (rule.form) {
        case xml::Form::Text:
            return text();
        case xml::Form::Word:
            return std::string(rule.words[below(rule.words.size())]);
        case xml::Form::Unsigned:
        case xml::Form::Hex:
        case xml::Form::Number:
            return (chance(4) ? "0" : "") + std::to_string(below(std::min<uint64_t>(rule.most, 30) + 1));
        case xml::Form::Octal:
            return "0" + std::to_string(below(8)) + std::to_string(below(8));
        case xml::Form::Ports:
            return std::to_string(below(4)) + (chance(2) ? "" : "." + std::to_string(below(9)));
        case xml::Form::Path:
            return chance(2) ? "//a///b/" : "/" + std::to_string(below(9));
        case xml::Form::Integer:
            return std::to_string(rule.least > -10 ? rule.least + static_cast<int64_t>(below(20))
                                                   : static_cast<int64_t>(below(20)) - 5);
        case xml::Form::Uuid:
            return "8dd2d3f4a5b64c3e9f1011223344" + std::to_string(1000 + below(9000));
        case xml::Form::Mac:
            return "52:54:0:1:2:" + std::to_string(below(90));
        case xml::Form::CpuSet:
            return std::to_string(below(4)) + "," + std::to_string(below(9)) + ",1-3";
        case xml::Form::Ip:
            return chance(3) ? "2001:db8::" + std::to_string(below(90))
                             : "10.1.0." + std::to_string(below(256));
        }
        return {};
    }

    void attributes(const xml::ElementRule &rule, xml::Writer &writer)
    {
        std::string_view last;
        for (const xml::AttributeRule &attribute : rule.attributes) {
            // One of the rules of a name, and half of those that may be left out.
            if (attribute.name == last || (!attribute.required && chance(2)) ||
                attribute.name.starts_with("xmlns"))
                continue;
            if (written(rule, attribute))
                continue;
            last = attribute.name;
            writer.attribute(attribute.name, attribute.name == "unit" && attribute.value.form == xml::Form::Text
                                                 ? "KiB"
                                                 : value(attribute.value));
        }
    }

    // Whether an earlier rule has the same name.
    static bool written(const xml::ElementRule &rule, const xml::AttributeRule &attribute)
    {
        for (const xml::AttributeRule &other : rule.attributes) {
            if (&other == &attribute)
                return false;
            if (other.name == attribute.name)
                return true;
        }
        return false;
    }

    void element(const xml::ElementRule &rule, xml::Writer &writer, uint32_t depth)
    {
        writer.open(rule.name);
        attributes(rule, writer);
        if (rule.content == xml::Content::Text) {
            writer.text(value(rule.value));
        } else if (depth < 8) {
            for (const xml::ElementRule *const child : rule.children)
                if (child->missing != xml::Refusal::Ignored && !chance(8))
                    element(*child, writer, depth + 1);
            for (uint64_t i = below(depth < 2 ? 14 : 4); i > 0 && !rule.children.empty(); --i)
                element(*rule.children[below(rule.children.size())], writer, depth + 1);
        }
        if (rule.foreign_too && chance(3))
            writer.verbatim("<f:x xmlns:f='urn:f'>t<y a='&quot;'/></f:x>");
        writer.close(rule.name);
    }

    std::mt19937 m_random;
};

} // namespace modvirt::document
