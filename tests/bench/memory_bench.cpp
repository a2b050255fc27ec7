// SPDX-License-Identifier: LGPL-2.1-or-later
// Prints the resident memory of a process in KiB, before it has defined 10,000 domains and after.
#include <cstdio>
#include <cstring>

#include "domains.hpp"

namespace {

long resident_kib()
{
    std::FILE *status = std::fopen("/proc/self/status", "r");
    char line[256];
    long kib = -1;
    while (status != nullptr && std::fgets(line, sizeof line, status) != nullptr)
        if (std::strncmp(line, "VmRSS:", 6) == 0)
            std::sscanf(line + 6, "%ld", &kib);
    if (status != nullptr)
        std::fclose(status);
    return kib;
}

} // namespace

int main()
{
    const bench::Connection connection = bench::open("test:///default");
    // The first one has whatever is loaded for documents loaded.
    bench::define(connection, 0);
    const long before = resident_kib();
    for (int number = 1; number <= 10000; ++number)
        bench::define(connection, number);
    std::printf("%ld %ld\n", before, resident_kib());
    return 0;
}
