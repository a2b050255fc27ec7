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

// What a document calls its snapshot or checkpoint; empty when it is no document, or names none.
std::string moment_name(const std::string &xml);

} // namespace modvirt::cli
