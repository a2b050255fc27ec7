// SPDX-License-Identifier: LGPL-2.1-or-later
// The host that a test:///PATH URI names: what its file says, before anything is made of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kit/store/domain.hpp"
#include "modvirt/xml.h"

namespace modvirt::test {

// The host processor and memory. Without a description it is this one.
struct Node {
    std::string model = "i686";
    uint64_t memory_kib = 3145728;
    uint32_t cpus = 16;
    uint32_t mhz = 1400;
    uint32_t nodes = 2;
    uint32_t sockets = 2; // per node
    uint32_t cores = 2;   // per socket
    uint32_t threads = 2; // per core
};

// Who may open the connection; everybody when there are none.
struct User {
    std::string name;
    std::optional<std::string> password;
};

// One that says where it lies gets its text when that file is read.
struct DescribedSnapshot {
    std::string xml;
    std::string file; // empty: it stands in the domain
};

struct DescribedDomain {
    std::string xml;
    std::string origin; // the file, for errors
    store::State state = store::State::Running;
    bool is_transient = false;
    bool has_managed_save = false;
    std::vector<DescribedSnapshot> snapshots{};
};

// What stands beside the domains, in the order of the file.
enum class DocumentKind : uint8_t { Network, Interface, Device };
struct DescribedDocument {
    DocumentKind kind = DocumentKind::Network;
    std::string xml;
    std::string origin; // the file, for errors
};

// A volume of a described pool, and the file that says it.
struct DescribedVolume {
    std::string xml;
    std::string origin;
};

struct DescribedPool {
    std::string xml;
    std::string origin;
    std::vector<DescribedVolume> volumes{};
};

struct Description {
    Node node;
    std::vector<User> users;
    std::vector<DescribedDomain> domains;
    std::vector<DescribedDocument> documents;
    std::vector<DescribedPool> pools;
};

// Reads a description and the files that it names. Elements that are about none of these are left to
// those that they are for.
Description read_description(const modvirt_xml_v1 &parser, const std::string &path);

} // namespace modvirt::test
