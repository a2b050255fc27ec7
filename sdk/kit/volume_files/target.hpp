// SPDX-License-Identifier: MIT
// The directory that a pool has its volumes in: made, described, removed.
#pragma once

#include <string>

#include "kit/storage/pool.hpp"

namespace modvirt::volume_files {

// Makes <target><path> and what is missing above it, with the permissions that the pool tells. What exists
// keeps its contents, and of its permissions those that the pool does not tell. Throws Error when it is no
// directory.
void build_target(const storage::Pool &pool);
// Removes it when it is empty; throws Error otherwise.
void remove_target(const storage::Pool &pool);
// The pool's XML with the permissions that its directory has, if it is there. It has no sizes.
std::string describe_target(const storage::Pool &pool);

} // namespace modvirt::volume_files
