// SPDX-License-Identifier: LGPL-2.1-or-later
// plugin-probe FILE LIBRARY-DIRECTORY: loads a plugin and reports on descriptor 3 how that went.
#include "plugin/probe.hpp"

#include <cstdio>
#include <fcntl.h>

int main(int argc, char **argv)
{
    constexpr int result_fd = 3;
    if (argc != 3 || fcntl(result_fd, F_GETFD) < 0) {
        std::fputs("plugin-probe is started by modvirt to try a plugin; use 'modvirt plugin list' instead.\n",
                   stderr);
        return 1;
    }
    return modvirt::plugin::run_probe_child(argv[1], argv[2], result_fd);
}
