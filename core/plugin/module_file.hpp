// SPDX-License-Identifier: LGPL-2.1-or-later
// A plugin's file as it lies on disk: who could have written it, whether it is whole, and its manifest.
// Nothing here runs code of the file.
#pragma once

#include "plugin/file_check.hpp"
#include "plugin/file_identity.hpp"
#include "plugin/manifest.hpp"
#include "plugin/state.hpp"

#include <filesystem>
#include <optional>
#include <span>

namespace modvirt::plugin {

struct ModuleFile {
    std::filesystem::path
        path; // absolute, without symbolic links; as it was given when it cannot be resolved
    FileIdentity identity;
    std::optional<Manifest> manifest; // absent when there is none or it cannot be read
    std::optional<Rejection> fault;   // why it cannot be a plugin that may be loaded
};

// Looks at the file. A library that has no manifest, and nothing else of a plugin, is no fault: it is
// something else. The manifest of a file that others can change is still read, so that it is known what is
// missed.
ModuleFile read_module_file(const std::filesystem::path &file, FileCheck &check);

// The manifest in the bytes of a shared library; absent when there is none and nothing suggests that it is a
// plugin. Throws Rejection.
std::optional<Manifest> read_manifest(std::span<const std::byte> bytes);

// Why a library without manifest is no plugin.
Rejection missing_manifest();

} // namespace modvirt::plugin
