// SPDX-License-Identifier: LGPL-2.1-or-later
// Ends a guest, at once.
#pragma once

#include "instance/instance.hpp"

namespace modvirt::qemu::guest {

enum class Force : uint8_t {
    Kill,     // what does not end by itself at once is killed
    Graceful, // a guest that does not end is left as it is, and that is an error
};

// When it returns the guest has ended and its domain is inactive. Throws OperationFailed.
void destroy(const std::shared_ptr<Guest> &guest, Force force);

// The same for a guest that is not needed any more, whatever the reason: it is killed when it does not end by
// itself.
void end(const std::shared_ptr<Guest> &guest);

} // namespace modvirt::qemu::guest
