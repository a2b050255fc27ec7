// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/environment.hpp"

#include "base/failure.hpp"
#include "base/library_error.hpp"

#include <cstdlib>
#include <modvirt/modvirt.h>

namespace modvirt::cli {

void apply_environment(Settings &settings)
{
    const char *uri = std::getenv("VIRSH_DEFAULT_CONNECT_URI");
    if (!settings.uri_was_given && uri)
        settings.uri = uri;
}

void add_plugins(const std::vector<std::string> &files, const std::vector<std::string> &paths)
{
    for (const std::string &file : files)
        if (modvirtPluginAddFile(file.c_str()) < 0)
            fail_usage("cannot use the plugin '{}': {}", file, take_library_error());
    for (const std::string &path : paths)
        if (modvirtPluginAddPath(path.c_str()) < 0)
            fail_usage("cannot search the plugin directories '{}': {}", path, take_library_error());
}

} // namespace modvirt::cli
