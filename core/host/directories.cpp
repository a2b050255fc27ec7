// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host/directories.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fmt/format.h>
#include <modvirt/error.hpp>
#include <pwd.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace modvirt::host {
namespace {

namespace fs = std::filesystem;

fs::path home_directory()
{
    const char *home = secure_getenv("HOME");
    if (home != nullptr && home[0] == '/') {
        return home;
    }
    std::vector<char> buffer(16384);
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
        found->pw_dir[0] == '/') {
        return found->pw_dir;
    }
    throw Error(ErrorCode::ConfigUnsupported,
                fmt::format("user {} has no home directory: set HOME to an absolute path", geteuid()));
}

// A relative value is to be ignored, says the base directory specification.
fs::path from_variable(const char *name)
{
    const char *value = secure_getenv(name);
    return value != nullptr && value[0] == '/' ? fs::path(value) : fs::path();
}

fs::path from_variable_or_home(const char *name, const char *below_home)
{
    fs::path directory = from_variable(name);
    return directory.empty() ? home_directory() / below_home : directory;
}

fs::path root_directory(DirectoryKind kind)
{
    switch (kind) {
    case DirectoryKind::State:
        return "/var/lib/modvirt";
    case DirectoryKind::Run:
        return "/run/modvirt";
    case DirectoryKind::Cache:
        return "/var/cache/modvirt";
    case DirectoryKind::Log:
        return "/var/log/modvirt";
    case DirectoryKind::Config:
        break;
    }
    return "/etc/modvirt";
}

// ".d" cannot occur in the name of a plugin, so these never meet a plugin's state or cache.
fs::path user_directory(DirectoryKind kind)
{
    switch (kind) {
    case DirectoryKind::State:
        return from_variable_or_home("XDG_STATE_HOME", ".local/state") / "modvirt";
    case DirectoryKind::Run:
        if (const fs::path run = from_variable("XDG_RUNTIME_DIR"); !run.empty()) {
            return run / "modvirt";
        }
        return from_variable_or_home("XDG_CACHE_HOME", ".cache") / "modvirt/run.d";
    case DirectoryKind::Cache:
        return from_variable_or_home("XDG_CACHE_HOME", ".cache") / "modvirt";
    case DirectoryKind::Log:
        return from_variable_or_home("XDG_STATE_HOME", ".local/state") / "modvirt/log.d";
    case DirectoryKind::Config:
        break;
    }
    return from_variable_or_home("XDG_CONFIG_HOME", ".config") / "modvirt";
}

const fs::path &configured(const config::Directories &directories, DirectoryKind kind)
{
    static const fs::path none;
    switch (kind) {
    case DirectoryKind::State:
        return directories.state;
    case DirectoryKind::Run:
        return directories.run;
    case DirectoryKind::Cache:
        return directories.cache;
    case DirectoryKind::Log:
        return directories.log;
    case DirectoryKind::Config:
        break;
    }
    return none;
}

} // namespace

bool is_plugin_name(std::string_view name)
{
    const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !name.empty() && name.size() <= 64 && is_alphanumeric(name.front()) &&
           std::ranges::all_of(name, [&](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
}

fs::path base_directory(const config::Directories &directories, DirectoryKind kind)
{
    if (const fs::path &chosen = configured(directories, kind); !chosen.empty()) {
        return chosen;
    }
    return geteuid() == 0 ? root_directory(kind) : user_directory(kind);
}

fs::path plugin_directory(const config::Directories &directories, DirectoryKind kind, std::string_view plugin)
{
    if (!is_plugin_name(plugin)) {
        throw Error(ErrorCode::InvalidArg, fmt::format("'{}' cannot be the name of a plugin", plugin));
    }
    return base_directory(directories, kind) / plugin;
}

void create_private_directories(const fs::path &directory)
{
    if (mkdir(directory.c_str(), 0700) == 0) {
        return;
    }
    if (errno == ENOENT && directory.has_relative_path()) {
        create_private_directories(directory.parent_path());
        if (mkdir(directory.c_str(), 0700) == 0) {
            return;
        }
    }
    const int failure = errno;
    struct stat status {};
    if (failure == EEXIST && stat(directory.c_str(), &status) == 0) {
        if (S_ISDIR(status.st_mode)) {
            return;
        }
        throw std::system_error(ENOTDIR, std::generic_category(), directory.native());
    }
    throw std::system_error(failure, std::generic_category(), directory.native());
}

} // namespace modvirt::host
