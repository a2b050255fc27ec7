// SPDX-License-Identifier: LGPL-2.1-or-later
// What one QEMU program can do, as it told itself. How it is asked is the business of probe.hpp.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace modvirt::qemu::capabilities {

struct Machine {
    std::string name;
    std::string alias; // "pc" for the newest pc-i440fx; empty: none
    std::string cpu;   // what a guest gets that names no processor
    uint32_t most_cpus = 0;
    bool is_default = false;
    bool is_deprecated = false;

    bool operator==(const Machine &) const = default;
};

struct CpuModel {
    std::string name;
    bool is_usable = false; // all that it needs is there
    bool is_deprecated = false;

    bool operator==(const CpuModel &) const = default;
};

struct Emulator {
    std::string path;
    std::string arch;    // libvirt's word: "x86_64", "i686"
    std::string package; // the distribution's own version, perhaps empty
    uint32_t major = 0;
    uint32_t minor = 0;
    uint32_t micro = 0;
    bool has_kvm = false;
    std::vector<Machine> machines;
    std::vector<CpuModel> cpus;
    std::set<std::string, std::less<>> devices;
    std::set<std::string, std::less<>> options; // of the command line

    bool operator==(const Emulator &) const = default;

    // libvirt's form: major * 1000000 + minor * 1000 + micro.
    [[nodiscard]] uint64_t version() const noexcept
    {
        return major * 1'000'000ULL + minor * 1'000ULL + micro;
    }
    // By name or alias; null when it has none.
    [[nodiscard]] const Machine *find_machine(std::string_view name) const noexcept;
    [[nodiscard]] const CpuModel *find_cpu(std::string_view name) const noexcept;
    // The one that a domain gets that names none. Throws when the program has no machines at all.
    [[nodiscard]] const Machine &default_machine() const;
    [[nodiscard]] bool has_device(std::string_view name) const { return devices.contains(name); }
};

nlohmann::json to_json(const Emulator &emulator);
// Throws nlohmann's own exceptions for what is no such object.
Emulator emulator_from_json(const nlohmann::json &json);

} // namespace modvirt::qemu::capabilities
