// SPDX-License-Identifier: MIT
#include "kit/capabilities/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::capabilities {

namespace tables {

using namespace document::tables;

namespace {

// Most of the document is of this form: something is supported, and its attributes take these values.
constexpr Element value = Element("value").holding(rule::text).many();
constexpr const Element *choice_children[] = {&value};
constexpr Attribute choice_attributes[] = {Attribute{"name"}.needed()};
constexpr Element choice = Element("enum", choice_attributes, choice_children).many();
constexpr const Element *choices[] = {&choice};
constexpr Attribute support_attributes[] = {{"supported", rule::yes_no}};

constexpr Element path = Element("path").holding(rule::text);
constexpr Element domain_type = Element("domain").holding(rule::text);
constexpr Element machine = Element("machine").holding(rule::text);
constexpr Element arch = Element("arch").holding(rule::text);
constexpr Attribute vcpu_attributes[] = {{"max", rule::uint32}};
constexpr Element vcpu{"vcpu", vcpu_attributes};
constexpr Element iothreads{"iothreads", support_attributes};

// <os>
constexpr Element firmware = Element("value").holding(rule::text).many();
constexpr const Element *loader_children[] = {&firmware, &choice};
constexpr Element loader{"loader", support_attributes, loader_children};
constexpr const Element *os_children[] = {&choice, &loader};
constexpr Element os{"os", support_attributes, os_children};

// <cpu>
constexpr Word fallbacks[] = {"allow", "forbid"};
constexpr Word usability[] = {"yes", "no", "unknown"};
constexpr Attribute model_attributes[] = {
    Attribute{"fallback", rule::one_of(fallbacks)}, Attribute{"usable", rule::one_of(usability)}.from("3.0.0"),
    Attribute{"vendor"}.from("8.9.0"), Attribute{"deprecated", rule::yes_no}.from("7.1.0")};
constexpr Element model = Element("model", model_attributes).holding(rule::text).many();
constexpr Element vendor = Element("vendor").holding(rule::text);
constexpr Word address_modes[] = {"emulate", "passthrough"};
constexpr Attribute maxphysaddr_attributes[] = {{"mode", rule::one_of(address_modes)},
                                                {"bits", rule::uint32},
                                                {"limit", rule::uint32}};
constexpr Element maxphysaddr = Element("maxphysaddr", maxphysaddr_attributes).from("8.7.0");
constexpr Word policies[] = {"force", "require", "optional", "disable", "forbid"};
constexpr Attribute feature_attributes[] = {{"policy", rule::one_of(policies)}, {"name"}};
constexpr Element feature = Element("feature", feature_attributes).many();
constexpr const Element *mode_children[] = {&choice, &model, &vendor, &maxphysaddr, &feature};
constexpr Attribute mode_attributes[] = {{"name"}, {"supported", rule::yes_no}};
constexpr Element mode = Element("mode", mode_attributes, mode_children).many();
constexpr const Element *cpu_children[] = {&mode};
constexpr Element cpu{"cpu", {}, cpu_children};

constexpr Element memory_backing = Element("memoryBacking", support_attributes, choices).from("8.0.0");

// <devices>
constexpr Element disk{"disk", support_attributes, choices};
constexpr Element graphics{"graphics", support_attributes, choices};
constexpr Element video{"video", support_attributes, choices};
constexpr Element hostdev{"hostdev", support_attributes, choices};
constexpr Element rng = Element("rng", support_attributes, choices).from("5.5.0");
constexpr Element filesystem = Element("filesystem", support_attributes, choices).from("8.0.0");
constexpr Element tpm = Element("tpm", support_attributes, choices).from("8.0.0");
constexpr Element redirdev = Element("redirdev", support_attributes, choices).from("9.0.0");
constexpr Element channel = Element("channel", support_attributes, choices).from("9.0.0");
constexpr const Element *device_children[] = {&disk, &graphics, &video,    &hostdev, &rng,
                                              &filesystem, &tpm, &redirdev, &channel};
constexpr Element devices{"devices", {}, device_children};

// <features>
constexpr Element gic{"gic", support_attributes, choices};
constexpr Element vmcoreinfo = Element("vmcoreinfo", support_attributes).from("4.9.0");
constexpr Element genid = Element("genid", support_attributes).from("4.9.0");
constexpr Element backing_store_input = Element("backingStoreInput", support_attributes).from("5.10.0");
constexpr Element backup = Element("backup", support_attributes).from("6.0.0");
constexpr Element s390_pv = Element("s390-pv", support_attributes).from("7.6.0");
constexpr Element cbitpos = Element("cbitpos").holding(rule::uint32);
constexpr Element reduced_phys_bits = Element("reducedPhysBits").holding(rule::uint32);
constexpr Element max_guests = Element("maxGuests").holding(rule::uint32);
constexpr Element max_es_guests = Element("maxESGuests").holding(rule::uint32);
constexpr const Element *sev_children[] = {&cbitpos, &reduced_phys_bits, &max_guests, &max_es_guests};
constexpr Element sev = Element("sev", support_attributes, sev_children).from("4.5.0");
constexpr Element flc = Element("flc").holding(rule::yes_no);
constexpr Element sgx1 = Element("sgx1").holding(rule::yes_no);
constexpr Element sgx2 = Element("sgx2").holding(rule::yes_no);
constexpr Attribute section_size_attributes[] = {{"unit"}};
constexpr Element section_size = Element("section_size", section_size_attributes).holding(rule::uint64);
constexpr Attribute section_attributes[] = {{"node", rule::uint32}, {"size", rule::uint64}, {"unit"}};
constexpr Element section = Element("section", section_attributes).many();
constexpr const Element *section_children[] = {&section};
constexpr Element sections{"sections", {}, section_children};
constexpr const Element *sgx_children[] = {&flc, &sgx1, &sgx2, &section_size, &sections};
constexpr Element sgx = Element("sgx", support_attributes, sgx_children).from("8.10.0");
constexpr Element hyperv = Element("hyperv", support_attributes, choices).from("9.0.0");
constexpr const Element *features_children[] = {&gic, &vmcoreinfo, &genid, &backing_store_input, &backup,
                                                &s390_pv, &sev,    &sgx,   &hyperv};
constexpr Element features{"features", {}, features_children};

constexpr const Element *domain_children[] = {&path, &domain_type, &machine,        &arch,    &vcpu,     &iothreads,
                                              &os,   &cpu,         &memory_backing, &devices, &features};
constexpr Element domain_capabilities{"domainCapabilities", {}, domain_children};

} // namespace

} // namespace tables

const xml::Schema &domain_schema()
{
    static constexpr xml::Schema schema{&tables::domain_capabilities, ErrorDomain::Capabilities,
                                        "domain's capabilities"};
    return schema;
}

} // namespace modvirt::capabilities
