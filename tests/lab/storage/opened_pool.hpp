// SPDX-License-Identifier: LGPL-2.1-or-later
// A pool of a backend that is loaded from its built plugin, and what the tests in the lab do around it.
#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/storage_client/backend_session.hpp"
#include "modvirt/error.hpp"

namespace modvirt::lab {

// The plugin of that type, from the folder that the environment names in MODVIRT_LAB_PLUGINS. Stays loaded.
std::unique_ptr<storage_client::BackendSession> open_pool(const std::string &type, const std::string &document);

// All of that folder, for a pool manager.
storage_client::Backends loaded_backends();

// Starts tgtd where it does not run, with one target that has a unit of 64 MiB, and nobody logged in to it; iscsid as well.
void start_target();
// Lets it refuse whoever is not the user "guest" with the password "a-long-secret".
void demand_password();
// The lines with passwords in open-iscsi's records.
std::string passwords_left();
inline const std::string iqn = "iqn.2024-01.lab:disks";
// A pool of that target; a text in `more` stands at the end of its source.
std::string target_document(const std::string &more = {});

// Runs a command of the shell as root; what it prints. Fails the test when it fails.
std::string shell(const std::string &command);

// Whether a command of the shell succeeds.
bool succeeds(const std::string &command);

// The names of a pool's volumes, in the backend's order.
std::vector<std::string> names_in(storage_client::BackendSession &pool);

// What calling it throws; ErrorCode::Ok when it throws nothing. The message is in `message`, when one is given.
template <class Call>
ErrorCode failure_of(Call &&call, std::string *message = nullptr)
{
    try {
        call();
    } catch (const Error &error) {
        if (message != nullptr)
            *message = error.message();
        return error.code();
    }
    return ErrorCode::Ok;
}

// Of virStoragePoolBuildFlags, virStorageVolDeleteFlags and virStorageVolResizeFlags.
inline constexpr uint32_t build_no_overwrite = 4;
inline constexpr uint32_t build_overwrite = 8;
inline constexpr uint32_t delete_zeroed = 1;
inline constexpr uint32_t delete_with_snapshots = 2;
inline constexpr uint32_t resize_shrink = 4;
inline constexpr uint64_t MiB = uint64_t{1} << 20;

// The document of a volume; a text in `more` follows its sizes.
std::string volume_document(const std::string &name, uint64_t capacity, uint64_t allocation,
                            const std::string &more = {});

} // namespace modvirt::lab
