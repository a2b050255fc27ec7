// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/version.hpp"

#include <fmt/format.h>
#include <libvirt/libvirt.h>

namespace modvirt::cli {

std::string version_text()
{
    return MODVIRT_VERSION;
}

std::string long_version_text()
{
    constexpr unsigned long api = LIBVIR_VERSION_NUMBER;
    return fmt::format("modvirt command line tool {}\nAPI of libvirt {}.{}.{}\n\n"
                       "`modvirt plugin list` shows which drivers are installed.\n",
                       MODVIRT_VERSION, api / 1000000, api / 1000 % 1000, api % 1000);
}

} // namespace modvirt::cli
