// SPDX-License-Identifier: LGPL-2.1-or-later
// cpu-baseline, cpu-compare, cpu-models, and what a hypervisor makes of CPUs: hypervisor-cpu-baseline and
// -compare.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/cpu_document.hpp"
#include "base/failure.hpp"
#include "base/handles.hpp"
#include "base/json.hpp"
#include "base/xml_tree.hpp"

namespace modvirt::cli {

namespace {

const char *c_text(const std::optional<std::string> &text)
{
    return text ? text->c_str() : nullptr;
}

unsigned baseline_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("features"))
        flags |= VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES;
    if (arguments.has("migratable"))
        flags |= VIR_CONNECT_BASELINE_CPU_MIGRATABLE;
    return flags;
}

unsigned compare_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("error"))
        flags |= VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE;
    if (arguments.has("validate"))
        flags |= VIR_CONNECT_COMPARE_CPU_VALIDATE_XML;
    return flags;
}

std::vector<const char *> c_texts(const std::vector<std::string> &texts)
{
    std::vector<const char *> pointers;
    for (const std::string &text : texts)
        pointers.push_back(text.c_str());
    return pointers;
}

void print_cpu(Session &session, const Arguments &arguments, const LibraryText &cpu)
{
    if (!cpu)
        fail();
    print_member(session, arguments, "xml", cpu.get(), "");
}

void run_baseline(Session &session, const Arguments &arguments)
{
    const std::vector<std::string> cpus = read_cpus(arguments.required_text("file"));
    std::vector<const char *> pointers = c_texts(cpus);
    print_cpu(session, arguments,
              LibraryText(virConnectBaselineCPU(session.connection(), pointers.data(),
                                                static_cast<unsigned>(pointers.size()), baseline_flags(arguments))));
}

void run_hypervisor_baseline(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("file", "model");
    const CpuTarget target = cpu_target(arguments);
    const auto file = arguments.text("file");
    const auto model = arguments.text("model");
    if (!file && !model)
        fail("Either --file or --model must be provided");
    const std::vector<std::string> cpus =
        file ? read_cpus(*file)
             : std::vector{fmt::format("<cpu><model>{}</model></cpu>", escape_text(*model))};
    std::vector<const char *> pointers = c_texts(cpus);
    print_cpu(session, arguments,
              LibraryText(virConnectBaselineHypervisorCPU(
                  session.connection(), c_text(target.emulator), c_text(target.arch), c_text(target.machine),
                  c_text(target.type), pointers.data(), static_cast<unsigned>(pointers.size()),
                  baseline_flags(arguments))));
}

// The three ends that a comparison may have, as whole sentences around the file's name.
struct Verdict {
    std::string incompatible;
    std::string identical;
    std::string superset;
    std::string failed;
};

JsonValue json_of_verdict(int result)
{
    constexpr const char *names[] = {"incompatible", "identical", "superset"};
    return {{"result", names[result]}};
}

void print_verdict(Session &session, const Arguments &arguments, int result, const Verdict &verdict)
{
    const bool is_known = result >= VIR_CPU_COMPARE_INCOMPATIBLE && result <= VIR_CPU_COMPARE_SUPERSET;
    if (is_known && wants_json(session, arguments)) {
        print_json(session, json_of_verdict(result));
        return result == VIR_CPU_COMPARE_INCOMPATIBLE ? fail() : void();
    }
    switch (result) {
    case VIR_CPU_COMPARE_INCOMPATIBLE:
        session.out.print("{}\n", verdict.incompatible);
        fail();
    case VIR_CPU_COMPARE_IDENTICAL:
        return session.out.print("{}\n", verdict.identical);
    case VIR_CPU_COMPARE_SUPERSET:
        return session.out.print("{}\n", verdict.superset);
    default:
        fail("{}", verdict.failed);
    }
}

void run_compare(Session &session, const Arguments &arguments)
{
    const std::string file = arguments.required_text("file");
    const std::string cpu = read_cpus(file).front();
    const int result = virConnectCompareCPU(session.connection(), cpu.c_str(), compare_flags(arguments));
    print_verdict(session, arguments, result,
                  {fmt::format("CPU described in {} is incompatible with host CPU", file),
                   fmt::format("CPU described in {} is identical to host CPU", file),
                   fmt::format("Host CPU is a superset of CPU described in {}", file),
                   fmt::format("Failed to compare host CPU with {}", file)});
}

void run_hypervisor_compare(Session &session, const Arguments &arguments)
{
    const std::string file = arguments.required_text("file");
    const CpuTarget target = cpu_target(arguments);
    const std::string cpu = read_cpus(file).front();
    const int result = virConnectCompareHypervisorCPU(
        session.connection(), c_text(target.emulator), c_text(target.arch), c_text(target.machine),
        c_text(target.type), cpu.c_str(), compare_flags(arguments));
    constexpr std::string_view host = "the CPU provided by hypervisor on the host";
    print_verdict(
        session, arguments, result,
        {fmt::format("CPU described in {} is incompatible with {}", file, host),
         fmt::format("CPU described in {} is identical to {}", file, host),
         fmt::format("The CPU provided by hypervisor on the host is a superset of CPU described in {}", file),
         fmt::format("Failed to compare hypervisor CPU with {}", file)});
}

struct FreeNames {
    int count = 0;
    char **names = nullptr;
    ~FreeNames()
    {
        for (int i = 0; i < count; ++i)
            std::free(names[i]);
        std::free(names);
    }
};

void run_models(Session &session, const Arguments &arguments)
{
    const std::string arch = arguments.required_text("arch");
    FreeNames models;
    models.count = virConnectGetCPUModelNames(session.connection(), arch.c_str(), &models.names, 0);
    if (models.count < 0)
        fail("failed to get CPU model names");
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (int i = 0; i < models.count; ++i)
            list.push_back(json_text(models.names[i]));
        return print_json(session, list);
    }
    if (models.count == 0)
        session.out.remark("all CPU models are accepted\n");
    for (int i = 0; i < models.count; ++i)
        session.out.print("{}\n", models.names[i]);
}

constexpr Option features_option = flag("features", "Show features that are part of the CPU model type");
constexpr Option migratable_option = flag("migratable", "Do not include features that block migration");
constexpr Option error_option = flag("error", "report error if CPUs are incompatible");
constexpr Option validate_option = flag("validate", "validate the XML document against schema");
constexpr Option one_cpu_option = argument("file", "file containing an XML CPU description", complete_path);

constexpr Option baseline_options[] = {
    argument("file", "file containing XML CPU descriptions", complete_path),
    features_option,
    migratable_option,
};
constexpr Option compare_options[] = {one_cpu_option, error_option, validate_option};
constexpr Option models_options[] = {argument("arch", "architecture")};
constexpr Option hypervisor_baseline_options[] = {
    text("file", "file containing XML CPU descriptions", complete_path),
    virttype_option,
    emulator_option,
    arch_option,
    machine_option,
    features_option,
    migratable_option,
    text("model", "Shortcut for calling the command with a single CPU model and no additional features"),
};
constexpr Option hypervisor_compare_options[] = {
    one_cpu_option, virttype_option, emulator_option, arch_option,
    machine_option, error_option,    validate_option,
};

} // namespace

constexpr Command cpu_baseline_command{.name = "cpu-baseline",
                                       .summary = "compute baseline CPU",
                                       .description = "Compute baseline CPU for a set of given CPUs.",
                                       .options = baseline_options,
                                       .run = run_baseline,
                                       .traits = Json};
constexpr Command cpu_compare_command{.name = "cpu-compare",
                                      .summary = "compare host CPU with a CPU described by an XML file",
                                      .description = "compare CPU with host CPU",
                                      .options = compare_options,
                                      .run = run_compare,
                                      .traits = Json};
constexpr Command cpu_models_command{.name = "cpu-models",
                                     .summary = "CPU models",
                                     .description = "Get the CPU models for an arch.",
                                     .options = models_options,
                                     .run = run_models,
                                     .traits = Json};
constexpr Command hypervisor_cpu_baseline_command{
    .name = "hypervisor-cpu-baseline",
    .summary = "compute baseline CPU usable by a specific hypervisor",
    .description = "Compute baseline CPU for a set of given CPUs. The result will be tailored to the "
                   "specified hypervisor.",
    .options = hypervisor_baseline_options,
    .run = run_hypervisor_baseline,
    .traits = Json};
constexpr Command hypervisor_cpu_compare_command{
    .name = "hypervisor-cpu-compare",
    .summary = "compare a CPU with the CPU created by a hypervisor on the host",
    .description = "compare CPU with hypervisor CPU",
    .options = hypervisor_compare_options,
    .run = run_hypervisor_compare,
    .traits = Json};

} // namespace modvirt::cli
