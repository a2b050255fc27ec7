// SPDX-License-Identifier: LGPL-2.1-or-later
// The processors: how many, in which topology, of which model.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

[[noreturn]] void refuse(const std::string &what)
{
    throw Error(ErrorCode::ConfigUnsupported, what);
}

std::string smp_value(const Subject &subject)
{
    const domain::Config &config = subject.config();
    std::string value = std::to_string(config.vcpus);
    if (config.vcpus != config.vcpus_max)
        value += fmt::format(",maxcpus={}", config.vcpus_max);
    const auto cpu = subject.domain().child("cpu");
    const auto topology = cpu ? cpu->child("topology") : std::nullopt;
    if (!topology)
        return value + fmt::format(",sockets={},cores=1,threads=1", config.vcpus_max);
    const uint64_t sockets = number_of(*topology, "sockets");
    const uint64_t dies = std::max<uint64_t>(1, number_of(*topology, "dies"));
    const uint64_t cores = number_of(*topology, "cores");
    const uint64_t threads = number_of(*topology, "threads");
    if (sockets * dies * cores * threads != config.vcpus_max)
        refuse("CPU topology doesn't match maximum vcpu count");
    value += fmt::format(",sockets={}", sockets);
    if (dies > 1)
        value += fmt::format(",dies={}", dies);
    return value + fmt::format(",cores={},threads={}", cores, threads);
}

std::string default_model(const Subject &subject)
{
    const bool is_32_bit_guest = subject.config().arch == "i686" && subject.emulator().arch == "x86_64";
    const auto *machine = subject.emulator().find_machine(subject.config().machine);
    if (is_32_bit_guest)
        return "qemu32";
    return machine != nullptr && !machine->cpu.empty() ? machine->cpu : "qemu64";
}

std::string model_name(const Subject &subject, const xml::Element &cpu)
{
    const std::string_view mode = cpu.attribute_or("mode", "custom");
    const bool is_kvm = subject.config().type == "kvm";
    if (mode == "maximum")
        return "max";
    if (mode == "host-passthrough" || mode == "host-model") {
        if (!is_kvm)
            refuse(fmt::format(
                "CPU mode '{}' for {} qemu domain on this host is not supported by hypervisor: use "
                "<cpu mode='maximum'/> or type='kvm'",
                mode, subject.config().arch));
        return fmt::format("host,migratable={}", cpu.attribute_or("migratable", "on"));
    }
    const auto model = cpu.child_text("model");
    if (!model || model->empty())
        return default_model(subject);
    const capabilities::CpuModel *known = subject.emulator().find_cpu(*model);
    if (known == nullptr)
        refuse(fmt::format("CPU model '{}' is not known to '{}'", *model, subject.emulator().path));
    return escape(*model);
}

std::string features(const xml::Element &cpu)
{
    std::string value;
    for (const xml::Element feature : cpu.children("feature")) {
        const std::string_view policy = feature.attribute_or("policy", "require");
        const std::string name = escape(feature.attribute_or("name", ""));
        if (policy == "require" || policy == "force")
            value += fmt::format(",{}=on", name);
        else if (policy == "disable" || policy == "forbid")
            value += fmt::format(",{}=off", name);
        // An optional feature is there when the model has it.
    }
    return value;
}

} // namespace

void add_processors(Arguments &arguments, const Subject &subject)
{
    const auto cpu = subject.domain().child("cpu");
    std::string value = cpu ? model_name(subject, *cpu) + features(*cpu) : default_model(subject);
    const auto all_features = subject.domain().child("features");
    if (const auto pmu = all_features ? all_features->child("pmu") : std::nullopt)
        value += fmt::format(",pmu={}", pmu->attribute_or("state", "on"));
    arguments.add("-cpu", value);
    arguments.add("-smp", smp_value(subject));
}

} // namespace modvirt::qemu::command
