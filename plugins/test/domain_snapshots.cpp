// SPDX-License-Identifier: LGPL-2.1-or-later
// Snapshots: taking, listing and deleting them. Going back to one stands in snapshot_revert.cpp.
#include "driver.hpp"

#include <ctime>

#include "flags.hpp"
#include "kit/moment/list.hpp"
#include "moments.hpp"

namespace modvirt::test {

namespace {

// virDomainSnapshotCreateFlags
constexpr uint32_t create_redefine = 1;
constexpr uint32_t create_current = 2;
constexpr uint32_t create_halt = 8;
constexpr uint32_t create_quiesce = 64;
constexpr uint32_t create_atomic = 128;
constexpr uint32_t create_live = 256;
constexpr uint32_t create_validate = 512;
constexpr uint32_t create_known = create_redefine | create_current | create_halt | create_quiesce |
                                  create_atomic | create_live | create_validate;

constexpr uint32_t xml_secure = 1;      // virDomainSnapshotXMLFlags
constexpr uint32_t delete_children = 1; // virDomainSnapshotDeleteFlags
constexpr uint32_t delete_children_only = 1 << 2;

void check_taking(const store::Domain &domain, uint32_t flags)
{
    if (const Guest *guest = domain.peek<Guest>(); guest && !guest->checkpoints.empty())
        throw Error(ErrorCode::OperationUnsupported,
                    "cannot create snapshot while checkpoint exists: delete the checkpoints of domain '" +
                        domain.name() + "' first");
    if ((flags & create_halt) && !domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid, "cannot halt after transient domain snapshot");
}

void refuse_manual_disks(const moment::Snapshot &wish)
{
    const auto disks = wish.document.root().child("disks");
    if (!disks)
        return;
    for (const xml::Element disk : disks->children("disk"))
        if (disk.attribute("snapshot") == "manual")
            throw Error(ErrorCode::OperationUnsupported, "'manual' snapshot mode, as of disk '" +
                                                             std::string(disk.attribute_or("name", "")) +
                                                             "', is not supported by the test driver");
}

// Takes a snapshot of the domain whose job is held.
std::string take(store::Store &store, store::Domain &domain, const moment::Snapshot &wish, uint32_t flags)
{
    refuse_manual_disks(wish);
    moment::Moment moment;
    std::string parent;
    {
        const auto read = store.read();
        moment.state = state_name(domain.state());
        moment.domain = domain.current_config();
        if (const Guest *guest = domain.peek<Guest>(); guest && guest->snapshots.current())
            parent = guest->snapshots.current()->name();
    }
    moment.time = std::time(nullptr);
    moment.parent = parent;
    moment.domain = as_described(*moment.domain);
    const auto snapshot = moment::take(wish, moment);

    auto write = store.write();
    auto &tree = Machine::guest(domain).snapshots;
    tree.set_current(tree.add(snapshot));
    if ((flags & create_halt) && domain.is_active())
        stop(write, domain, reason::shutoff_from_snapshot, event::stopped_from_snapshot);
    return snapshot->name;
}

// Puts back what somebody has kept.
std::string redefine(store::Store &store, store::Domain &domain, moment::SnapshotPtr snapshot, uint32_t flags)
{
    check_belongs(*snapshot, domain.uuid());
    const std::string name = snapshot->name;
    const auto write = store.write();
    auto &tree = Machine::guest(domain).snapshots;
    if (const auto *old = tree.find(name))
        check_redefinition(*old->value(), *snapshot);
    const auto &entry = tree.redefine(std::move(snapshot));
    if (flags & create_current)
        tree.set_current(entry);
    return name;
}

} // namespace

FoundSnapshot Driver::domain_snapshot_create_xml(const DomainRef &ref, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, create_known, "testDomainSnapshotCreateXML");
    m_machine->complete();
    const store::Job job = begin(ref, "snapshot-create");
    {
        const auto read = store().read();
        check_taking(job.domain(), flags);
    }
    xml::ReadOptions options;
    if (flags & create_validate)
        options.strictness = xml::Strictness::Strict;
    const auto told = flags & create_redefine ? moment::Told::Finished : moment::Told::Wish;
    auto snapshot = moment::parse_snapshot(xml_parser(), xml, told, {}, options);
    if (flags & create_redefine)
        return {redefine(store(), job.domain(), std::move(snapshot), flags)};
    return {take(store(), job.domain(), *snapshot, flags)};
}

std::string Driver::domain_snapshot_get_xml_desc(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, xml_secure, "testDomainSnapshotGetXMLDesc");
    moment::SnapshotPtr snapshot;
    {
        const auto read = store().read();
        snapshot = snapshots_of(read, ref.domain).get(ref.name).value();
    }
    domain::FormatOptions options;
    if (flags & xml_secure)
        options.secrets = domain::Secrets::Include;
    return moment::format(*snapshot, options);
}

void Driver::domain_list_all_snapshots(const DomainRef &ref, SnapshotSink &sink, uint32_t flags)
{
    refuse_unknown_flags(flags, moment::snapshot_list_flags, "testDomainListAllSnapshots");
    const auto read = store().read();
    moment::list(snapshots_of(read, ref), flags, [&](const auto &entry) { return sink.put({entry.name()}); });
}

void Driver::domain_snapshot_list_all_children(const SnapshotRef &ref, SnapshotSink &sink, uint32_t flags)
{
    refuse_unknown_flags(flags, moment::snapshot_list_flags, "testDomainSnapshotListAllChildren");
    const auto read = store().read();
    const auto &tree = snapshots_of(read, ref.domain);
    moment::list_children(tree, tree.get(ref.name), flags,
                          [&](const auto &entry) { return sink.put({entry.name()}); });
}

FoundSnapshot Driver::domain_snapshot_lookup_by_name(const DomainRef &ref, std::string_view name,
                                                     uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSnapshotLookupByName");
    const auto read = store().read();
    return {snapshots_of(read, ref).get(name).name()};
}

bool Driver::domain_has_current_snapshot(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainHasCurrentSnapshot");
    const auto read = store().read();
    return snapshots_of(read, ref).current() != nullptr;
}

FoundSnapshot Driver::domain_snapshot_current(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSnapshotCurrent");
    const auto read = store().read();
    const auto *current = snapshots_of(read, ref).current();
    if (!current)
        throw Error(ErrorCode::NoDomainSnapshot, "the domain does not have a current snapshot");
    return {current->name()};
}

FoundSnapshot Driver::domain_snapshot_get_parent(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSnapshotGetParent");
    const auto read = store().read();
    return {snapshots_of(read, ref.domain).parent_of(ref.name).name()};
}

bool Driver::domain_snapshot_is_current(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSnapshotIsCurrent");
    const auto read = store().read();
    const auto &tree = snapshots_of(read, ref.domain);
    return &tree.get(ref.name) == tree.current();
}

bool Driver::domain_snapshot_has_metadata(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSnapshotHasMetadata");
    const auto read = store().read();
    static_cast<void>(snapshots_of(read, ref.domain).get(ref.name));
    return true; // a snapshot of a pretended guest is nothing else
}

void Driver::domain_snapshot_delete(const SnapshotRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, delete_children | delete_children_only, "testDomainSnapshotDelete");
    const store::Job job = begin(ref.domain, "snapshot-delete");
    const auto write = store().write();
    Machine::guest(job.domain())
        .snapshots.remove(ref.name, extent_of(flags, delete_children, delete_children_only));
}

} // namespace modvirt::test
