// SPDX-License-Identifier: LGPL-2.1-or-later
// The connection and the domains that the clients of the comparison use. They see the public API alone.
#pragma once

#include <memory>
#include <string>

#include <libvirt/libvirt.h>

namespace bench {

struct CloseConnection {
    void operator()(virConnectPtr connection) const { virConnectClose(connection); }
};
struct FreeDomain {
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};

using Connection = std::unique_ptr<virConnect, CloseConnection>;
using Domain = std::unique_ptr<virDomain, FreeDomain>;

// Ends the program with the library's message when there is no connection.
Connection open(const char *uri);

// Ends the program with the library's message unless `succeeded`.
void require(bool succeeded, const char *what);

std::string uuid_of(int number);
std::string name_of(int number);

// A domain of 1.5 KB: two disks, a network card, serial line, console, tablet, VNC and video.
std::string document(int number);

// About as large as they get: 100 disks and 50 network cards with tuning, 64 processors that are pinned one by one,
// eight NUMA cells with distances, I/O threads, labels and metadata.
std::string large_document(int number);

Domain define(const Connection &connection, int number);

} // namespace bench
