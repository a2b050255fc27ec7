// SPDX-License-Identifier: LGPL-2.1-or-later
#include "session.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>

#include <fmt/format.h>

#include "kit/block/sysfs.hpp"

namespace modvirt::storage_iscsi {

namespace {

namespace fs = std::filesystem;
using block::entries_of;
using block::read_attribute;
using block::read_number;

std::vector<Unit> read_units(const fs::path &session)
{
    std::vector<fs::path> places;
    for (const fs::path &target : entries_of(session))
        if (target.filename().string().starts_with("target"))
            std::ranges::move(entries_of(target), std::back_inserter(places));
    return block::read_scsi_units(places);
}

std::optional<TargetSession> read_session(const fs::path &sysfs, const fs::path &directory)
{
    constexpr std::string_view prefix = "session";
    const std::string name = directory.filename();
    if (!name.starts_with(prefix))
        return std::nullopt;
    TargetSession session;
    std::from_chars(name.data() + prefix.size(), name.data() + name.size(), session.id);
    session.target.name = read_attribute(directory / "targetname");
    if (session.target.name.empty())
        return std::nullopt;
    const fs::path connection = sysfs / "class/iscsi_connection" / fmt::format("connection{}:0", session.id);
    session.target.portal.host = read_attribute(connection / "persistent_address");
    session.target.portal.port = static_cast<uint16_t>(read_number(connection / "persistent_port"));
    session.address = read_attribute(connection / "address");
    session.interface = read_attribute(directory / "ifacename");
    session.is_logged_in = read_attribute(directory / "state") == "LOGGED_IN";
    session.units = read_units(directory / "device");
    return session;
}

} // namespace

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

} // namespace modvirt::storage_iscsi
