// SPDX-License-Identifier: LGPL-2.1-or-later
// Where a change of a device is to go: --persistent, --live, --config, --current; and attaching one there.
#pragma once

#include "base/domain_lookup.hpp"

namespace modvirt::cli {

constexpr Option persistent_option()
{
    return flag("persistent", "make live change persistent");
}

// Throws when options were given together that exclude each other.
void check_device_flags(const Arguments &arguments);

// As VIR_DOMAIN_AFFECT_*; nothing when no option was given. --persistent stands for the definition, and for
// the guest too while it runs.
std::optional<unsigned> device_flags(const Arguments &arguments, const Domain &domain);

// Attaches the device that `xml` describes where the options say, or shows it with --print-xml. `done` and `failed` are
// what is said then.
void attach_described(Session &session, const Arguments &arguments, const std::string &xml, const char *done,
                      const char *failed);

// VIR_DOMAIN_XML_* of the description that a change goes by: that of the definition when it changes.
unsigned description_flags(const Arguments &arguments);

} // namespace modvirt::cli
