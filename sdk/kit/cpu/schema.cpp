// SPDX-License-Identifier: MIT
#include "kit/cpu/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"
#include "kit/domain/tables/machine.hpp"

namespace modvirt::cpu {

namespace tables {

using namespace document::tables;

namespace {

constexpr Element arch = Element("arch").holding(rule::text);
constexpr Element svm{"svm"};
constexpr Element vmx{"vmx"};
constexpr Element pae{"pae"};
constexpr Element nonpae{"nonpae"};
constexpr Element longmode{"longmode"};
constexpr const Element *old_feature_children[] = {&svm, &vmx, &pae, &nonpae, &longmode};
constexpr Element old_features{"features", {}, old_feature_children};

// How a guest's processor may differ from its model means nothing for a host's, but may be there.
constexpr Attribute model_attributes[] = {{"fallback"}, {"vendor_id"}};
constexpr Element model = Element("model", model_attributes).holding(rule::text);
constexpr Element vendor = Element("vendor").holding(rule::text);
constexpr Attribute microcode_attributes[] = {Attribute{"version", rule::uint32}.refused_as(Refusal::Cpu)};
constexpr Element microcode = Element("microcode", microcode_attributes).from("3.5.0");
constexpr Attribute signature_attributes[] = {Attribute{"family", rule::uint32}.needed(),
                                              Attribute{"model", rule::uint32}.needed(),
                                              Attribute{"stepping", rule::uint32}.needed()};
constexpr Element signature = Element("signature", signature_attributes).from("6.2.0");
constexpr Word tsc[] = {"tsc"};
constexpr Condition is_tsc{0, "name", tsc};
constexpr Attribute counter_attributes[] = {{"name"},
                                            Attribute{"frequency", rule::uint64}.when(is_tsc).needed(),
                                            Attribute{"scaling", rule::yes_no}.when(is_tsc)};
constexpr Element counter = Element("counter", counter_attributes).many().from("4.1.0");
constexpr Word cache_modes[] = {"emulate", "passthrough", "disable"};
constexpr Attribute cache_attributes[] = {
    Attribute{"level", rule::between(1, 3)}.refused_as(Refusal::XmlDomain),
    Attribute{"mode", rule::one_of(cache_modes)}.needed()};
constexpr Element cache = Element("cache", cache_attributes).from("3.3.0");
constexpr Word address_modes[] = {"emulate", "passthrough"};
constexpr Attribute maxphysaddr_attributes[] = {Attribute{"mode", rule::one_of(address_modes)}.needed(),
                                                {"bits", rule::uint32}};
constexpr Element maxphysaddr = Element("maxphysaddr", maxphysaddr_attributes).from("8.7.0");
constexpr Attribute feature_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlDomain),
                                            {"policy"}};
constexpr Element feature = Element("feature", feature_attributes).many();
constexpr Attribute page_attributes[] = {{"unit"}, {"size"}};
constexpr Element pages = Element("pages", page_attributes).many().from("1.2.6");

constexpr const Element *host_children[] = {&arch,      &old_features, &model,   &vendor,
                                            &microcode, &signature,    &counter, &domain::tables::topology,
                                            &cache,     &maxphysaddr,  &feature, &pages};
constexpr Attribute host_attributes[] = {{"mode"}, {"match"}, {"check"}};
constexpr Element host = Element("cpu", host_attributes, host_children).refused_as(Refusal::XmlDomain);

constexpr const Element *glance_children[] = {&arch};
constexpr Attribute glance_attributes[] = {{"match"}};
constexpr Element glance = Element("cpu", glance_attributes, glance_children).refused_as(Refusal::XmlDomain);

} // namespace

} // namespace tables

const xml::Schema &host_schema()
{
    static constexpr xml::Schema schema{&tables::host, ErrorDomain::Cpu, "processor"};
    return schema;
}

const xml::Schema &guest_schema()
{
    static constexpr xml::Schema schema{&domain::tables::cpu, ErrorDomain::Cpu, "processor"};
    return schema;
}

const xml::Schema &glance_schema()
{
    static constexpr xml::Schema schema{&tables::glance, ErrorDomain::Cpu, "processor"};
    return schema;
}

} // namespace modvirt::cpu
