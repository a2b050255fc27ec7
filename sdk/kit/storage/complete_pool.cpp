// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "kit/storage/completion.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::storage {

namespace {

using document::for_each_child;
using xml::Node;

// What a pool of one type cannot do without.
struct Needs {
    PoolType type;
    bool host = false;
    bool device = false;
    bool directory = false;
    bool adapter = false;
    bool name = false; // the pool's own name stands in for it
    bool format = false;
    bool target = true;                // it shows its volumes below a path
    std::string_view made_target = {}; // where that path is when the system chooses it
};

constexpr Needs all_needs[] = {
    {.type = PoolType::Dir},
    {.type = PoolType::Fs, .device = true, .format = true},
    {.type = PoolType::Netfs, .host = true, .directory = true, .format = true},
    {.type = PoolType::Logical, .name = true, .format = true, .made_target = "/dev/"},
    {.type = PoolType::Disk, .device = true, .format = true},
    {.type = PoolType::Iscsi, .host = true},
    {.type = PoolType::IscsiDirect, .host = true, .target = false},
    {.type = PoolType::Scsi, .adapter = true},
    {.type = PoolType::Mpath},
    {.type = PoolType::Rbd, .host = true, .target = false},
    {.type = PoolType::Sheepdog, .host = true, .name = true, .target = false},
    {.type = PoolType::Gluster, .host = true, .name = true, .target = false},
    {.type = PoolType::Zfs, .name = true, .made_target = "/dev/zvol/"},
    {.type = PoolType::Vstorage, .name = true},
};

void complete_identity(Node pool, const PoolOptions &options)
{
    Node name = pool.child_or_new("name");
    const auto source = pool.child("source");
    const auto source_name = source ? source->child("name") : std::nullopt;
    if (name.text().empty() && source_name)
        name.set_text(std::string(source_name->text()));
    if (name.text().empty())
        refuse_xml(pool, "missing pool source name element: add a <name>");
    if (name.text().find('/') != std::string_view::npos)
        refuse_xml(name, fmt::format("name {} cannot contain '/'", name.text()));
    if (name.text().find('\n') != std::string_view::npos)
        document::refuse(ErrorCode::XmlDetail, ErrorDomain::Xml, name, "invalid char in name: a newline");
    document::complete_uuid(pool, options.random);
    document::remove_children(pool, {"capacity", "allocation", "available"});
    if (options.keep_namespaces)
        return;
    document::remove_children(pool, {"fs:mount_opts", "rbd:config_opts"});
    pool.remove_attribute("xmlns:fs");
    pool.remove_attribute("xmlns:rbd");
}

void check_wwn(Node adapter, std::string_view attribute)
{
    const auto name = adapter.attribute(attribute);
    if (name &&
        (name->size() != 16 || name->find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos))
        document::refuse(ErrorCode::InternalError, ErrorDomain::Nowhere, adapter,
                         fmt::format("Malformed wwn: {} is not 16 hexadecimal digits", *name));
}

void check_fc_host(Node adapter)
{
    if (!adapter.attribute("wwnn") || !adapter.attribute("wwpn"))
        refuse_xml(adapter, "'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
    for (const char *name : {"wwnn", "wwpn", "parent_wwnn", "parent_wwpn", "parent_fabric_wwn"})
        check_wwn(adapter, name);
    const auto pair = [&](const char *one, const char *other) {
        if (adapter.attribute(one) && !adapter.attribute(other))
            refuse_xml(adapter, fmt::format("when providing {}, the {} must also be provided", one, other));
    };
    pair("parent_wwnn", "parent_wwpn");
    pair("parent_wwpn", "parent_wwnn");
}

void check_scsi_host(Node adapter)
{
    const auto parent = adapter.child("parentaddr");
    if (parent && adapter.attribute("name"))
        refuse_xml(adapter, "Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter");
    if (!parent && !adapter.attribute("name"))
        refuse_xml(adapter, "Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
    if (parent && !parent->child("address"))
        refuse_xml(*parent, "Missing scsi_host PCI address element");
    if (parent && !parent->attribute("unique_id"))
        refuse_xml(*parent, "Missing or invalid scsi adapter 'unique_id' value");
}

void check_adapter(Node adapter)
{
    if (adapter.attribute("type") == "fc_host")
        return check_fc_host(adapter);
    check_scsi_host(adapter);
}

// What one sort of pool asks for beside the rest.
void check_kind(Node source, PoolType type)
{
    const auto initiator = source.child("initiator");
    const auto iqn = initiator ? initiator->child("iqn") : std::nullopt;
    if (type == PoolType::IscsiDirect && (!iqn || iqn->attribute_or("name", "").empty()))
        refuse_unsupported(source, "missing initiator IQN: add <initiator><iqn name='...'/></initiator>");
    const auto name = source.child("name");
    if (type == PoolType::Rbd && (!name || name->text().empty()))
        refuse_xml(source, "element 'name' is mandatory for RBD pool");
    if (const auto auth = source.child("auth")) {
        document::check_auth(*auth);
        if (!auth->attribute("type"))
            refuse_unsupported(*auth, "storage pool missing auth type: say type='chap' or 'ceph'");
    }
    // A volume of GlusterFS is shown from its root on, when no directory is named.
    if (type == PoolType::Gluster) {
        Node directory = source.child_or_new("dir");
        if (!directory.attribute("path"))
            directory.set_attribute("path", "/");
    }
}

// One that libvirt does not know asks for nothing: its backend does.
void complete_other(Node pool)
{
    if (const auto target = pool.child("target"))
        complete_permissions(*target);
}

void rename_directory(Node source)
{
    const auto old = source.child("directory");
    if (!old)
        return;
    if (source.child("dir"))
        refuse_xml(*old, "a storage pool has one source directory: <directory> is another spelling of <dir>");
    source.child_or_new("dir").set_attribute("path", old->attribute_or("path", ""));
    source.child("directory")->remove();
}

void complete_source(Node pool, const Needs &needs)
{
    Node source = pool.child_or_new("source");
    rename_directory(source);
    const auto require = [&](bool needed, std::string_view element, std::string_view what) {
        if (needed && !source.child(element))
            refuse_xml(source, fmt::format("missing storage pool source {}: add a <{}>", what, element));
    };
    require(needs.host, "host", "host name");
    require(needs.device, "device", "device name");
    require(needs.directory, "dir", "path");
    if (const auto directory = source.child("dir"); needs.directory && directory->attribute_or("path", "").empty())
        refuse_xml(*directory, "missing storage pool source path: add it to <dir>");
    require(needs.adapter, "adapter", "adapter");
    if (const auto adapter = source.child("adapter"))
        check_adapter(*adapter);
    if (needs.name) {
        Node name = source.child_or_new("name");
        if (name.text().empty())
            name.set_text(std::string(pool.child("name")->text()));
    }
    if (needs.format)
        source.child_or_new("format");
    check_kind(source, needs.type);
    // Free space is what the driver finds.
    for_each_child(source, "device", [](Node device) {
        for_each_child(device, "freeExtent", [](Node extent) { extent.remove(); });
    });
}

void complete_target(Node pool, const Needs &needs)
{
    auto target = pool.child("target");
    if (!needs.target) {
        if (target)
            target->remove();
        return;
    }
    if (!needs.made_target.empty()) {
        const auto name = pool.child("source")->child("name");
        const std::string path = std::string(needs.made_target) + std::string(name->text());
        pool.child_or_new("target").child_or_new("path").set_text(path);
        target = pool.child("target");
    }
    const auto path = target ? target->child("path") : std::nullopt;
    if (!path || path->text().empty())
        refuse_xml(target.value_or(pool), "missing storage pool target path: add <target><path>");
    complete_permissions(*target);
}

} // namespace

void complete_pool_document(xml::Editor &editor, const PoolOptions &options)
{
    Node pool = editor.root();
    complete_identity(pool, options);
    const auto type = pool_type_named(pool.attribute_or("type", ""));
    if (!type)
        return complete_other(pool);
    const auto *const needs = std::ranges::find(all_needs, type, &Needs::type);
    complete_source(pool, *needs);
    complete_target(pool, *needs);
}

} // namespace modvirt::storage
