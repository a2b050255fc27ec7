// SPDX-License-Identifier: LGPL-2.1-or-later
// undefine: forgetting a domain, and removing its disks when that is asked for.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_xml.hpp"
#include "base/failure.hpp"
#include "base/library_error.hpp"

#include <algorithm>

namespace modvirt::cli {

namespace {

using Volume = std::unique_ptr<virStorageVol, Release<virStorageVolFree>>;
using Pool = std::unique_ptr<virStoragePool, Release<virStoragePoolFree>>;

struct DoomedVolume {
    std::string target;
    std::string source;
    Volume volume;
};

void check_options(const Arguments &arguments)
{
    arguments.refuse_both("nvram", "keep-nvram");
    arguments.refuse_both("tpm", "keep-tpm");
    arguments.need_with("remove-all-storage", "delete-storage-volume-snapshots");
    if (arguments.has("wipe-storage") && !arguments.has("storage") && !arguments.has("remove-all-storage"))
        fail("'--wipe-storage' requires '--storage <string>' or '--remove-all-storage'");
}

unsigned undefine_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("managed-save"))
        flags |= VIR_DOMAIN_UNDEFINE_MANAGED_SAVE;
    if (arguments.has("snapshots-metadata"))
        flags |= VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA;
    if (arguments.has("checkpoints-metadata"))
        flags |= VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA;
    if (arguments.has("nvram"))
        flags |= VIR_DOMAIN_UNDEFINE_NVRAM;
    if (arguments.has("keep-nvram"))
        flags |= VIR_DOMAIN_UNDEFINE_KEEP_NVRAM;
    if (arguments.has("tpm"))
        flags |= VIR_DOMAIN_UNDEFINE_TPM;
    if (arguments.has("keep-tpm"))
        flags |= VIR_DOMAIN_UNDEFINE_KEEP_TPM;
    return flags;
}

std::vector<std::string> split_list(std::string_view list)
{
    std::vector<std::string> items;
    for (;;) {
        const size_t end = list.find(',');
        items.emplace_back(list.substr(0, end));
        if (end == std::string_view::npos)
            return items;
        list.remove_prefix(end + 1);
    }
}

Volume find_volume(Session &session, const XmlElement &disk)
{
    const XmlElement *source = disk.child("source");
    if (disk.attribute_or("type", "") != "volume") {
        const std::string path = source ? source->attribute_or("file", source->attribute_or("dev", "")) : "";
        return Volume(virStorageVolLookupByPath(session.connection(), path.c_str()));
    }
    const std::string pool_name = source ? source->attribute_or("pool", "") : "";
    const std::string name = source ? source->attribute_or("volume", "") : "";
    const Pool pool(virStoragePoolLookupByName(session.connection(), pool_name.c_str()));
    if (!pool) {
        session.out.error(fmt::format("Storage pool '{}' for volume '{}' not found.", pool_name, name));
        return {};
    }
    return Volume(virStorageVolLookupByName(pool.get(), name.c_str()));
}

// Takes out of `wanted` the name by which the disk was asked for.
bool is_wanted(std::vector<std::string> &wanted, const DiskEntry &disk)
{
    const auto found = std::find_if(wanted.begin(), wanted.end(), [&disk](const std::string &name) {
        return name == disk.target || name == disk.source;
    });
    if (found == wanted.end())
        return false;
    wanted.erase(found);
    return true;
}

// The volumes that are to be removed, found before the domain is gone.
std::vector<DoomedVolume> find_volumes(Session &session, const Arguments &arguments, const Domain &domain)
{
    const DomainXml xml = DomainXml::of(domain, VIR_DOMAIN_XML_INACTIVE);
    const std::vector<DiskEntry> disks = xml.disks();
    const std::vector<const XmlElement *> elements = xml.devices("disk");
    std::vector<std::string> wanted;
    if (const auto list = arguments.text("storage"))
        wanted = split_list(*list);
    std::vector<DoomedVolume> doomed;
    for (size_t i = 0; i < disks.size(); ++i) {
        const DiskEntry &disk = disks[i];
        if (disk.source.empty() || !(is_wanted(wanted, disk) || arguments.has("remove-all-storage")))
            continue;
        Volume volume = find_volume(session, *elements[i]);
        if (!volume) {
            session.out.error(
                fmt::format("Storage volume '{}'({}) is not managed by libvirt. Remove it manually.\n",
                            disk.target, disk.source));
            forget_library_error();
            continue;
        }
        doomed.push_back({disk.target, disk.source, std::move(volume)});
    }
    for (const std::string &name : wanted)
        session.out.error(fmt::format("Volume '{}' was not found in domain's definition.\n", name));
    if (!wanted.empty())
        fail();
    return doomed;
}

bool wipe(Session &session, const DoomedVolume &doomed)
{
    session.out.print("Wiping volume '{}'({}) ... ", doomed.target, doomed.source);
    static_cast<void>(session.out.flush());
    if (virStorageVolWipe(doomed.volume.get(), 0) < 0) {
        session.out.error("Failed! Volume not removed.");
        session.report_library_error();
        return false;
    }
    session.out.print("Done.\n");
    return true;
}

bool remove_volume(Session &session, const Arguments &arguments, const DoomedVolume &doomed)
{
    if (arguments.has("wipe-storage") && !wipe(session, doomed))
        return false;
    const unsigned flags =
        arguments.has("delete-storage-volume-snapshots") ? VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS : 0;
    if (virStorageVolDelete(doomed.volume.get(), flags) < 0) {
        session.out.error(
            fmt::format("Failed to remove storage volume '{}'({})", doomed.target, doomed.source));
        session.report_library_error();
        return false;
    }
    session.out.print("Volume '{}'({}) removed.\n", doomed.target, doomed.source);
    return true;
}

// Drops the flags for things that the domain does not have: a driver may know neither.
unsigned needed_flags(const Domain &domain, unsigned flags)
{
    constexpr unsigned save_flag = VIR_DOMAIN_UNDEFINE_MANAGED_SAVE;
    constexpr unsigned snapshot_flag = VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA;
    const bool saved = virDomainHasManagedSaveImage(domain.get(), 0) > 0;
    if (saved && !(flags & save_flag))
        fail("Refusing to undefine while domain managed save image exists");
    const int snapshots = virDomainSnapshotNum(domain.get(), 0);
    forget_library_error();
    if (snapshots > 0 && !(flags & snapshot_flag))
        fail("Refusing to undefine while {} snapshots exist", snapshots);
    return flags & ~((saved ? 0 : save_flag) | (snapshots > 0 ? 0 : snapshot_flag));
}

// A driver that does not know a flag has nothing of what the flag is about. Firmware variables are the
// exception: losing or leaving them must be a decision.
int undefine_domain(const Domain &domain, unsigned flags)
{
    if (virDomainUndefineFlags(domain.get(), flags) == 0)
        return 0;
    const int code = last_library_code();
    if (flags == 0 || (flags & VIR_DOMAIN_UNDEFINE_NVRAM) ||
        (code != VIR_ERR_NO_SUPPORT && code != VIR_ERR_INVALID_ARG))
        return -1;
    forget_library_error();
    return virDomainUndefine(domain.get());
}

void run_undefine(Session &session, const Arguments &arguments)
{
    check_options(arguments);
    const Domain domain = find_domain(session, arguments);
    const std::string name = arguments.required_text("domain");
    const bool storage = arguments.has("storage") || arguments.has("remove-all-storage");
    if (storage && virDomainIsActive(domain.get()) != 0)
        fail("Storage volume deletion is supported only on stopped domains");
    const unsigned flags = needed_flags(domain, undefine_flags(arguments));
    std::vector<DoomedVolume> volumes;
    if (storage)
        volumes = find_volumes(session, arguments, domain);
    if (undefine_domain(domain, flags) < 0)
        fail("Failed to undefine domain '{}'", name);
    session.out.remark("Domain '{}' has been undefined\n", name);
    bool all_removed = true;
    for (const DoomedVolume &volume : volumes)
        all_removed = remove_volume(session, arguments, volume) && all_removed;
    if (!all_removed)
        fail();
}

constexpr Option undefine_options[] = {
    domain_option(complete_domain),
    flag("managed-save", "remove domain managed state file"),
    text("storage",
         "remove associated storage volumes (comma separated list of targets or source paths) (see "
         "domblklist)",
         complete_disk),
    flag("remove-all-storage", "remove all associated storage volumes (use with caution)"),
    alias("delete-snapshots", "delete-storage-volume-snapshots"),
    flag("delete-storage-volume-snapshots", "delete snapshots associated with volume(s), requires "
                                            "--remove-all-storage (must be supported by storage "
                                            "driver)"),
    flag("wipe-storage", "wipe data on the removed volumes"),
    flag("snapshots-metadata", "remove all domain snapshot metadata (vm must be inactive)"),
    flag("checkpoints-metadata", "remove all domain checkpoint metadata (vm must be inactive)"),
    flag("nvram", "remove nvram file"),
    flag("keep-nvram", "keep nvram file"),
    flag("tpm", "remove TPM state"),
    flag("keep-tpm", "keep TPM state"),
};

} // namespace

constexpr Command undefine_command{.name = "undefine",
                                   .summary = "undefine a domain",
                                   .description =
                                       "Undefine an inactive domain, or convert persistent to transient.",
                                   .options = undefine_options,
                                   .run = run_undefine,
                                   .traits = Plain,
                                   .alias = "delete"};

} // namespace modvirt::cli
