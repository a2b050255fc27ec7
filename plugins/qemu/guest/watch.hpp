// SPDX-License-Identifier: LGPL-2.1-or-later
// What follows when something happens to a guest by itself. All of it runs on the thread of the poller, and
// none of it waits: orders to a guest are sent, and their answers come when they come.
#pragma once

#include "instance/instance.hpp"

namespace modvirt::qemu::guest {

void on_event(Instance &instance, const std::shared_ptr<Guest> &guest, const qmp::Event &event);
void on_monitor_lost(Instance &instance, const std::shared_ptr<Guest> &guest, const std::string &reason);

// Looks out for the end of the guest's process; then the domain becomes inactive.
void watch_end(Instance &instance, const std::shared_ptr<Guest> &guest);

// The guest has powered off and stays, because its domain says so: starts it again.
void boot_again(Guest &guest);

// The guest has panicked and stays.
void on_panic(Instance &instance, const std::shared_ptr<Guest> &guest);

} // namespace modvirt::qemu::guest
