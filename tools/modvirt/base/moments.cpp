// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/moments.hpp"

#include "base/numbers.hpp"

#include <ctime>

namespace modvirt::cli {

namespace {

template <class Calls>
std::vector<std::string> complete(Session &session, const Arguments &arguments)
{
    std::vector<std::string> names;
    if (!arguments.has("domain"))
        return names;
    const Domain domain = find_domain(session, arguments);
    for (const MomentOf<Calls> &moment : list_moments<Calls>(domain, nullptr, 0))
        names.push_back(name_of<Calls>(moment));
    return names;
}

} // namespace

Snapshot current_snapshot(const Domain &domain)
{
    Snapshot snapshot(virDomainSnapshotCurrent(domain.get(), 0));
    if (!snapshot)
        fail();
    return snapshot;
}

Snapshot find_snapshot(const Domain &domain, const Arguments &arguments)
{
    const auto name = arguments.text("snapshotname");
    if (name && arguments.has("current"))
        fail("--snapshotname and --current are mutually exclusive");
    if (name)
        return find_moment<SnapshotCalls>(domain, *name);
    if (!arguments.has("current"))
        fail("--snapshotname or --current is required");
    return current_snapshot(domain);
}

Checkpoint find_checkpoint(const Domain &domain, const Arguments &arguments)
{
    const auto name = arguments.text("checkpointname");
    if (!name)
        fail("--checkpointname is required");
    return find_moment<CheckpointCalls>(domain, *name);
}

std::string creation_time_text(const std::string &seconds)
{
    const auto number = parse_integer<long long>(seconds);
    if (!number)
        return {};
    const time_t time = static_cast<time_t>(*number);
    struct tm parts {};
    if (!localtime_r(&time, &parts))
        return {};
    char text[64];
    const size_t size = strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %z", &parts);
    return {text, size};
}

std::vector<std::string> complete_snapshot(Session &session, const Arguments &arguments)
{
    return complete<SnapshotCalls>(session, arguments);
}

std::vector<std::string> complete_checkpoint(Session &session, const Arguments &arguments)
{
    return complete<CheckpointCalls>(session, arguments);
}

} // namespace modvirt::cli
