// SPDX-License-Identifier: MIT
#include "kit/moment/schema.hpp"

#include "kit/document/tables/secret.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::moment {

namespace tables {

using namespace document::tables;

namespace {

constexpr Element moment_name = Element("name").holding(rule::text).unless_empty();
constexpr Element parent_name = Element("name").holding(rule::text).unless_empty();
constexpr const Element *parent_children[] = {&parent_name};
constexpr Element parent = Element("parent", {}, parent_children).unless_empty();
constexpr Element creation_time = Element("creationTime").holding(rule::int64).refused_as(Refusal::Internal);

// Where a file or a device is that takes part
constexpr Word disk_types[] = {"file", "block", "network"};
constexpr Attribute typed[] = {{"type"}};
constexpr Element driver = Element("driver", typed).unless_empty();
constexpr Word transports[] = {"tcp", "unix", "rdma"};
constexpr Attribute host_attributes[] = {
    {"name"}, {"port", rule::uint16}, {"transport", rule::one_of(transports)}, {"socket"}};
constexpr Element host = Element("host", host_attributes).many();
constexpr const Element *source_children[] = {&host, &encryption};
constexpr Attribute source_attributes[] = {{"protocol"}, {"name"}, {"file"}, {"dev"}};
constexpr Element source = Element("source", source_attributes, source_children).unless_empty();

// <domainsnapshot>
constexpr Word states[] = {"running", "blocked", "paused",      "shutdown",
                           "shutoff", "crashed", "pmsuspended", "disk-snapshot"};
constexpr Element state = Element("state").holding(rule::one_of(states)).refused_as(Refusal::Unsupported);
constexpr Word memory_modes[] = {"no", "internal", "external"};
constexpr Attribute memory_attributes[] = {{"snapshot", rule::one_of(memory_modes)}, {"file"}};
constexpr Element memory = Element("memory", memory_attributes).unless_empty().from("1.0.1");
constexpr Word disk_modes[] = {"no", "internal", "external", "manual"};
constexpr Attribute snapshot_disk_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::Internal),
                                                  {"snapshot", rule::one_of(disk_modes)},
                                                  Attribute{"type", rule::one_of(disk_types)}.from("1.2.2")};
constexpr const Element *snapshot_disk_children[] = {&driver, &source};
constexpr Element snapshot_disk = Element("disk", snapshot_disk_attributes, snapshot_disk_children).many();
constexpr const Element *snapshot_disks_children[] = {&snapshot_disk};
constexpr Element snapshot_disks = Element("disks", {}, snapshot_disks_children).unless_empty();
constexpr Element active = Element("active").holding(rule::int32).refused_as(Refusal::Ignored);
constexpr Element cookie = Element("cookie").with_foreign().unless_empty();

// <domaincheckpoint>
constexpr Word checkpoint_modes[] = {"no", "bitmap"};
constexpr Attribute checkpoint_disk_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlDomain),
                                                    {"checkpoint", rule::one_of(checkpoint_modes)},
                                                    {"bitmap"},
                                                    {"size", rule::uint64}};
constexpr Element checkpoint_disk = Element("disk", checkpoint_disk_attributes).many();
constexpr const Element *checkpoint_disks_children[] = {&checkpoint_disk};
constexpr Element checkpoint_disks = Element("disks", {}, checkpoint_disks_children).unless_empty();

// <domainbackup>
constexpr Word push[] = {"push"};
constexpr Word pull[] = {"pull"};
constexpr Condition pushes{2, "mode", push};
constexpr Condition pulls{2, "mode", pull};
constexpr Condition is_pull{0, "mode", pull};
constexpr Word backup_modes[] = {"push", "pull"};
constexpr Element incremental = Element("incremental").holding(rule::text).unless_empty();
constexpr Word server_transports[] = {"tcp", "unix"};
constexpr Attribute server_attributes[] = {{"transport", rule::one_of(server_transports)},
                                           Attribute{"tls", rule::yes_no}.from("6.6.0"),
                                           {"name"},
                                           {"port", rule::uint16},
                                           {"socket"},
                                           {"fd"}};
constexpr Element server = Element("server", server_attributes).when(is_pull);
constexpr Element target = Element("target", source_attributes, source_children).when(pushes).unless_empty();
constexpr Element scratch = Element("scratch", source_attributes, source_children).when(pulls).unless_empty();
constexpr Word incremental_modes[] = {"full", "incremental"};
constexpr Attribute backup_disk_attributes[] = {
    Attribute{"name"}.needed(),
    {"backup", rule::yes_no},
    {"type", rule::one_of(disk_types)},
    Attribute{"backupmode", rule::one_of(incremental_modes)}.from("6.10.0"),
    Attribute{"incremental"}.from("6.10.0"),
    {"exportname"},
    {"exportbitmap"},
    {"index", rule::uint32}};
constexpr const Element *backup_disk_children[] = {&driver, &target, &scratch};
constexpr Element backup_disk = Element("disk", backup_disk_attributes, backup_disk_children).many();
constexpr const Element *backup_disks_children[] = {&backup_disk};
constexpr Element backup_disks = Element("disks", {}, backup_disks_children).unless_empty();
constexpr const Element *backup_children[] = {&incremental, &server, &backup_disks};
constexpr Attribute backup_attributes[] = {Attribute{"mode", rule::one_of(backup_modes)}.or_else("push"),
                                           Attribute{"id", rule::uint32}.refused_as(Refusal::Ignored)};
constexpr Element backup{"domainbackup", backup_attributes, backup_children};

// The domain's own table under another name.
Element renamed_domain(std::string_view name)
{
    Element domain = *domain::schema().root;
    domain.name = name;
    return domain;
}

} // namespace

} // namespace tables

const xml::Schema &snapshot_schema()
{
    using namespace tables;
    static const Element inactive = renamed_domain("inactiveDomain").from("6.10.0");
    static const Element *const children[] = {
        &moment_name,    &description,          &state,    &parent, &creation_time, &memory,
        &snapshot_disks, domain::schema().root, &inactive, &cookie, &active};
    static const Element root("domainsnapshot", {}, children);
    static const xml::Schema schema{&root, ErrorDomain::DomainSnapshot, "domain snapshot"};
    return schema;
}

const xml::Schema &checkpoint_schema()
{
    using namespace tables;
    static const Element *const children[] = {&moment_name,   &description,      &parent,
                                              &creation_time, &checkpoint_disks, domain::schema().root};
    static const Element root = Element("domaincheckpoint", {}, children).from("5.6.0");
    static const xml::Schema schema{&root, ErrorDomain::DomainCheckpoint, "domain checkpoint"};
    return schema;
}

const xml::Schema &backup_schema()
{
    static constexpr xml::Schema schema{&tables::backup, ErrorDomain::Domain, "domain backup"};
    return schema;
}

} // namespace modvirt::moment
