// SPDX-License-Identifier: MIT
#include "kit/secret/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::secret {

namespace tables {

using namespace document::tables;

namespace {

constexpr Word usage_types[] = {"none", "volume", "ceph", "iscsi", "tls", "vtpm"};
constexpr Word of_volumes[] = {"volume"};
constexpr Word of_names[] = {"ceph", "tls", "vtpm"};
constexpr Word of_targets[] = {"iscsi"};
constexpr Condition has_volume = own_type(of_volumes);
constexpr Condition has_name = own_type(of_names);
constexpr Condition has_target = own_type(of_targets);
constexpr Element volume = Element("volume").holding(rule::text).when(has_volume).unless_empty();
constexpr Element usage_name = Element("name").holding(rule::text).when(has_name).unless_empty();
constexpr Element target = Element("target").holding(rule::text).when(has_target).unless_empty();
constexpr const Element *usage_children[] = {&volume, &usage_name, &target};
constexpr Attribute usage_attributes[] = {
    Attribute{"type", rule::one_of(usage_types)}.refused_as(Refusal::Unsupported)};
constexpr Element usage{"usage", usage_attributes, usage_children};

constexpr const Element *secret_children[] = {&uuid, &description, &usage};
constexpr Attribute secret_attributes[] = {
    Attribute{"ephemeral", rule::yes_no}.or_else("no").refused_as(Refusal::XmlDomain),
    Attribute{"private", rule::yes_no}.or_else("no").refused_as(Refusal::XmlDomain)};
constexpr Element secret{"secret", secret_attributes, secret_children};

} // namespace

} // namespace tables

const xml::Schema &schema()
{
    static constexpr xml::Schema secret_schema{&tables::secret, ErrorDomain::Secret, "secret"};
    return secret_schema;
}

} // namespace modvirt::secret
