// SPDX-License-Identifier: LGPL-2.1-or-later
// Lets the tool be built against a libvirt that has no plugins: every call says so.
#pragma once

#include "base/failure.hpp"

[[noreturn]] inline int no_plugin_support()
{
    modvirt::cli::fail(
        "this build of modvirt uses a libvirt library without plugins; build it with libmodvirt");
}

inline int modvirtPluginAddFile(const char *)
{
    return no_plugin_support();
}
inline int modvirtPluginAddPath(const char *)
{
    return no_plugin_support();
}
inline int modvirtPluginList(char **)
{
    return no_plugin_support();
}
inline int modvirtPluginShow(const char *, char **)
{
    return no_plugin_support();
}
inline int modvirtPluginExplain(const char *, char **)
{
    return no_plugin_support();
}
inline int modvirtPluginDoctor(char **)
{
    return no_plugin_support();
}
