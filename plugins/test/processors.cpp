// SPDX-License-Identifier: LGPL-2.1-or-later
// What processors have in common, and whether the host or its hypervisor can be one of them.
#include "driver.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "capabilities.hpp"
#include "kit/cpu/baseline.hpp"
#include "kit/cpu/comparison.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::test {

namespace {

// virConnectCompareCPUFlags
constexpr uint32_t fail_incompatible = 1;
constexpr uint32_t validate_xml = 2;
// virConnectBaselineCPUFlags
constexpr uint32_t expand_features = 1;
constexpr uint32_t migratable = 2;

int32_t judge(const cpu::Host &host, std::string_view xml, uint32_t flags)
{
    xml::ReadOptions options;
    if (flags & validate_xml)
        options.strictness = xml::Strictness::Strict;
    const cpu::Verdict verdict =
        cpu::compare(host, cpu::parse(xml_parser(), xml, cpu::Described::Either, options));
    if (verdict.comparison == cpu::Comparison::Incompatible && (flags & fail_incompatible))
        throw Error(ErrorCode::CpuIncompatible, verdict.reason, ErrorDomain::Cpu);
    return static_cast<int32_t>(verdict.comparison);
}

std::vector<cpu::Processor> parse_all(const std::vector<std::string_view> &documents,
                                      cpu::Described described)
{
    std::vector<cpu::Processor> processors;
    for (const std::string_view document : documents)
        processors.push_back(cpu::parse(xml_parser(), document, described));
    return processors;
}

cpu::Terms terms_of(uint32_t flags)
{
    return {.listed = flags & expand_features ? cpu::Listed::All : cpu::Listed::Differences,
            .movable = flags & migratable ? cpu::Movable::Only : cpu::Movable::Whatever};
}

bool is_domain_type(std::string_view type)
{
    const auto attributes = domain::schema().root->attributes;
    const auto rule = std::ranges::find(attributes, "type", &xml::AttributeRule::name);
    return std::ranges::find(rule->value.words, type) != rule->value.words.end();
}

[[noreturn]] void refuse(const std::string &message)
{
    throw Error(ErrorCode::InvalidArg, message);
}

// The pretended host has one emulator, for domains of one type and architecture on no machine in particular.
void check_hypervisor(std::optional<std::string_view> emulator, std::optional<std::string_view> arch,
                      std::optional<std::string_view> machine, std::optional<std::string_view> type)
{
    if (type && !is_domain_type(*type))
        refuse(fmt::format("unknown virttype: {}", *type));
    if (arch && !cpu::find_family(*arch))
        refuse(fmt::format("unknown architecture: {}", *arch));
    if (emulator && *emulator != emulator_path)
        throw Error(ErrorCode::SystemError, fmt::format("cannot check emulator '{}': the only one is '{}'",
                                                        *emulator, emulator_path));
    if (arch && *arch != host_architecture && emulator)
        refuse(fmt::format("architecture from emulator '{}' doesn't match given architecture '{}'",
                           host_architecture, *arch));
    if (arch && *arch != host_architecture)
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("unable to find any emulator to serve '{}' architecture", *arch));
    if (type && *type != "test")
        refuse(fmt::format("emulator '{}' does not support virttype '{}'", emulator_path, *type));
    if (machine)
        refuse(fmt::format("the machine '{}' is not supported by emulator '{}'", *machine, emulator_path));
}

} // namespace

int32_t Driver::connect_compare_cpu(std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, fail_incompatible | validate_xml, "testConnectCompareCPU");
    return judge(cpu::host_of_model(m_machine->node().model), xml, flags);
}

int32_t Driver::connect_compare_hypervisor_cpu(std::optional<std::string_view> emulator,
                                               std::optional<std::string_view> arch,
                                               std::optional<std::string_view> machine,
                                               std::optional<std::string_view> type, std::string_view xml,
                                               uint32_t flags)
{
    refuse_unknown_flags(flags, fail_incompatible | validate_xml, "testConnectCompareHypervisorCPU");
    check_hypervisor(emulator, arch, machine, type);
    return judge(cpu::emulated_host(), xml, flags);
}

std::string Driver::connect_baseline_cpu(const std::vector<std::string_view> &documents, uint32_t flags)
{
    refuse_unknown_flags(flags, expand_features, "testConnectBaselineCPU");
    return cpu::baseline(parse_all(documents, cpu::Described::Host), terms_of(flags));
}

std::string Driver::connect_baseline_hypervisor_cpu(std::optional<std::string_view> emulator,
                                                    std::optional<std::string_view> arch,
                                                    std::optional<std::string_view> machine,
                                                    std::optional<std::string_view> type,
                                                    const std::vector<std::string_view> &documents,
                                                    uint32_t flags)
{
    refuse_unknown_flags(flags, expand_features | migratable, "testConnectBaselineHypervisorCPU");
    const auto processors = parse_all(documents, cpu::Described::Either);
    if (!processors.empty())
        check_hypervisor(emulator, arch, machine, type);
    cpu::Terms terms = terms_of(flags);
    terms.architecture = host_architecture;
    return cpu::baseline(processors, terms);
}

std::vector<std::string> Driver::connect_get_cpu_model_names(std::string_view arch, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectGetCPUModelNames");
    return cpu::model_names(arch);
}

} // namespace modvirt::test
