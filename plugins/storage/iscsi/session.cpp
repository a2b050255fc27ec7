// SPDX-License-Identifier: LGPL-2.1-or-later
#include "session.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <tuple>

#include <netdb.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace modvirt::storage_iscsi {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t sector_bytes = 512; // the unit of sysfs, whatever the disk's own is

std::string read_line(const fs::path &file)
{
    std::string line;
    std::ifstream stream(file);
    std::getline(stream, line);
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

uint64_t read_number(const fs::path &file)
{
    const std::string line = read_line(file);
    uint64_t value = 0;
    std::from_chars(line.data(), line.data() + line.size(), value);
    return value;
}

// "2:0:0:1": host, bus, target, LUN.
std::optional<std::array<uint64_t, 4>> parse_place(const std::string &text)
{
    std::array<uint64_t, 4> place{};
    const char *at = text.data();
    const char *const end = text.data() + text.size();
    for (std::size_t index = 0; index < place.size(); ++index) {
        const auto [next, error] = std::from_chars(at, end, place[index]);
        const bool is_last = index + 1 == place.size();
        if (error != std::errc() || (is_last ? next != end : next == end || *next != ':'))
            return std::nullopt;
        at = next + 1;
    }
    return place;
}

// "t10.IET     00010001" becomes "t10.IET_00010001".
std::string without_blanks(const std::string &text)
{
    std::string result;
    for (const char character : text) {
        if (character != ' ')
            result += character;
        else if (!result.ends_with('_'))
            result += '_';
    }
    return result;
}

std::vector<fs::path> entries_of(const fs::path &directory)
{
    std::vector<fs::path> entries;
    std::error_code error;
    for (const fs::directory_entry &entry : fs::directory_iterator(directory, error))
        entries.push_back(entry.path());
    return entries;
}

std::optional<Unit> read_unit(const fs::path &directory)
{
    const auto place = parse_place(directory.filename());
    const auto disks = entries_of(directory / "block");
    if (!place || disks.empty())
        return std::nullopt; // the target's controller, or a tape
    Unit unit;
    unit.bus = static_cast<uint32_t>((*place)[1]);
    unit.target = static_cast<uint32_t>((*place)[2]);
    unit.lun = (*place)[3];
    unit.device = disks.front().filename();
    unit.size = read_number(disks.front() / "size") * sector_bytes;
    unit.identifier = without_blanks(read_line(directory / "wwid"));
    return unit;
}

std::vector<Unit> read_units(const fs::path &session)
{
    std::vector<Unit> units;
    for (const fs::path &target : entries_of(session)) {
        if (!target.filename().string().starts_with("target"))
            continue;
        for (const fs::path &entry : entries_of(target))
            if (auto unit = read_unit(entry))
                units.push_back(std::move(*unit));
    }
    std::ranges::sort(units, {}, [](const Unit &unit) { return std::tuple(unit.bus, unit.target, unit.lun); });
    return units;
}

std::optional<TargetSession> read_session(const fs::path &sysfs, const fs::path &directory)
{
    constexpr std::string_view prefix = "session";
    const std::string name = directory.filename();
    if (!name.starts_with(prefix))
        return std::nullopt;
    TargetSession session;
    std::from_chars(name.data() + prefix.size(), name.data() + name.size(), session.id);
    session.target.name = read_line(directory / "targetname");
    if (session.target.name.empty())
        return std::nullopt;
    const fs::path connection = sysfs / "class/iscsi_connection" / fmt::format("connection{}:0", session.id);
    session.target.portal.host = read_line(connection / "persistent_address");
    session.target.portal.port = static_cast<uint16_t>(read_number(connection / "persistent_port"));
    session.address = read_line(connection / "address");
    session.interface = read_line(directory / "ifacename");
    session.is_logged_in = read_line(directory / "state") == "LOGGED_IN";
    session.units = read_units(directory / "device");
    return session;
}

} // namespace

std::string Unit::name() const
{
    return fmt::format("unit:{}:{}:{}", bus, target, lun);
}

std::vector<TargetSession> read_sessions(const std::string &sysfs)
{
    std::vector<TargetSession> sessions;
    for (const fs::path &entry : entries_of(fs::path(sysfs) / "class/iscsi_session"))
        if (auto session = read_session(sysfs, entry))
            sessions.push_back(std::move(*session));
    std::ranges::sort(sessions, {}, &TargetSession::id);
    return sessions;
}

std::optional<TargetSession> find_session(const std::vector<TargetSession> &sessions, const Target &target,
                                    const std::vector<std::string> &addresses, const std::string &interface)
{
    const auto is_there = [&](const std::string &address) {
        return address == target.portal.host || std::ranges::find(addresses, address) != addresses.end();
    };
    for (const TargetSession &session : sessions)
        if (session.target.name == target.name && session.target.portal.port == target.portal.port &&
            (is_there(session.target.portal.host) || is_there(session.address)) &&
            (interface.empty() || session.interface == interface))
            return session;
    return std::nullopt;
}

std::vector<std::string> addresses_of(const std::string &host)
{
    std::vector<std::string> addresses;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0)
        return addresses;
    for (const addrinfo *entry = found; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            addresses.emplace_back(text.data());
    }
    ::freeaddrinfo(found);
    return addresses;
}

} // namespace modvirt::storage_iscsi
