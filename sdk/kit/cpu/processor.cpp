// SPDX-License-Identifier: MIT
#include "kit/cpu/processor.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "kit/cpu/schema.hpp"
#include "kit/cpu/x86.hpp"
#include "kit/document/completion.hpp"

namespace modvirt::cpu {

namespace {

using xml::Node;

// In the order of the enumeration.
constexpr std::string_view policy_names[] = {"force", "require", "optional", "disable", "forbid"};
// As many bytes as CPUID has for it.
constexpr std::size_t vendor_id_size = 12;

[[noreturn]] void refuse(ErrorCode code, const Node &node, const std::string &message)
{
    document::refuse(code, ErrorDomain::Cpu, node, message);
}

// The text of that child; empty when there is none.
std::string text_of(Node cpu, std::string_view child)
{
    const auto found = cpu.child(child);
    return found ? std::string(found->text()) : std::string();
}

Policy policy_of(Node feature)
{
    const auto *const found = std::ranges::find(policy_names, feature.attribute_or("policy", "require"));
    return static_cast<Policy>(found - policy_names);
}

void read_features(Processor &processor, Node cpu, bool of_host)
{
    document::for_each_child(cpu, "feature", [&](Node feature) {
        std::string name(feature.attribute_or("name", ""));
        if (name.empty())
            refuse(ErrorCode::XmlError, feature, "Invalid CPU feature name");
        if (std::ranges::find(processor.features, name, &Feature::name) != processor.features.end())
            refuse(ErrorCode::XmlError, feature, "CPU feature '" + name + "' specified more than once");
        processor.features.push_back({std::move(name), of_host ? Policy::Require : policy_of(feature)});
    });
}

Processor read_host(Node cpu)
{
    if (const auto mode = cpu.attribute("mode"))
        refuse(ErrorCode::ConfigUnsupported, cpu, "Attribute mode is only allowed for guest CPU");
    Processor processor;
    processor.architecture = text_of(cpu, "arch");
    if (processor.architecture.empty())
        refuse(ErrorCode::XmlError, cpu, "Missing CPU architecture");
    processor.family = find_family(processor.architecture);
    if (!processor.family)
        refuse(ErrorCode::ConfigUnsupported, cpu, "Unknown architecture " + processor.architecture);
    processor.model = text_of(cpu, "model");
    if (processor.model.empty())
        refuse(ErrorCode::XmlError, cpu, "Missing CPU model name");
    processor.vendor = text_of(cpu, "vendor");
    read_features(processor, cpu, true);
    return processor;
}

void check_vendor_id(Node cpu)
{
    const auto model = cpu.child("model");
    const auto id = model ? model->attribute("vendor_id") : std::nullopt;
    if (id && id->size() != vendor_id_size)
        refuse(ErrorCode::XmlError, *model, "vendor_id must be exactly 12 characters long");
}

Processor read_guest(Node cpu)
{
    const std::string_view mode = cpu.attribute_or("mode", "custom");
    if (cpu.attribute("migratable") && mode != "host-passthrough" && mode != "maximum")
        refuse(ErrorCode::ConfigUnsupported, cpu,
               "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode");
    check_vendor_id(cpu);
    Processor processor;
    processor.model = text_of(cpu, "model");
    processor.vendor = text_of(cpu, "vendor");
    processor.strict = cpu.attribute("match") == "strict";
    if (processor.model.empty() && !processor.vendor.empty())
        refuse(ErrorCode::XmlError, cpu, "CPU vendor specified without CPU model");
    if (processor.model.empty() && mode == "custom" && cpu.child("feature"))
        refuse(ErrorCode::XmlError, cpu, "Non-empty feature list specified without CPU model");
    read_features(processor, cpu, false);
    return processor;
}

// Whose processor it is stands inside, and decides by which tables the whole is judged.
bool is_of_host(const modvirt_xml_v1 &parser, std::string_view text)
{
    xml::Editor editor = xml::read(parser, text, glance_schema());
    const Node cpu = editor.root();
    if (!cpu.child("arch"))
        return false;
    if (cpu.attribute("match"))
        refuse(ErrorCode::XmlError, cpu,
               "'arch' element cannot be used inside 'cpu' element with 'match' attribute");
    return true;
}

} // namespace

Processor parse(const modvirt_xml_v1 &parser, std::string_view text, Described described,
                const xml::ReadOptions &options)
{
    if (described == Described::Either && !is_of_host(parser, text)) {
        xml::Editor editor = xml::read(parser, text, guest_schema(), options);
        return read_guest(editor.root());
    }
    xml::Editor editor = xml::read(parser, text, host_schema(), options);
    return read_host(editor.root());
}

FeatureSet features_with(const Processor &processor, std::initializer_list<Policy> policies)
{
    FeatureSet set;
    for (const Feature &feature : processor.features) {
        if (std::ranges::find(policies, feature.policy) == policies.end())
            continue;
        const auto number = find_feature(feature.name);
        if (!number)
            throw Error(ErrorCode::InternalError, "Unknown CPU feature " + feature.name, ErrorDomain::Cpu);
        set.insert(*number);
    }
    return set;
}

} // namespace modvirt::cpu
