// SPDX-License-Identifier: LGPL-2.1-or-later
#include "emulator.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::capabilities {

namespace {

using Json = nlohmann::json;

// What the program calls the default is chosen by its build; libvirt has always preferred the plain PC.
constexpr std::string_view preferred_machine = "pc";

} // namespace

const Machine *Emulator::find_machine(std::string_view name) const noexcept
{
    const auto found = std::find_if(machines.begin(), machines.end(), [&](const Machine &machine) {
        return machine.name == name || (!machine.alias.empty() && machine.alias == name);
    });
    return found == machines.end() ? nullptr : &*found;
}

const CpuModel *Emulator::find_cpu(std::string_view name) const noexcept
{
    const auto found =
        std::find_if(cpus.begin(), cpus.end(), [&](const CpuModel &cpu) { return cpu.name == name; });
    return found == cpus.end() ? nullptr : &*found;
}

const Machine &Emulator::default_machine() const
{
    if (const Machine *machine = find_machine(preferred_machine))
        return *machine;
    const auto found = std::find_if(machines.begin(), machines.end(),
                                    [](const Machine &machine) { return machine.is_default; });
    if (found != machines.end())
        return *found;
    if (machines.empty())
        throw Error(ErrorCode::ConfigUnsupported, fmt::format("'{}' offers no machine types", path));
    return machines.front();
}

Json to_json(const Emulator &emulator)
{
    Json machines = Json::array();
    for (const Machine &machine : emulator.machines)
        machines.push_back({{"name", machine.name},
                            {"alias", machine.alias},
                            {"cpu", machine.cpu},
                            {"most_cpus", machine.most_cpus},
                            {"is_default", machine.is_default},
                            {"is_deprecated", machine.is_deprecated}});
    Json cpus = Json::array();
    for (const CpuModel &cpu : emulator.cpus)
        cpus.push_back(
            {{"name", cpu.name}, {"is_usable", cpu.is_usable}, {"is_deprecated", cpu.is_deprecated}});
    return {{"path", emulator.path},       {"arch", emulator.arch},      {"package", emulator.package},
            {"major", emulator.major},     {"minor", emulator.minor},    {"micro", emulator.micro},
            {"has_kvm", emulator.has_kvm}, {"machines", machines},       {"cpus", cpus},
            {"devices", emulator.devices}, {"options", emulator.options}};
}

Emulator emulator_from_json(const Json &json)
{
    Emulator emulator;
    json.at("path").get_to(emulator.path);
    json.at("arch").get_to(emulator.arch);
    json.at("package").get_to(emulator.package);
    json.at("major").get_to(emulator.major);
    json.at("minor").get_to(emulator.minor);
    json.at("micro").get_to(emulator.micro);
    json.at("has_kvm").get_to(emulator.has_kvm);
    for (const Json &machine : json.at("machines"))
        emulator.machines.push_back({machine.at("name"), machine.at("alias"), machine.at("cpu"),
                                     machine.at("most_cpus"), machine.at("is_default"),
                                     machine.at("is_deprecated")});
    for (const Json &cpu : json.at("cpus"))
        emulator.cpus.push_back({cpu.at("name"), cpu.at("is_usable"), cpu.at("is_deprecated")});
    for (const Json &device : json.at("devices"))
        emulator.devices.insert(device.get<std::string>());
    for (const Json &option : json.at("options"))
        emulator.options.insert(option.get<std::string>());
    return emulator;
}

} // namespace modvirt::qemu::capabilities
