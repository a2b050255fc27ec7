// SPDX-License-Identifier: LGPL-2.1-or-later
#include "signature.hpp"

#include <memory>

#include <blkid/blkid.h>
#include <fcntl.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/process/fd.hpp"
#include "kit/volume_files/failure.hpp"

namespace modvirt::storage_fs {

namespace {

struct FreeProbe {
    void operator()(blkid_struct_probe *probe) const { blkid_free_probe(probe); }
};

std::string value_of(blkid_probe probe, const char *name)
{
    const char *value = nullptr;
    if (blkid_probe_lookup_value(probe, name, &value, nullptr) != 0 || value == nullptr)
        return {};
    return value;
}

struct Device {
    process::Fd fd; // what the probe reads
    std::unique_ptr<blkid_struct_probe, FreeProbe> probe;
};

Device open_device(const std::string &device)
{
    Device opened{process::Fd(::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), nullptr};
    if (!opened.fd)
        throw volume_files::failure("cannot open the device '" + device + "'");
    opened.probe.reset(blkid_new_probe());
    if (!opened.probe || blkid_probe_set_device(opened.probe.get(), opened.fd.get(), 0, 0) != 0)
        throw Error(ErrorCode::StorageProbeFailed, "cannot look at the device '" + device + "'", ErrorDomain::Storage);
    return opened;
}

} // namespace

std::optional<Signature> find_signature(const std::string &device)
{
    const Device opened = open_device(device);
    blkid_struct_probe *const probe = opened.probe.get();
    blkid_probe_enable_superblocks(probe, 1);
    // What is damaged may be all that somebody has.
    blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE | BLKID_SUBLKS_LABEL | BLKID_SUBLKS_BADCSUM);
    blkid_probe_enable_partitions(probe, 1);
    const int result = blkid_do_safeprobe(probe);
    if (result == 1)
        return std::nullopt;
    if (result != 0)
        throw Error(ErrorCode::StorageProbeFailed,
                    fmt::format("cannot tell what is on the device '{}': {}", device,
                                result == -2 ? "several formats are; remove the old ones with wipefs"
                                             : "it cannot be read"),
                    ErrorDomain::Storage);
    Signature signature;
    signature.type = value_of(probe, "TYPE");
    signature.is_file_system = value_of(probe, "USAGE") == "filesystem";
    signature.label = value_of(probe, "LABEL");
    if (signature.type.empty())
        signature.type = value_of(probe, "PTTYPE");
    return signature;
}

std::optional<std::string> find_ufs_version(const std::string &device)
{
    const Device opened = open_device(device);
    blkid_struct_probe *const probe = opened.probe.get();
    blkid_probe_enable_superblocks(probe, 1);
    blkid_probe_set_superblocks_flags(probe, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_VERSION);
    std::string name = "ufs";
    char *names[] = {name.data(), nullptr};
    blkid_probe_filter_superblocks_type(probe, BLKID_FLTR_ONLYIN, names);
    if (blkid_do_safeprobe(probe) != 0)
        return std::nullopt;
    return value_of(probe, "VERSION");
}

} // namespace modvirt::storage_fs
