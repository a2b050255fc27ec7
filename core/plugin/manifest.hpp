// SPDX-License-Identifier: LGPL-2.1-or-later
// What a plugin says about itself before it is loaded. Where the text comes from is elf_file.hpp's affair.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::plugin {

enum class Kind : uint8_t {
    Hypervisor,
    Network,
    StorageBackend,
    Storage,
    Interface,
    NodeDevice,
    Secret,
    NWFilter
};
enum class Threading : uint8_t { Serialized = 1, PerHandle = 2, Parallel = 3 }; // as MODVIRT_THREADING_*

std::string_view name(Kind kind);
std::string_view name(Threading threading);

struct AbiVersion {
    uint32_t major = 0;
    uint32_t minor = 0;

    friend auto operator<=>(const AbiVersion &, const AbiVersion &) = default;
};

std::string to_string(AbiVersion version);

struct Manifest {
    Kind kind = Kind::Hypervisor;
    Threading threading = Threading::Serialized;
    AbiVersion abi;     // that it was built for
    AbiVersion min_abi; // the oldest it can run on
    std::string name;
    std::string version;
    std::vector<std::string> uri_schemes;
    std::vector<std::string> pool_types;
    std::string license;
    std::string vendor;
    std::string bug_url;
    std::string package;
    std::string text; // the manifest as it is written

    // Throws Rejection. Members that this version does not know are left alone.
    static Manifest parse(std::string_view json);
};

// Throws Rejection when this host cannot run the plugin; both versions, and what to upgrade, are named.
void check_abi(const Manifest &manifest, std::string_view file);

// The two sentences of check_abi, for what a plugin says in negotiation too.
[[noreturn]] void reject_abi(const Manifest &manifest, std::string_view file, std::string_view needs);

} // namespace modvirt::plugin
