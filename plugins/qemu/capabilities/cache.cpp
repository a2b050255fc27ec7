// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cache.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "probe.hpp"

namespace modvirt::qemu::capabilities {

namespace {

using Json = nlohmann::json;

// Changed whenever other questions are asked or other answers kept.
constexpr int format = 1;
constexpr std::size_t largest_file = std::size_t{4} << 20;

// What makes a program the same one. Whether this user can use /dev/kvm is part of the answers.
Json identify(const std::string &program)
{
    struct stat status {};
    if (::stat(program.c_str(), &status) != 0)
        throw Error(ErrorCode::OperationFailed,
                    errno == ENOENT
                        ? fmt::format("there is no QEMU program '{}': install it (on Debian: the package "
                                      "qemu-system-x86) or name another one in <emulator>",
                                      program)
                        : fmt::format("cannot use the QEMU program '{}': {}", program, std::strerror(errno)));
    if (!S_ISREG(status.st_mode) || ::access(program.c_str(), X_OK) != 0)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("the QEMU program '{}' cannot be executed", program));
    return {{"format", format},
            {"path", program},
            {"device", status.st_dev},
            {"inode", status.st_ino},
            {"size", status.st_size},
            {"changed", {status.st_ctim.tv_sec, status.st_ctim.tv_nsec}},
            {"kvm", ::access("/dev/kvm", R_OK | W_OK) == 0}};
}

// Two programs may get the same name: each then replaces the other's file, for the identity tells them apart.
std::string file_name(std::string program)
{
    std::replace(program.begin(), program.end(), '/', '-');
    return program.substr(program.find_first_not_of("-.")) + ".json";
}

} // namespace

Cache::Cache(const std::string &path) : Cache(path, [](const std::string &program) { return probe(program); })
{
}

Cache::Cache(const std::string &path, Prober prober) : m_directory(path), m_prober(std::move(prober)) {}

std::shared_ptr<const Emulator> Cache::get(const std::string &program)
{
    const Json identity = identify(program);
    const std::lock_guard lock(m_mutex);
    Entry &entry = m_entries[program];
    if (entry.emulator && entry.identity == identity)
        return entry.emulator;
    const std::string file = file_name(program);
    auto emulator = read(file, identity);
    if (emulator) {
        entry = {identity, emulator};
        return emulator;
    }
    entry = {identity, std::make_shared<const Emulator>(m_prober(program))};
    write(file, entry);
    return entry.emulator;
}

// A file that is missing, broken or of another program is as good as none.
std::shared_ptr<const Emulator> Cache::read(const std::string &file, const Json &identity) const
{
    try {
        if (!m_directory.has(file))
            return nullptr;
        const Json json = Json::parse(m_directory.read(file, largest_file));
        if (json.at("identity") != identity)
            return nullptr;
        return std::make_shared<const Emulator>(emulator_from_json(json.at("emulator")));
    } catch (const Json::exception &) {
        return nullptr;
    } catch (const Error &) {
        return nullptr;
    }
}

// A cache that cannot be written costs time at the next start, and nothing else.
void Cache::write(const std::string &file, const Entry &entry)
{
    try {
        const Json json = {{"identity", entry.identity}, {"emulator", to_json(*entry.emulator)}};
        m_directory.write(file, json.dump(-1, ' ', false, Json::error_handler_t::replace));
    } catch (const Error &) { // the directory is full, or gone
    }
}

} // namespace modvirt::qemu::capabilities
