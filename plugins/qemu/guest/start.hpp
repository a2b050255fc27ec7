// SPDX-License-Identifier: LGPL-2.1-or-later
// Starts a guest.
#pragma once

#include "instance/instance.hpp"

namespace modvirt::qemu::guest {

enum class First : uint8_t { Running, Paused };

struct StartOptions {
    First first = First::Running;
    int incoming = -1; // a saved image, positioned at the memory of the guest
};

// Runs the domain that `job` is for, which is inactive. When it returns the domain is active; when it throws
// nothing is left of the attempt. Emits STARTED, and SUSPENDED when it starts paused.
void start(Instance &instance, const store::Job &job, const store::ConfigPtr &config,
           const StartOptions &options);

} // namespace modvirt::qemu::guest
