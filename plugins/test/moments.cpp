// SPDX-License-Identifier: LGPL-2.1-or-later
#include "moments.hpp"

#include <array>
#include <iterator>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

[[noreturn]] void refuse_other(const char *noun, const std::string &name, const store::Uuid &uuid,
                               ErrorDomain part)
{
    throw Error(ErrorCode::InvalidArg,
                std::string("definition for ") + noun + " " + name + " must use uuid " + store::to_text(uuid),
                part);
}

bool is_offline(const moment::Snapshot &snapshot)
{
    return snapshot.state == "shutoff" || snapshot.state == "disk-snapshot";
}

std::ptrdiff_t count_devices(const domain::Config &config, std::string_view kind)
{
    const auto devices = config.document.root().child("devices");
    if (!devices)
        return 0;
    const auto range = devices->children(kind);
    return std::distance(range.begin(), range.end());
}

} // namespace

const moment::SnapshotTree &snapshots_of(const store::Read &read, const DomainRef &ref)
{
    static const moment::SnapshotTree none;
    const Guest *guest = read.get(ref.uuid, ref.name).peek<Guest>();
    return guest ? guest->snapshots : none;
}

const moment::CheckpointTree &checkpoints_of(const store::Read &read, const DomainRef &ref)
{
    static const moment::CheckpointTree none;
    const Guest *guest = read.get(ref.uuid, ref.name).peek<Guest>();
    return guest ? guest->checkpoints : none;
}

std::string_view state_name(store::State state) noexcept
{
    static constexpr std::array<std::string_view, 8> names = {
        "nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"};
    return names[static_cast<std::size_t>(state) % names.size()];
}

domain::ConfigPtr as_described(const domain::Config &config)
{
    return domain::parse(xml_parser(), domain::format(config, {.secrets = domain::Secrets::Include}));
}

void check_belongs(const moment::Snapshot &snapshot, const store::Uuid &uuid)
{
    if (!snapshot.domain)
        throw Error(ErrorCode::InternalError, "missing domain in snapshot '" + snapshot.name + "'",
                    ErrorDomain::DomainSnapshot);
    if (snapshot.domain->uuid != uuid)
        refuse_other("snapshot", snapshot.name, uuid, ErrorDomain::DomainSnapshot);
}

void check_belongs(const moment::Checkpoint &checkpoint, const store::Uuid &uuid)
{
    if (checkpoint.domain && checkpoint.domain->uuid != uuid)
        refuse_other("checkpoint", checkpoint.name, uuid, ErrorDomain::DomainCheckpoint);
}

void check_same_machine(const domain::Config &old, const domain::Config &wanted)
{
    const auto refuse = [](const std::string &what, const auto &is, const auto &was) {
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("Target domain {} {} does not match source {}", what, is, was),
                    ErrorDomain::Domain);
    };
    if (wanted.type != old.type)
        refuse("virt type", wanted.type, old.type);
    if (wanted.memory_kib != old.memory_kib)
        refuse("max memory", wanted.memory_kib, old.memory_kib);
    if (wanted.vcpus_max != old.vcpus_max)
        refuse("vCPU max", wanted.vcpus_max, old.vcpus_max);
    if (wanted.os_type != old.os_type)
        refuse("OS type", wanted.os_type, old.os_type);
    if (wanted.arch != old.arch)
        refuse("architecture", wanted.arch, old.arch);
    if (wanted.machine != old.machine)
        refuse("machine type", wanted.machine, old.machine);
    for (const char *kind : {"disk", "interface", "controller", "filesystem", "hostdev", "input", "sound",
                             "video", "channel", "serial", "parallel", "console", "smartcard", "memory"}) {
        const auto now = count_devices(wanted, kind);
        const auto before = count_devices(old, kind);
        if (now != before)
            refuse(std::string(kind) + " count", now, before);
    }
}

void check_redefinition(const moment::Snapshot &old, const moment::Snapshot &wanted)
{
    const auto refuse = [&](const char *what) {
        throw Error(ErrorCode::InvalidArg,
                    std::string("cannot change between ") + what + " in snapshot " + wanted.name,
                    ErrorDomain::DomainSnapshot);
    };
    if (is_offline(old) != is_offline(wanted))
        refuse("online and offline snapshot state");
    if ((old.state == "disk-snapshot") != (wanted.state == "disk-snapshot"))
        refuse("disk only and full system");
    if (old.domain && wanted.domain)
        check_same_machine(*old.domain, *wanted.domain);
}

moment::Extent extent_of(uint32_t flags, uint32_t children, uint32_t children_only) noexcept
{
    if (flags & children)
        return moment::Extent::ItselfAndDescendants;
    return flags & children_only ? moment::Extent::Descendants : moment::Extent::Itself;
}

} // namespace modvirt::test
