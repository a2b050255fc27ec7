// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/crash_journal.hpp"

#include "host/directories.hpp"
#include "log/log.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <modvirt/plugin.h>
#include <nlohmann/json.hpp>
#include <system_error>
#include <unistd.h>

namespace modvirt::plugin {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_entries = 256;
constexpr std::size_t largest_file_bytes = 1024 * 1024;

// All, besides the file itself, that decides how it loads: this program and the libraries the linker would
// choose.
std::string describe_surroundings()
{
    struct stat cache {};
    const int64_t cache_time_ns =
        stat("/etc/ld.so.cache", &cache) == 0 ? FileIdentity::of(cache).change_time_ns : 0;
    const auto variable = [](const char *name) {
        const char *value = secure_getenv(name);
        return value == nullptr ? "" : value;
    };
    return fmt::format("{} {}.{} {} {} {}", MODVIRT_VERSION, MODVIRT_ABI_MAJOR, MODVIRT_ABI_MINOR,
                       cache_time_ns, variable("LD_LIBRARY_PATH"), variable("LD_PRELOAD"));
}

// The journal of this user only: another's could hide a crash from us.
std::string read_own_file(const std::filesystem::path &file)
{
    const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        return {};
    }
    std::string text;
    struct stat status {};
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
        static_cast<std::size_t>(status.st_size) <= largest_file_bytes) {
        text.resize(static_cast<std::size_t>(status.st_size));
        const ssize_t size = read(fd, text.data(), text.size());
        text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    }
    close(fd);
    return text;
}

Json to_json(const FileIdentity &identity)
{
    return {identity.device, identity.inode, identity.size, identity.change_time_ns,
            identity.modification_time_ns};
}

std::optional<State> find_state(const std::string &text)
{
    for (const State state : {State::Ready, State::Quarantined}) {
        if (name(state) == text) {
            return state;
        }
    }
    return std::nullopt;
}

// Replaces the file in one step. It is not synced to disk: a journal lost with the power costs one probe.
void replace_file(const std::filesystem::path &file, const std::string &text)
{
    host::create_private_directories(file.parent_path());
    std::string temporary = file.native() + ".XXXXXX";
    const int fd = mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0) {
        throw std::system_error(errno, std::generic_category(), temporary);
    }
    const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    int failure = written ? 0 : errno;
    if (close(fd) != 0 || !written || rename(temporary.c_str(), file.c_str()) != 0) {
        failure = failure == 0 ? errno : failure;
        unlink(temporary.c_str());
        throw std::system_error(failure, std::generic_category(), file.native());
    }
}

} // namespace

CrashJournal::CrashJournal(std::filesystem::path directory)
    : m_file(std::move(directory) / "plugin-probes.json")
{
}

std::optional<ProbeResult> CrashJournal::find(const FileIdentity &identity)
{
    load();
    for (const Entry &entry : m_entries) {
        if (entry.identity == identity && entry.surroundings == m_surroundings) {
            return entry.result;
        }
    }
    return std::nullopt;
}

void CrashJournal::record(const FileIdentity &identity, const std::filesystem::path &path,
                          const ProbeResult &result)
{
    load();
    std::erase_if(m_entries, [&](const Entry &entry) {
        return entry.surroundings == m_surroundings &&
               (entry.identity == identity || entry.path == path.native());
    });
    m_entries.push_back({identity, m_surroundings, path.native(), result});
    if (m_entries.size() > most_entries) {
        m_entries.erase(m_entries.begin());
    }
    try {
        save();
    } catch (const std::exception &error) {
        log::info("plugin.probe", "cannot keep the result for '{}', which will be tried again: {}",
                  path.native(), error.what());
    }
}

void CrashJournal::load()
{
    if (m_loaded) {
        return;
    }
    m_loaded = true;
    m_surroundings = describe_surroundings();
    const Json json = Json::parse(read_own_file(m_file), nullptr, false);
    if (!json.is_array()) {
        return;
    }
    for (const Json &item : json) {
        try {
            const auto &numbers = item.at("identity");
            const FileIdentity identity{numbers.at(0).get<uint64_t>(), numbers.at(1).get<uint64_t>(),
                                        numbers.at(2).get<int64_t>(), numbers.at(3).get<int64_t>(),
                                        numbers.at(4).get<int64_t>()};
            if (const auto state = find_state(item.at("state").get<std::string>())) {
                m_entries.push_back({identity,
                                     item.at("surroundings"),
                                     item.at("path"),
                                     {*state, item.at("reason"), item.at("hint")}});
            }
        } catch (const Json::exception &) {
            log::debug("plugin.probe", "ignoring a damaged entry of '{}'", m_file.native());
        }
    }
}

void CrashJournal::save() const
{
    Json json = Json::array();
    for (const Entry &entry : m_entries) {
        json.push_back({{"identity", to_json(entry.identity)},
                        {"surroundings", entry.surroundings},
                        {"path", entry.path},
                        {"state", name(entry.result.state)},
                        {"reason", entry.result.reason},
                        {"hint", entry.result.hint}});
    }
    replace_file(m_file, json.dump(1, ' ', true, Json::error_handler_t::replace) + "\n");
}

} // namespace modvirt::plugin
