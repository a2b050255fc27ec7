// SPDX-License-Identifier: LGPL-2.1-or-later
// Connects the monitor of a guest, and what is asked and told through it at the beginning.
#pragma once

#include "instance/instance.hpp"

namespace modvirt::qemu::guest {

// Connects and hands events to watch.hpp. Throws OperationFailed when nobody listens.
void connect_monitor(Instance &instance, const std::shared_ptr<Guest> &guest);

// The terminals in an answer to query-chardev.
void take_terminals(Guest &guest, const qmp::Json &answer);

// What is asked of a guest that another process has started.
const std::vector<qmp::Command> &first_questions();
void take_facts(Guest &guest, const std::vector<qmp::Answer> &answers);
// The answer to query-status in those answers: "running", "paused", "prelaunch", ...; empty when there is
// none.
std::string status_in(const std::vector<qmp::Answer> &answers);

// The threads of its processors. QEMU is asked when they are wanted for the first time.
std::vector<pid_t> vcpu_threads(Guest &guest);

// The actions that QEMU takes by itself, as they were at the start of the guest.
qmp::Command usual_actions(const domain::Config &config);
// The same for a guest that is reset from outside, which <on_reboot> is not about. The firmware's own reset,
// that belongs to it, must pass too: the usual ones apply again after it.
qmp::Command actions_of_a_reset(const domain::Config &config);

} // namespace modvirt::qemu::guest
