// SPDX-License-Identifier: MIT
// The directory that holds all that one driver keeps for a connection such as qemu:///embed?root=DIR.
#pragma once

#include <string>
#include <string_view>

#include "kit/process/fd.hpp"

namespace modvirt::store {

// The path without links and dots, the directory made when it is missing: what two ways of writing one root share. Throws
// SystemError.
std::string canonical_root(std::string_view path);

// The directory that a URI names with its one parameter, root=/absolute/directory; `query` is still encoded. Throws
// InvalidArg or ConfigUnsupported, which say what to write.
std::string root_of_query(std::string_view query);

// The query that names that root; the other way of root_of_query().
std::string query_of_root(std::string_view root);

// For the user alone; nothing happens when it is there. Throws SystemError.
void make_directory(const std::string &path);

// Keeps other processes out of a root, by a lock on a file in it.
class RootLock {
public:
    // Throws OperationFailed that names the process that has it, or SystemError.
    RootLock(const std::string &root, const std::string &file);

private:
    process::Fd m_lock;
};

} // namespace modvirt::store
