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

} // namespace

std::optional<Signature> find_signature(const std::string &device)
{
    const process::Fd fd(::open(device.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (!fd)
        throw volume_files::failure("cannot open the device '" + device + "'");
    const std::unique_ptr<blkid_struct_probe, FreeProbe> probe(blkid_new_probe());
    if (!probe || blkid_probe_set_device(probe.get(), fd.get(), 0, 0) != 0)
        throw Error(ErrorCode::StorageProbeFailed, "cannot look at the device '" + device + "'",
                    ErrorDomain::Storage);
    blkid_probe_enable_superblocks(probe.get(), 1);
    blkid_probe_set_superblocks_flags(probe.get(),
                                      BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE | BLKID_SUBLKS_LABEL);
    blkid_probe_enable_partitions(probe.get(), 1);
    const int result = blkid_do_safeprobe(probe.get());
    if (result == 1)
        return std::nullopt;
    if (result != 0)
        throw Error(ErrorCode::StorageProbeFailed,
                    fmt::format("cannot tell what is on the device '{}': {}", device,
                                result == -2 ? "several formats are; remove the old ones with wipefs"
                                             : "it cannot be read"),
                    ErrorDomain::Storage);
    Signature signature;
    signature.type = value_of(probe.get(), "TYPE");
    signature.is_file_system = value_of(probe.get(), "USAGE") == "filesystem";
    signature.label = value_of(probe.get(), "LABEL");
    if (signature.type.empty())
        signature.type = value_of(probe.get(), "PTTYPE");
    return signature;
}

} // namespace modvirt::storage_fs
