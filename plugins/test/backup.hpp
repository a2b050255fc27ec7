// SPDX-License-Identifier: LGPL-2.1-or-later
// A backup as a job of its domain: the document that says what is copied where, and how it ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "guest_jobs.hpp"
#include "kit/domain/config.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

class Machine;

// The backup that a <domainbackup> asks for: every disk has its entry, and those that are copied a place to
// go to. `suffix` names the files that nobody named.
xml::Document parse_backup(std::string_view text, const domain::Config &config, std::string_view suffix);

// The targets of the disks that are copied.
std::vector<std::string> disks_of_backup(const xml::Document &backup);

// The checkpoints that the copies are to start from.
std::vector<std::string> bases_of_backup(const xml::Document &backup);

// Ends the backup of the domain, and tells so. Its disks have no jobs any more, or lose them.
void end_backup(store::Write &write, store::Domain &domain, Ending ending, const char *why = nullptr);

// One of its disks is copied; the last one ends it. The caller holds the domain's job.
void finish_backup_disk(Machine &machine, store::Domain &domain, const DiskJob &job);

} // namespace modvirt::test
