// SPDX-License-Identifier: MIT
// The images that QEMU made up: qcow, qcow2 and qed.
#include <algorithm>

#include <fmt/format.h>

#include "kit/image/formats.hpp"

namespace modvirt::image {

namespace {

// Offsets and numbers of the qcow2 header; all numbers are big-endian.
constexpr uint64_t first_extension_v2 = 72;
constexpr uint32_t extension_end = 0;
constexpr uint32_t extension_backing_format = 0xe2792aca;
constexpr uint32_t extension_data_file = 0x44415441;
constexpr uint64_t incompatible_dirty = 1;
constexpr uint64_t incompatible_data_file = 4;
constexpr uint64_t incompatible_extended_l2 = 16;
constexpr uint64_t compatible_lazy_refcounts = 1;
constexpr uint32_t longest_backing_name = 1023;
constexpr uint32_t longest_format_name = 64;
// QEMU writes five; whoever fills a cluster with them is up to no good.
constexpr int most_extensions = 64;

void take_encryption(Header &header, uint32_t method)
{
    switch (method) {
    case 0:
        return;
    case 1:
        header.encryption = Encryption::Qcow;
        return;
    case 2:
        if (header.format == Format::Qcow2) {
            header.encryption = Encryption::Luks;
            return;
        }
        [[fallthrough]];
    default:
        header.problem = fmt::format("it is encrypted by a method that is not known ({})", method);
    }
}

void take_cluster_size(Header &header, uint32_t bits)
{
    if (bits < 9 || bits > 21)
        header.problem = fmt::format("its clusters are 2^{} bytes, which must be 2^9 to 2^21", bits);
    else
        header.cluster_size = 1u << bits;
}

void read_backing_name(const Source &source, Header &header, uint64_t offset, uint32_t size)
{
    if (offset == 0)
        return;
    if (size > longest_backing_name) {
        header.problem =
            fmt::format("the name of its backing file is {} bytes long: at most 1023 are allowed", size);
        return;
    }
    const auto name = source.bytes(offset, size);
    if (name)
        take_backing(header, *name);
    else
        header.problem = "the name of its backing file lies behind the end of the image";
}

void take_extension(const Source &source, Header &header, uint32_t type, uint64_t data, uint32_t size)
{
    if (type == extension_backing_format && size <= longest_format_name)
        header.backing_format = source.bytes(data, size).value_or("");
    if (type == extension_data_file && size <= longest_backing_name)
        header.data_file = source.bytes(data, size).value_or("");
}

void read_extensions(const Source &source, Header &header, uint64_t offset, uint64_t end)
{
    for (int count = 0; offset + 8 <= end; ++count) {
        const uint32_t type = source.big32(offset);
        const uint32_t size = source.big32(offset + 4);
        if (type == extension_end)
            return;
        if (size > end - offset - 8 || count == most_extensions) {
            header.problem = "the extensions of its header do not end where they must";
            return;
        }
        take_extension(source, header, type, offset + 8, size);
        offset += 8 + (static_cast<uint64_t>(size) + 7) / 8 * 8;
    }
}

void read_version_3(const Source &source, Header &header)
{
    const uint64_t incompatible = source.big64(72);
    header.compat = "1.1";
    header.is_dirty = (incompatible & incompatible_dirty) != 0;
    header.extended_l2 = (incompatible & incompatible_extended_l2) != 0;
    header.lazy_refcounts = (source.big64(80) & compatible_lazy_refcounts) != 0;
}

} // namespace

void read_qcow2(const Source &source, Header &header)
{
    take_capacity(header, source.big64(24), 1);
    take_encryption(header, source.big32(32));
    take_cluster_size(header, source.big32(20));
    if (!header.problem.empty())
        return;
    uint64_t extensions = first_extension_v2;
    if (source.big32(4) == 3) {
        read_version_3(source, header);
        extensions = source.big32(100);
    }
    if (source.size() < first_extension_v2 || extensions < first_extension_v2 ||
        extensions > header.cluster_size) {
        header.problem = "its header is incomplete";
        return;
    }
    const uint64_t backing_offset = source.big64(8);
    read_backing_name(source, header, backing_offset, source.big32(16));
    // They share the first cluster with the name of the backing file.
    uint64_t end = std::min<uint64_t>(header.cluster_size, source.size());
    if (backing_offset > extensions)
        end = std::min(end, backing_offset);
    read_extensions(source, header, extensions, end);
    if ((source.big32(4) != 3) || (source.big64(72) & incompatible_data_file) == 0)
        header.data_file.clear();
}

void read_qcow(const Source &source, Header &header)
{
    take_capacity(header, source.big64(24), 1);
    take_encryption(header, source.big32(36));
    read_backing_name(source, header, source.big64(8), source.big32(16));
}

void read_qed(const Source &source, Header &header)
{
    constexpr uint64_t has_backing = 1;
    constexpr uint64_t needs_check = 2;
    constexpr uint64_t backing_is_raw = 4;
    const uint64_t features = source.little64(16);
    take_capacity(header, source.little64(48), 1);
    header.cluster_size = source.little32(4);
    header.is_dirty = (features & needs_check) != 0;
    if ((features & has_backing) == 0)
        return;
    read_backing_name(source, header, source.little32(56), source.little32(60));
    if (!header.backing_path.empty() && (features & backing_is_raw) != 0)
        header.backing_format = "raw";
}

} // namespace modvirt::image
