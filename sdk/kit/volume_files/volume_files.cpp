// SPDX-License-Identifier: MIT
#include "kit/volume_files/volume_files.hpp"

#include <algorithm>
#include <ctime>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "kit/image/file.hpp"
#include "kit/volume_files/clone.hpp"
#include "kit/volume_files/creation.hpp"
#include "kit/volume_files/description.hpp"
#include "kit/volume_files/failure.hpp"
#include "kit/volume_files/folder.hpp"
#include "kit/volume_files/listing.hpp"
#include "kit/volume_files/name.hpp"
#include "kit/volume_files/resize.hpp"
#include "kit/contents/wipe.hpp"
#include "modvirt/plugin.hpp"

namespace modvirt::volume_files {

namespace {

// virStorageVolDeleteFlags, virStorageVolResizeFlags
constexpr uint32_t delete_zeroes = 1;
constexpr uint32_t resize_flags = 7;

Rules rules_of(const Settings &settings)
{
    return {settings.capacity_is_allocated, settings.warn};
}

FoundVolume found(const Folder &folder, std::string_view name, const Entry &entry, const Settings &settings)
{
    if (auto volume = inspect_entry(folder, name, entry, {settings.capacity_is_allocated, {}}))
        return std::move(*volume);
    throw no_volume(name);
}

void wipe_entry(const Folder &folder, const Entry &entry, std::string_view name, uint32_t algorithm)
{
    if (S_ISDIR(entry.status.st_mode))
        throw refusal(ErrorCode::OperationUnsupported,
                      "'" + folder.path_of(name) + "' is a directory, which is not wiped");
    const process::Fd fd = folder.open(entry, name, O_RDWR);
    const off_t end = ::lseek(fd.get(), 0, SEEK_END);
    if (end < 0)
        throw failure("cannot tell the size of '" + folder.path_of(name) + "'");
    contents::wipe_data(fd.get(), static_cast<uint64_t>(end), algorithm, folder.path_of(name));
}

constexpr const char *container_files[] = {"root.hds", "DiskDescriptor.xml"};

// Nothing but what makes a directory a volume of Virtuozzo is in it.
bool is_bare_container(int directory)
{
    process::Fd copy(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, int (*)(DIR *)> stream(copy ? ::fdopendir(copy.get()) : nullptr, &::closedir);
    if (!stream)
        return false;
    static_cast<void>(copy.release());
    while (const dirent *const entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != ".." && std::ranges::find(container_files, name) == std::end(container_files))
            return false;
    }
    return true;
}

void remove_container(const Folder &folder, const std::string &name)
{
    const process::Fd directory(
        ::openat(folder.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    for (const char *const file : container_files)
        if (directory)
            ::unlinkat(directory.get(), file, 0);
}

// A volume of Virtuozzo is a directory with these two files in it. It loses its name first, so that nobody sees one
// without the other; any other directory is removed only when it is empty.
void remove_directory(const Folder &folder, const Entry &entry, std::string_view name,
                      const FoundVolume &volume)
{
    std::string present(name);
    if (volume.type == static_cast<uint32_t>(Type::Ploop) && is_bare_container(entry.fd.get())) {
        const std::string hidden = unfinished_name();
        if (::renameat(folder.get(), present.c_str(), folder.get(), hidden.c_str()) != 0)
            throw failure("cannot remove directory '" + folder.path_of(name) + "'");
        remove_container(folder, hidden);
        present = hidden;
    }
    if (::unlinkat(folder.get(), present.c_str(), AT_REMOVEDIR) != 0)
        throw failure("cannot remove directory '" + folder.path_of(name) + "'");
}

void remove_unfinished(const Folder &folder, const std::string &name, const struct stat &status)
{
    if (!S_ISDIR(status.st_mode)) {
        ::unlinkat(folder.get(), name.c_str(), 0);
        return;
    }
    remove_container(folder, name);
    ::unlinkat(folder.get(), name.c_str(), AT_REMOVEDIR);
}

Means means_of(const Settings &settings)
{
    const auto none = [](const WantedSecret &wanted) { return SecretSource(nullptr).value(wanted); };
    return {settings.run, settings.secret ? settings.secret : none};
}

} // namespace

VolumeFiles::VolumeFiles(Settings settings, const modvirt_xml_v1 &parser)
    : m_settings(std::move(settings)), m_means(means_of(m_settings)), m_parser(parser), m_listing(std::make_unique<Listing>())
{
}

VolumeFiles::~VolumeFiles() = default;

PoolUsage VolumeFiles::list(const std::function<void(const FoundVolume &)> &put)
{
    const Folder folder(m_settings.path);
    const std::lock_guard lock(m_mutex);
    m_listing->list(folder, rules_of(m_settings), put);
    return usage();
}

PoolUsage VolumeFiles::usage() const
{
    struct statvfs status {};
    if (::statvfs(m_settings.path.c_str(), &status) != 0)
        throw failure("cannot tell the size of what '" + m_settings.path + "' is on");
    const uint64_t unit = status.f_frsize;
    return {status.f_blocks * unit, (status.f_blocks - status.f_bfree) * unit, status.f_bfree * unit};
}

FoundVolume VolumeFiles::inspect(std::string_view name) const
{
    const Folder folder(m_settings.path);
    if (!folder.has(name))
        if (auto unfinished = folder.find_unfinished(name))
            return *std::move(unfinished);
    if (auto volume = inspect_entry(folder, name, folder.need(name), rules_of(m_settings)))
        return std::move(*volume);
    throw no_volume(name);
}

std::string VolumeFiles::describe(std::string_view name) const
{
    const Folder folder(m_settings.path);
    const Entry entry = folder.need(name);
    return describe_volume(folder, entry, found(folder, name, entry, m_settings),
                           [&] { return find_secret(std::string(name)); });
}

FoundVolume VolumeFiles::create(std::string_view document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_preallocates_metadata | create_validates, "virStorageVolCreateXML");
    const Folder folder(m_settings.path);
    const Order order = read_order(m_parser, folder, document, {m_settings.pool, false});
    create_volume(folder, order, flags, m_means);
    remember_secret(order.volume->name, order.encryption);
    return found(folder, order.volume->name, folder.need(order.volume->name), m_settings);
}

FoundVolume VolumeFiles::create_from(std::string_view document, std::string_view source_path,
                                     std::string_view source_document, uint32_t flags)
{
    refuse_unknown_flags(flags, create_preallocates_metadata | create_shares_blocks | create_validates,
                         "virStorageVolCreateXMLFrom");
    const Folder folder(m_settings.path);
    const Order order = read_order(m_parser, folder, document, {m_settings.pool, true});
    const Original original = read_original(m_parser, source_path, source_document);
    clone_volume(folder, order, original, flags, m_means);
    remember_secret(order.volume->name, order.encryption);
    return found(folder, order.volume->name, folder.need(order.volume->name), m_settings);
}

// What a volume's document said when it was made here, and otherwise the secret that is for it.
WantedSecret VolumeFiles::secret_of(const std::string &name) const
{
    const std::lock_guard lock(m_secrets_mutex);
    const auto known = m_secrets.find(name);
    return known == m_secrets.end() ? secret_for(m_settings.path + "/" + name) : known->second;
}

std::optional<WantedSecret> VolumeFiles::find_secret(const std::string &name) const
{
    WantedSecret wanted = secret_of(name);
    try {
        static_cast<void>(m_means.secret(wanted));
    } catch (const Error &) {
        return std::nullopt;
    }
    return wanted;
}

void VolumeFiles::remember_secret(const std::string &name, const std::optional<Encryption> &encryption)
{
    const std::lock_guard lock(m_secrets_mutex);
    if (encryption && encryption->secrets.size() == 1)
        m_secrets.insert_or_assign(name, encryption->secrets.front());
    else
        m_secrets.erase(name);
}

void VolumeFiles::remove(std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, delete_zeroes, "virStorageVolDelete");
    const Folder folder(m_settings.path);
    const Entry entry = folder.need(name);
    if (S_ISDIR(entry.status.st_mode))
        return remove_directory(folder, entry, name, found(folder, name, entry, m_settings));
    if ((flags & delete_zeroes) != 0)
        wipe_entry(folder, entry, name, 0);
    stop_if_cancelled(folder.path_of(name));
    if (::unlinkat(folder.get(), std::string(name).c_str(), 0) != 0)
        throw errno == ENOENT ? no_volume(name)
                              : failure("cannot unlink file '" + folder.path_of(name) + "'");
}

void VolumeFiles::resize(std::string_view name, uint64_t capacity, uint32_t flags)
{
    refuse_unknown_flags(flags, resize_flags, "virStorageVolResize");
    const Folder folder(m_settings.path);
    const Entry entry = folder.need(name);
    resize_volume(folder, entry, found(folder, name, entry, m_settings), capacity, flags,
                  secret_of(std::string(name)), m_means);
}

void VolumeFiles::wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipePattern");
    const Folder folder(m_settings.path);
    wipe_entry(folder, folder.need(name), name, algorithm);
}

void VolumeFiles::sweep()
{
    const Folder folder(m_settings.path);
    const std::unique_ptr<DIR, int (*)(DIR *)> directory(::opendir(m_settings.path.c_str()), &::closedir);
    if (!directory)
        throw failure("cannot read directory '" + m_settings.path + "'");
    const std::time_t now = std::time(nullptr);
    while (const dirent *const entry = ::readdir(directory.get())) {
        struct stat status {};
        if (!is_unfinished(entry->d_name) ||
            ::fstatat(folder.get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (is_left_behind(entry->d_name, status.st_mtime, now))
            remove_unfinished(folder, entry->d_name, status);
    }
}

} // namespace modvirt::volume_files
