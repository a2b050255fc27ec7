// SPDX-License-Identifier: LGPL-2.1-or-later
#include "storage.hpp"

#include <algorithm>
#include <set>

#include <unistd.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "chain.hpp"
#include "complete.hpp"
#include "kit/domain/schema.hpp"
#include "kit/iscsi/password.hpp"
#include "kit/xml/value.hpp"
#include "live.hpp"

namespace modvirt::qemu::config {

namespace {

using storage::PoolType;
using storage::VolumeType;

[[noreturn]] void refuse(const xml::Element &disk, ErrorCode code, const std::string &what, ErrorDomain domain)
{
    throw Error(code, fmt::format("disk '{}': {}", target_of(disk), what), domain);
}

// "unit:0:0:1": what an iSCSI pool calls its volumes; the last number is the LUN.
uint32_t lun_of(const xml::Element &disk, const storage::Volume &volume)
{
    const auto colon = volume.name.rfind(':');
    const auto lun = colon == std::string::npos ? std::nullopt : xml::parse_unsigned(volume.name.substr(colon + 1));
    if (!lun || *lun > UINT32_MAX)
        refuse(disk, ErrorCode::ConfigUnsupported,
               fmt::format("the name of volume '{}' ends in no LUN, as 'unit:0:0:1' does", volume.name),
               ErrorDomain::Storage);
    return static_cast<uint32_t>(*lun);
}

DiskSource iscsi_source(const xml::Element &disk, const storage_use::PoolVolume &found)
{
    const storage::Pool &pool = *found.pool;
    const auto source = pool.document.root().child("source");
    const auto host = source ? source->child("host") : std::nullopt;
    const std::string_view port = host ? host->attribute_or("port", "3260") : "3260";
    DiskSource direct;
    direct.kind = DiskSource::Kind::Iscsi;
    direct.path = found.volume->path;
    direct.portal = pool.source_host.find(':') == std::string_view::npos
                        ? fmt::format("{}:{}", pool.source_host, port)
                        : fmt::format("[{}]:{}", pool.source_host, port);
    direct.target = pool.source_path;
    if (const auto initiator = source ? source->child("initiator") : std::nullopt)
        if (const auto iqn = initiator->child("iqn"))
            direct.initiator = iqn->attribute_or("name", "");
    direct.lun = lun_of(disk, *found.volume);
    if (const auto auth = source ? source->child("auth") : std::nullopt)
        direct.login = {std::string(auth->attribute_or("username", "")), iscsi::secret_of(*auth)};
    return direct;
}

bool is_direct(const xml::Element &disk, const storage::Pool &pool)
{
    const auto mode = disk.child("source")->attribute("mode");
    if (pool.type == PoolType::IscsiDirect || (pool.type == PoolType::Iscsi && mode == "direct"))
        return true;
    if (mode && pool.type != PoolType::Iscsi)
        throw Error(ErrorCode::XmlError, "disk source mode is only valid when storage pool is of iscsi type",
                    ErrorDomain::Domain);
    return false;
}

DiskSource::Kind kind_of(const xml::Element &disk, const storage_use::PoolVolume &found)
{
    switch (found.volume->type) {
    case VolumeType::File:
        return DiskSource::Kind::File;
    case VolumeType::Block:
        return DiskSource::Kind::Block;
    case VolumeType::Dir:
        return DiskSource::Kind::Directory;
    default:
        break;
    }
    refuse(disk, ErrorCode::ConfigUnsupported,
           fmt::format("volume '{}' of pool '{}', which is of type '{}', is no file, device or directory of this host, "
                       "and the qemu driver gives nothing else to guests",
                       found.volume->name, found.pool->name, found.pool->type_name),
           ErrorDomain::Qemu);
}

std::string_view format_of(const xml::Element &disk)
{
    const auto driver = disk.child("driver");
    return driver ? driver->attribute_or("type", "raw") : "raw";
}

// What QEMU makes a file system of: a directory, and nothing else, which the guest cannot write to.
void check_directory(const xml::Element &disk, const DiskSource &source)
{
    const bool is_fat = format_of(disk) == "fat";
    if (source.kind == DiskSource::Kind::Directory && !is_fat)
        throw Error(ErrorCode::ConfigUnsupported, "storage type 'dir' requires use of storage format 'fat'",
                    ErrorDomain::Qemu);
    if (source.kind != DiskSource::Kind::Directory && is_fat)
        refuse(disk, ErrorCode::ConfigUnsupported, "storage format 'fat' is made of a directory alone", ErrorDomain::Qemu);
    if (is_fat && !disk.child("readonly"))
        throw Error(ErrorCode::ConfigUnsupported, "virtual FAT storage can't be accessed in read-write mode",
                    ErrorDomain::Qemu);
}

bool may_be_missing(const xml::Element &disk, Moment moment)
{
    const auto source = disk.child("source");
    const std::string_view policy = source ? source->attribute_or("startupPolicy", "") : std::string_view();
    return policy == "optional" || (policy == "requisite" && moment == Moment::Restore);
}

// Nothing for a disk that is not there and may be missing.
std::optional<DiskSource> find_source(const xml::Element &disk, const FindVolume &find, Moment moment)
{
    const bool is_optional = may_be_missing(disk, moment);
    DiskSource source;
    try {
        source = is_volume(disk) ? find_volume(disk, find) : *own_source(disk);
    } catch (const Error &) {
        if (is_optional)
            return std::nullopt;
        throw;
    }
    if (is_optional && source.kind != DiskSource::Kind::Iscsi && ::access(source.path.c_str(), F_OK) != 0)
        return std::nullopt;
    check_directory(disk, source);
    read_chain(source, format_of(disk), Breaks::Refuse);
    return source;
}

bool has_medium(const xml::Element &disk)
{
    return is_volume(disk) || !source_path(disk).empty();
}

using Targets = std::set<std::string, std::less<>>;

// Volumes come first, and of each kind the last one.
std::vector<MissingDisk> tell_missing(const domain::Config &config, const Targets &missing)
{
    const xml::Document named = with_aliases(config);
    const xml::Element devices = *named.root().child("devices");
    std::vector<MissingDisk> volumes;
    std::vector<MissingDisk> others;
    for (const xml::Element disk : devices.children("disk")) {
        if (missing.contains(target_of(disk)))
            (is_volume(disk) ? volumes : others)
                .push_back({std::string(alias_of(disk)), std::string(source_path(disk)),
                            disk.attribute_or("device", "disk") == "disk"});
    }
    std::vector<MissingDisk> told(volumes.rbegin(), volumes.rend());
    told.insert(told.end(), others.rbegin(), others.rend());
    return told;
}

// Drives lose the medium, other disks go.
void leave_out(xml::Node domain, const Targets &missing)
{
    auto disk = domain.child_or_new("devices").child("disk");
    while (disk) {
        const auto next = disk->next_of_kind();
        const auto target = disk->child("target");
        if (target && missing.contains(target->attribute_or("dev", ""))) {
            if (disk->attribute_or("device", "disk") == "disk") {
                disk->remove();
            } else {
                disk->child("source")->remove();
                disk->set_attribute("type", "file");
            }
        }
        disk = next;
    }
}

} // namespace

DiskSource find_volume(const xml::Element &disk, const FindVolume &find)
{
    const xml::Element names = *disk.child("source");
    const storage_use::PoolVolume found = find(names.attribute_or("pool", ""), names.attribute_or("volume", ""));
    if (is_direct(disk, *found.pool))
        return iscsi_source(disk, found);
    DiskSource source;
    source.kind = kind_of(disk, found);
    source.path = found.volume->path;
    if (!source.path.starts_with('/'))
        refuse(disk, ErrorCode::ConfigUnsupported,
               fmt::format("volume '{}' of pool '{}' has no path on this host", found.volume->name, found.pool->name),
               ErrorDomain::Storage);
    return source;
}

Storage find_storage(const domain::ConfigPtr &config, const FindVolume &find, Moment moment)
{
    Storage storage{config, {}};
    const auto devices = config->document.root().child("devices");
    if (!devices)
        return storage;
    Targets missing;
    for (const xml::Element disk : devices->children("disk")) {
        if (!has_medium(disk))
            continue;
        if (auto source = find_source(disk, find, moment))
            storage.sources.insert_or_assign(std::string(target_of(disk)), *std::move(source));
        else
            missing.emplace(target_of(disk));
    }
    if (!missing.empty()) {
        storage.missing = tell_missing(*config, missing);
        xml::Editor editor(domain::schema(), config->document);
        leave_out(editor.root(), missing);
        storage.config = described(editor);
    }
    return storage;
}

std::vector<std::string> paths_of(const DiskSources &sources)
{
    std::vector<std::string> paths;
    for (const auto &[target, source] : sources) {
        if (!source.path.empty())
            paths.push_back(source.path);
        for (const BackingImage &image : source.chain)
            paths.push_back(image.path);
        paths.insert(paths.end(), source.others.begin(), source.others.end());
    }
    std::ranges::sort(paths);
    paths.erase(std::ranges::unique(paths).begin(), paths.end());
    return paths;
}

} // namespace modvirt::qemu::config
