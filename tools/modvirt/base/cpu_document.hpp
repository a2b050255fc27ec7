// SPDX-License-Identifier: LGPL-2.1-or-later
// The CPUs that a file describes: alone, or inside the documents that libvirt puts them in.
#pragma once

#include "base/arguments.hpp"

#include <string>
#include <vector>

namespace modvirt::cli {

// The XML of each <cpu>, with the host's of capabilities and the host model of domain capabilities among
// them. There may be several documents in the file. Throws Error when there is no CPU in it.
std::vector<std::string> read_cpus(const std::string &path);

// What a hypervisor's CPU depends on, as the options say it. Null where nothing was said.
struct CpuTarget {
    std::optional<std::string> emulator;
    std::optional<std::string> arch;
    std::optional<std::string> machine;
    std::optional<std::string> type;
};
CpuTarget cpu_target(const Arguments &arguments);

inline constexpr Option virttype_option = text("virttype", "virtualization type (/domain/@type)");
inline constexpr Option emulator_option =
    text("emulator", "path to emulator binary (/domain/devices/emulator)");
inline constexpr Option arch_option = text("arch", "CPU architecture (/domain/os/type/@arch)");
inline constexpr Option machine_option = text("machine", "machine type (/domain/os/type/@machine)");

} // namespace modvirt::cli
