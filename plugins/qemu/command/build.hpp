// SPDX-License-Identifier: LGPL-2.1-or-later
// From a configuration to the command that runs it.
#pragma once

#include <string>
#include <vector>

#include "subject.hpp"

namespace modvirt::qemu::command {

struct CommandLine {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
};

// Throws ConfigUnsupported for what cannot be expressed.
CommandLine build(const domain::Config &config, const capabilities::Emulator &emulator, const Launch &launch);

} // namespace modvirt::qemu::command
