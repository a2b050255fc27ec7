// SPDX-License-Identifier: LGPL-2.1-or-later
// What a running guest's document says beyond its configuration: the names of its devices, and what they got
// from the host.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kit/domain/config.hpp"
#include "source.hpp"

namespace modvirt::qemu::config {

// What is known only once the guest runs.
struct RunFacts {
    std::map<std::string, std::string> ptys; // by alias
    int vnc_port = -1;
    int vnc_websocket = -1;
    DiskSources sources; // of the disks that it was started with

    bool operator==(const RunFacts &) const = default;
};

// Where a VNC server listens that names no address.
inline constexpr std::string_view default_listen_address = "127.0.0.1";

// The configuration with an <alias> for every device: libvirt's names, or the application's own "ua-...".
xml::Document with_aliases(const domain::Config &config);

enum class Secrets : uint8_t { Omit, Include };

// The XML of a running domain.
std::string format_live(const domain::Config &config, int32_t id, const RunFacts &facts, uint64_t memory_kib,
                        Secrets secrets);

// The name of a device of with_aliases().
std::string_view alias_of(const xml::Element &device);

} // namespace modvirt::qemu::config
