// SPDX-License-Identifier: LGPL-2.1-or-later
// Checkpoints: from when on the disks of a domain remember what is written to them.
#include "driver.hpp"

#include <ctime>

#include "flags.hpp"
#include "kit/moment/list.hpp"
#include "moments.hpp"

namespace modvirt::test {

namespace {

// virDomainCheckpointCreateFlags
constexpr uint32_t create_redefine = 1;
constexpr uint32_t create_quiesce = 2;

// virDomainCheckpointXMLFlags. How much has changed is not told of pretended disks.
constexpr uint32_t xml_secure = 1;
constexpr uint32_t xml_no_domain = 2;
constexpr uint32_t xml_size = 4;

// virDomainCheckpointDeleteFlags. There is nothing but metadata here.
constexpr uint32_t delete_children = 1;
constexpr uint32_t delete_metadata_only = 2;
constexpr uint32_t delete_children_only = 4;

void check_taking(const store::Domain &domain)
{
    if (const Guest *guest = domain.peek<Guest>(); guest && !guest->snapshots.empty())
        throw Error(ErrorCode::OperationUnsupported,
                    "cannot create checkpoint while snapshot exists: delete the snapshots of domain '" +
                        domain.name() + "' first");
    if (!domain.is_active())
        throw Error(ErrorCode::OperationUnsupported,
                    "cannot create checkpoint for inactive domain '" + domain.name() + "': start it first");
}

// Checkpoints are held to their schema in any case, and that has a rule for names.
moment::CheckpointPtr parse(std::string_view text, moment::Told told)
{
    xml::ReadOptions options;
    options.strictness = xml::Strictness::Strict;
    auto checkpoint = moment::parse_checkpoint(xml_parser(), text, told, {}, options);
    if (checkpoint->name.find('/') != std::string::npos)
        throw Error(ErrorCode::XmlInvalidSchema,
                    "the name of a checkpoint, '" + checkpoint->name + "', cannot contain '/'",
                    ErrorDomain::Xml);
    return checkpoint;
}

moment::CheckpointPtr taken(store::Store &store, const store::Domain &domain, const moment::Checkpoint &wish)
{
    moment::Moment moment;
    std::string parent;
    {
        const auto read = store.read();
        moment.domain = domain.current_config();
        if (const Guest *guest = domain.peek<Guest>(); guest && guest->checkpoints.current())
            parent = guest->checkpoints.current()->name();
    }
    moment.time = std::time(nullptr);
    moment.parent = parent;
    moment.domain = as_described(*moment.domain);
    return moment::take(wish, moment);
}

void put(store::Domain &domain, moment::CheckpointPtr checkpoint, bool is_redefined)
{
    auto &tree = Machine::guest(domain).checkpoints;
    const auto &entry = is_redefined ? tree.redefine(std::move(checkpoint)) : tree.add(std::move(checkpoint));
    // What is put back goes on from the current one, or is an older one.
    if (!is_redefined || tree.current() == entry.parent())
        tree.set_current(entry);
}

} // namespace

moment::CheckpointPtr wished_checkpoint(store::Store &store, const store::Domain &domain, std::string_view xml)
{
    {
        const auto read = store.read();
        check_taking(domain);
    }
    return taken(store, domain, *parse(xml, moment::Told::Wish));
}

void add_checkpoint(store::Store &store, store::Domain &domain, moment::CheckpointPtr checkpoint)
{
    const auto write = store.write();
    put(domain, std::move(checkpoint), false);
}

FoundCheckpoint Driver::domain_checkpoint_create_xml(const DomainRef &ref, std::string_view xml,
                                                     uint32_t flags)
{
    refuse_unknown_flags(flags, create_redefine | create_quiesce, "testDomainCheckpointCreateXML");
    m_machine->complete();
    const store::Job job = begin(ref, "checkpoint-create");
    const bool is_redefined = (flags & create_redefine) != 0;
    moment::CheckpointPtr checkpoint;
    if (is_redefined) {
        {
            const auto read = store().read();
            check_taking(job.domain());
        }
        checkpoint = parse(xml, moment::Told::Finished);
        check_belongs(*checkpoint, ref.uuid);
    } else {
        checkpoint = wished_checkpoint(store(), job.domain(), xml);
    }
    const std::string name = checkpoint->name;
    const auto write = store().write();
    put(job.domain(), std::move(checkpoint), is_redefined);
    return {name};
}

std::string Driver::domain_checkpoint_get_xml_desc(const CheckpointRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, xml_secure | xml_no_domain | xml_size, "testDomainCheckpointGetXMLDesc");
    moment::CheckpointPtr checkpoint;
    {
        const auto read = store().read();
        checkpoint = checkpoints_of(read, ref.domain).get(ref.name).value();
    }
    return moment::format(*checkpoint,
                          flags & xml_no_domain ? moment::WithDomain::No : moment::WithDomain::Yes,
                          flags & xml_secure ? domain::Secrets::Include : domain::Secrets::Omit);
}

void Driver::domain_list_all_checkpoints(const DomainRef &ref, CheckpointSink &sink, uint32_t flags)
{
    refuse_unknown_flags(flags, moment::checkpoint_list_flags, "testDomainListAllCheckpoints");
    const auto read = store().read();
    moment::list(checkpoints_of(read, ref), flags,
                 [&](const auto &entry) { return sink.put({entry.name()}); });
}

void Driver::domain_checkpoint_list_all_children(const CheckpointRef &ref, CheckpointSink &sink,
                                                 uint32_t flags)
{
    refuse_unknown_flags(flags, moment::checkpoint_list_flags, "testDomainCheckpointListAllChildren");
    const auto read = store().read();
    const auto &tree = checkpoints_of(read, ref.domain);
    moment::list_children(tree, tree.get(ref.name), flags,
                          [&](const auto &entry) { return sink.put({entry.name()}); });
}

FoundCheckpoint Driver::domain_checkpoint_lookup_by_name(const DomainRef &ref, std::string_view name,
                                                         uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainCheckpointLookupByName");
    const auto read = store().read();
    return {checkpoints_of(read, ref).get(name).name()};
}

FoundCheckpoint Driver::domain_checkpoint_get_parent(const CheckpointRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainCheckpointGetParent");
    const auto read = store().read();
    return {checkpoints_of(read, ref.domain).parent_of(ref.name).name()};
}

void Driver::domain_checkpoint_delete(const CheckpointRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, delete_children | delete_metadata_only | delete_children_only,
                         "testDomainCheckpointDelete");
    const store::Job job = begin(ref.domain, "checkpoint-delete");
    const auto write = store().write();
    Machine::guest(job.domain())
        .checkpoints.remove(ref.name, extent_of(flags, delete_children, delete_children_only));
}

} // namespace modvirt::test
