// SPDX-License-Identifier: LGPL-2.1-or-later
// What is on a disk, and how large it is. Nobody ever wrote anything to a pretended disk but zeros.
#include "driver.hpp"

#include <algorithm>

#include "devices.hpp"
#include "flags.hpp"
#include "kit/xml/value.hpp"

namespace modvirt::test {

namespace {

constexpr uint32_t resize_in_bytes = 1; // virDomainBlockResizeFlags

std::string target_of(const xml::Element &disk)
{
    return std::string(child_attribute(disk, "target", "dev").value_or(""));
}

// "vda", or "vda[1]" for one image of its chain. Throws InvalidArg for what is neither.
struct Image {
    std::string disk;
    std::optional<uint64_t> index;
};

Image parse_image(std::string_view name)
{
    const auto bracket = name.find('[');
    if (bracket == std::string_view::npos)
        return {std::string(name), std::nullopt};
    const auto index = name.ends_with(']')
                           ? xml::parse_unsigned(name.substr(bracket + 1, name.size() - bracket - 2))
                           : std::nullopt;
    if (!index)
        throw Error(ErrorCode::InvalidArg, "failed to parse block device '" + std::string(name) +
                                               "': expected a target, or a target with a number in brackets");
    return {std::string(name.substr(0, bracket)), index};
}

xml::Element need_image(const domain::Config &config, std::string_view name)
{
    const Image image = parse_image(name);
    for (const xml::Element disk : devices_of(config, "disk")) {
        if (image.disk.empty() || target_of(disk) != image.disk)
            continue;
        const auto own = xml::parse_unsigned(child_attribute(disk, "source", "index").value_or("1"));
        if (!image.index || image.index == own)
            return disk;
    }
    throw Error(ErrorCode::InvalidArg, "failed to find disk '" + std::string(name) + "'");
}

DiskSizes *sizes_of(const store::Domain &domain)
{
    Guest *guest = domain.peek<Guest>();
    return guest ? &guest->disks : nullptr;
}

} // namespace

void Driver::domain_block_peek(const DomainRef &ref, std::string_view disk, uint64_t offset,
                               std::span<uint8_t> buffer, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainBlockPeek");
    m_machine->complete();
    const auto read = store().read();
    const store::Domain &domain = read.get(ref.uuid, ref.name);
    const auto found = find_disk(*domain.current_config(), disk);
    if (!found)
        throw Error(ErrorCode::InvalidArg, "disk '" + std::string(disk) + "' not found in domain");
    if (!source_of(*found))
        throw Error(ErrorCode::InvalidArg,
                    "disk '" + std::string(disk) + "' does not currently have a source assigned");
    const DiskSizes *sizes = sizes_of(domain);
    const uint64_t capacity = (sizes ? *sizes : DiskSizes()).of(target_of(*found)).capacity;
    const uint64_t there = offset < capacity ? capacity - offset : 0;
    if (there < buffer.size())
        throw Error(ErrorCode::InvalidArg, "'" + std::string(disk) + "' starting from " + std::to_string(offset) +
                                               " has only " + std::to_string(there) + " bytes available");
    std::ranges::fill(buffer, uint8_t{0});
}

void Driver::domain_block_resize(const DomainRef &ref, std::string_view disk, uint64_t size, uint32_t flags)
{
    refuse_unknown_flags(flags, resize_in_bytes, "testDomainBlockResize");
    constexpr uint64_t kib = 1024;
    if ((flags & resize_in_bytes) == 0) {
        if (size > UINT64_MAX / kib)
            throw Error(ErrorCode::Overflow, "size must be less than " + std::to_string(UINT64_MAX / kib));
        size *= kib;
    }
    m_machine->complete();
    const store::Job job = begin(ref, "resize-disk");
    auto write = store().write();
    store::Domain &domain = job.domain();
    check_active(domain);
    const auto found = find_disk(*domain.live_config(), disk);
    if (!found)
        throw Error(ErrorCode::InvalidArg, "disk '" + std::string(disk) + "' was not found in the domain config");
    if (!source_of(*found) || found->child("readonly"))
        throw Error(ErrorCode::OperationUnsupported,
                    "can't resize empty or readonly disk '" + target_of(*found) + "'");
    Machine::guest(domain).disks.resize(target_of(*found), size);
    Machine::guest(domain).disks.tell_of_passed(write, domain);
}

void Driver::domain_set_block_threshold(const DomainRef &ref, std::string_view disk, uint64_t threshold,
                                        uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testDomainSetBlockThreshold");
    m_machine->complete();
    const store::Job job = begin(ref, "set-block-threshold");
    auto write = store().write();
    store::Domain &domain = job.domain();
    check_active(domain);
    const xml::Element found = need_image(*domain.live_config(), disk);
    DiskSizes &sizes = Machine::guest(domain).disks;
    sizes.watch(std::string(disk), target_of(found), std::string(source_of(found).value_or("")), threshold);
    sizes.tell_of_passed(write, domain);
}

} // namespace modvirt::test
