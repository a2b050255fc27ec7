// SPDX-License-Identifier: LGPL-2.1-or-later
// The documents that snapshot-create-as and checkpoint-create-as make of their options.
#pragma once

#include "base/arguments.hpp"

#include <string>

namespace modvirt::cli {

// <domainsnapshot> of --name, --description, --memspec and every --diskspec.
std::string snapshot_document(const Arguments &arguments);
// <domaincheckpoint> of --name, --description and every --diskspec.
std::string checkpoint_document(const Arguments &arguments);

} // namespace modvirt::cli
