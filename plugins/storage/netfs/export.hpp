// SPDX-License-Identifier: LGPL-2.1-or-later
// The directories that servers export.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kit/process/command.hpp"

namespace modvirt::storage_netfs {

// The directories in what `showmount --no-headers --exports` prints.
std::vector<std::string> parse_exports(std::string_view output);

// The <sources> of that host. Throws Error: OperationFailed when it exports nothing or does not answer.
std::string find_exports(const process::Runner &run, const std::string &host);

} // namespace modvirt::storage_netfs
