// SPDX-License-Identifier: MIT
// What holds for all tables of the domain document, and for documents that are made from them.
#include "kit/domain/schema.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include <gtest/gtest.h>

#include "kit/domain/config.hpp"
#include "kit/xml/formatter.hpp"
#include "kit/xml/reader.hpp"
#include "kit/xml/value.hpp"
#include "module.hpp"
#include "random_document.hpp"

namespace modvirt::domain {

namespace {

void for_every_rule(const std::function<void(const xml::ElementRule &)> &visit)
{
    std::set<const xml::ElementRule *> seen;
    const std::function<void(const xml::ElementRule &)> walk = [&](const xml::ElementRule &rule) {
        if (!seen.insert(&rule).second)
            return;
        visit(rule);
        for (const xml::ElementRule *child : rule.children)
            walk(*child);
    };
    walk(*schema().root);
}

const xml::AttributeRule *find(const xml::ElementRule &rule, std::string_view name)
{
    const auto found = std::ranges::find(rule.attributes, name, &xml::AttributeRule::name);
    return found == rule.attributes.end() ? nullptr : &*found;
}

} // namespace

TEST(DomainSchema, HasOneRuleForEachNameAndCondition)
{
    for_every_rule([](const xml::ElementRule &rule) {
        std::set<std::pair<std::string_view, const xml::Condition *>> names;
        for (const xml::AttributeRule &attribute : rule.attributes)
            EXPECT_TRUE(names.emplace(attribute.name, attribute.only_when).second)
                << rule.name << "@" << attribute.name;
        names.clear();
        for (const xml::ElementRule *child : rule.children)
            EXPECT_TRUE(names.emplace(child->name, child->only_when).second)
                << rule.name << "/" << child->name;
    });
}

TEST(DomainSchema, HasFallbacksAndSpellingsThatItKnows)
{
    for_every_rule([](const xml::ElementRule &rule) {
        for (const xml::AttributeRule &attribute : rule.attributes) {
            std::string scratch;
            if (!attribute.fallback.empty()) {
                EXPECT_EQ(xml::canonical(attribute.value, attribute.fallback, scratch), attribute.fallback)
                    << rule.name << "@" << attribute.name;
            }
            if (!attribute.modern.empty()) {
                EXPECT_NE(find(rule, attribute.modern), nullptr) << rule.name << "@" << attribute.name;
            }
            if (attribute.value.form == xml::Form::Word) {
                EXPECT_FALSE(attribute.value.words.empty()) << rule.name << "@" << attribute.name;
            }
        }
    });
}

TEST(DomainSchema, HasAUnitWhereItMeasures)
{
    for_every_rule([](const xml::ElementRule &rule) {
        if (rule.measure != xml::Measure::None) {
            EXPECT_NE(find(rule, "unit"), nullptr) << rule.name;
            EXPECT_TRUE(rule.measured.empty() || find(rule, rule.measured) != nullptr) << rule.name;
        }
    });
}

TEST(DomainSchema, HasConditionsOnAttributesThatExist)
{
    for_every_rule([](const xml::ElementRule &rule) {
        for (const xml::ElementRule *child : rule.children)
            if (child->only_when != nullptr && child->only_when->levels_up == 0) {
                EXPECT_NE(find(rule, child->only_when->attribute), nullptr)
                    << rule.name << "/" << child->name;
            }
        for (const xml::AttributeRule &attribute : rule.attributes)
            if (attribute.only_when != nullptr && attribute.only_when->levels_up == 0) {
                EXPECT_NE(find(rule, attribute.only_when->attribute), nullptr)
                    << rule.name << "@" << attribute.name;
            }
    });
}

TEST(DomainSchema, WritesRandomDocumentsThatReadBackTheSame)
{
    uint32_t accepted = 0;
    for (uint32_t seed = 0; seed < 3000; ++seed) {
        const std::string text = RandomDocument(seed).make(*schema().root);
        std::string once;
        try {
            once = xml::format(xml::parse(*modvirt_xml_interface_v1(), text, schema()));
        } catch (const Error &error) {
            // A required attribute may be missing where only the other condition's rule was written.
            EXPECT_NE(error.message().find("line "), std::string::npos) << error.message();
            continue;
        }
        ++accepted;
        EXPECT_EQ(xml::format(xml::parse(*modvirt_xml_interface_v1(), once, schema())), once)
            << "seed " << seed;
    }
    EXPECT_GT(accepted, 300u);
}

TEST(DomainSchema, CompletesRandomDocumentsOrSaysWhyNot)
{
    uint32_t accepted = 0;
    const std::string head =
        "<domain type='test'><name>a</name><memory>1048576</memory><os><type>hvm</type></os>";
    for (uint32_t seed = 0; seed < 3000; ++seed) {
        const std::string devices = RandomDocument(seed).make(devices_rule());
        try {
            const ConfigPtr config = parse(*modvirt_xml_interface_v1(), head + devices + "</domain>");
            const ConfigPtr again = parse(*modvirt_xml_interface_v1(), format(*config));
            EXPECT_EQ(again->uuid, config->uuid);
            ++accepted;
        } catch (const Error &error) {
            EXPECT_NE(error.code(), ErrorCode::Ok);
        }
    }
    EXPECT_GT(accepted, 50u);
}

} // namespace modvirt::domain
