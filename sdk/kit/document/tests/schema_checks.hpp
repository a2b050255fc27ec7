// SPDX-License-Identifier: MIT
// What holds for the tables of every document, and for documents that are made from them.
#pragma once

#include <algorithm>
#include <functional>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "kit/document/tests/random_document.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "kit/xml/value.hpp"
#include "module.hpp"
#include "modvirt/error.hpp"

namespace modvirt::document {

inline void for_every_rule(const xml::Schema &schema,
                           const std::function<void(const xml::ElementRule &)> &visit)
{
    std::set<const xml::ElementRule *> seen;
    const std::function<void(const xml::ElementRule &)> walk = [&](const xml::ElementRule &rule) {
        if (!seen.insert(&rule).second)
            return;
        visit(rule);
        for (const xml::ElementRule *child : rule.children)
            walk(*child);
    };
    walk(*schema.root);
}

inline const xml::AttributeRule *find_rule(const xml::ElementRule &rule, std::string_view name)
{
    const auto found = std::ranges::find(rule.attributes, name, &xml::AttributeRule::name);
    return found == rule.attributes.end() ? nullptr : &*found;
}

// There is one rule for each name and condition.
inline void expect_unique_names(const xml::ElementRule &rule)
{
    std::set<std::pair<std::string_view, const xml::Condition *>> names;
    for (const xml::AttributeRule &attribute : rule.attributes)
        EXPECT_TRUE(names.emplace(attribute.name, attribute.only_when).second)
            << rule.name << "@" << attribute.name;
    names.clear();
    for (const xml::ElementRule *child : rule.children)
        EXPECT_TRUE(names.emplace(child->name, child->only_when).second) << rule.name << "/" << child->name;
}

// Fallbacks are values, old spellings lead to new ones, words are listed, and quantities have a unit.
inline void expect_known_values(const xml::ElementRule &rule)
{
    for (const xml::AttributeRule &attribute : rule.attributes) {
        std::string scratch;
        if (!attribute.fallback.empty()) {
            EXPECT_EQ(xml::canonical(attribute.value, attribute.fallback, scratch), attribute.fallback)
                << rule.name << "@" << attribute.name;
        }
        if (!attribute.modern.empty()) {
            EXPECT_NE(find_rule(rule, attribute.modern), nullptr) << rule.name << "@" << attribute.name;
        }
        if (attribute.value.form == xml::Form::Word) {
            // Only of some kinds may it be that no value is right.
            EXPECT_TRUE(!attribute.value.words.empty() || attribute.only_when != nullptr)
                << rule.name << "@" << attribute.name;
        }
    }
    if (rule.measure != xml::Measure::None) {
        EXPECT_NE(find_rule(rule, "unit"), nullptr) << rule.name;
        EXPECT_TRUE(rule.measured.empty() || find_rule(rule, rule.measured) != nullptr) << rule.name;
    }
}

// Conditions are about attributes that exist.
inline void expect_known_conditions(const xml::ElementRule &rule)
{
    const auto expect_known = [&](const xml::Condition *condition, std::string_view whose) {
        if (condition != nullptr && condition->levels_up == 0) {
            EXPECT_NE(find_rule(rule, condition->attribute), nullptr) << rule.name << ": " << whose;
        }
    };
    for (const xml::ElementRule *child : rule.children)
        expect_known(child->only_when, child->name);
    for (const xml::AttributeRule &attribute : rule.attributes)
        expect_known(attribute.only_when, attribute.name);
}

inline void expect_sound(const xml::Schema &schema)
{
    for_every_rule(schema, [](const xml::ElementRule &rule) {
        expect_unique_names(rule);
        expect_known_values(rule);
        expect_known_conditions(rule);
    });
}

// Of `rounds` random documents at least `enough` are accepted; the others are refused with a place.
inline void expect_random_documents_to_read_back(const xml::Schema &schema, uint32_t rounds, uint32_t enough)
{
    uint32_t accepted = 0;
    for (uint32_t seed = 0; seed < rounds; ++seed) {
        const std::string text = RandomDocument(seed).make(*schema.root);
        std::string once;
        try {
            once = xml::format(xml::parse(*modvirt_xml_interface_v1(), text, schema));
        } catch (const Error &error) {
            // A required attribute may be missing where only the other condition's rule was written.
            EXPECT_NE(error.message().find("line "), std::string::npos) << error.message();
            continue;
        }
        ++accepted;
        EXPECT_EQ(xml::format(xml::parse(*modvirt_xml_interface_v1(), once, schema)), once)
            << "seed " << seed;
    }
    EXPECT_GT(accepted, enough);
}

} // namespace modvirt::document
