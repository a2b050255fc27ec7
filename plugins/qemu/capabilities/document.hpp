// SPDX-License-Identifier: LGPL-2.1-or-later
// The capabilities documents that applications read, in libvirt's form.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator.hpp"
#include "host.hpp"

namespace modvirt::qemu::capabilities {

using Emulators = std::vector<std::shared_ptr<const Emulator>>;

// <capabilities>: the host, and a guest for each of the emulators.
std::string format_capabilities(const Host &host, const Emulators &emulators);

// <domainCapabilities>: what a domain of that machine and type may have.
std::string format_domain_capabilities(const Emulator &emulator, const Machine &machine,
                                       std::string_view type);

} // namespace modvirt::qemu::capabilities
