// SPDX-License-Identifier: LGPL-2.1-or-later
// Disks' numbers, and keys and interrupts for a guest.
#include "driver.hpp"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <sys/stat.h>

#include <fmt/format.h>

#include "config/live.hpp"
#include "config/storage.hpp"
#include "flags.hpp"
#include "kit/image/file.hpp"

namespace modvirt::qemu {

namespace {

using qmp::Json;

// The disk with that target or path. Throws InvalidArg. `document` has to outlive what is returned.
xml::Element find_disk(const xml::Document &document, const config::DiskSources &sources, std::string_view name)
{
    if (const auto devices = document.root().child("devices")) {
        for (const xml::Element disk : devices->children("disk")) {
            const auto source = config::source_of(disk, sources);
            if (config::target_of(disk) == name || (!name.empty() && source && source->path == name))
                return disk;
        }
    }
    throw Error(ErrorCode::InvalidArg, fmt::format("invalid path: {}", name));
}

// QEMU names a device by its id, or by a path when the disk hangs on a part of it, as with virtio.
bool is_device(std::string_view name, const std::string &id)
{
    const std::string path = "/machine/peripheral/" + id;
    return name == id || name == path || name.starts_with(path + "/");
}

int64_t count(const Json &stats, const char *key)
{
    const auto found = stats.find(key);
    return found != stats.end() && found->is_number() ? found->get<int64_t>() : -1;
}

// Set 1 codes of the keys whose Linux code is another; the first 88 are the same.
uint32_t keyboard_code(uint32_t code_set, uint32_t code)
{
    constexpr uint32_t linux_set = 0;
    constexpr uint32_t xt_set = 1;
    constexpr uint32_t qnum_set = 9;
    constexpr std::array<std::pair<uint32_t, uint32_t>, 18> extended = {{
        {96, 0x9c},
        {97, 0x9d},
        {98, 0xb5},
        {99, 0x54},
        {100, 0xb8},
        {102, 0xc7},
        {103, 0xc8},
        {104, 0xc9},
        {105, 0xcb},
        {106, 0xcd},
        {107, 0xcf},
        {108, 0xd0},
        {109, 0xd1},
        {110, 0xd2},
        {111, 0xd3},
        {125, 0xdb},
        {126, 0xdc},
        {127, 0xdd},
    }};
    if (code_set == xt_set || code_set == qnum_set)
        return code;
    if (code_set != linux_set)
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("key code set {} is not served, only linux, xt and qnum", code_set));
    if (code >= 1 && code <= 88)
        return code;
    const auto *found = std::ranges::find(extended, code, &std::pair<uint32_t, uint32_t>::first);
    if (found == extended.end())
        throw Error(ErrorCode::InvalidArg, fmt::format("cannot translate keycode {} of the linux set", code));
    return found->second;
}

} // namespace

BlockStats Driver::domain_block_stats(const DomainRef &ref, std::string_view name)
{
    const store::Job job = begin(ref, "ask", store::JobKind::Query);
    const auto guest = m_instance->guest(job);
    const xml::Document named = config::with_aliases(*guest->config());
    const std::string alias(config::alias_of(find_disk(named, guest->facts().sources, name)));
    const Json answer = guest->monitor()->execute("query-blockstats");
    for (const Json &item : answer) {
        if (!is_device(item.value("qdev", ""), alias))
            continue;
        const Json stats = item.value("stats", Json::object());
        return {count(stats, "rd_operations"), count(stats, "rd_bytes"), count(stats, "wr_operations"),
                count(stats, "wr_bytes"), -1};
    }
    throw Error(ErrorCode::InternalError,
                fmt::format("QEMU tells nothing of disk '{}' of domain '{}'", name, guest->name()));
}

BlockInfo Driver::domain_get_block_info(const DomainRef &ref, std::string_view name, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainGetBlockInfo");
    config::DiskSources sources;
    domain::ConfigPtr config;
    {
        const auto read = store().read();
        const store::Domain &domain = read.get(ref.uuid, ref.name);
        config = domain.current_config();
        if (const auto guest = domain.is_active() ? domain.data<guest::Guest>() : nullptr)
            sources = guest->facts().sources;
    }
    const xml::Element disk = find_disk(config->document, sources, name);
    auto source = config::source_of(disk, sources);
    if (!source && config::is_volume(disk))
        source = config::find_volume(disk, [this](std::string_view pool, std::string_view volume) {
            return m_instance->find_volume(pool, volume);
        });
    if (!source)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("disk '{}' does not currently have a source assigned", name));
    const auto image = image::open_image(AT_FDCWD, source->path.c_str());
    if (!image)
        throw Error(ErrorCode::SystemError,
                    fmt::format("cannot open '{}': {}", source->path, std::strerror(errno)));
    BlockInfo info;
    info.physical = image->size;
    info.allocation = S_ISBLK(image->status.st_mode) ? image->size : static_cast<uint64_t>(image->status.st_blocks) * 512;
    const auto driver = disk.child("driver");
    const bool is_raw = !driver || driver->attribute_or("type", "raw") == "raw";
    info.capacity = is_raw ? info.physical : image::read_file(image->fd.get(), image->size).capacity;
    return info;
}

void Driver::domain_send_key(const DomainRef &ref, uint32_t code_set, uint32_t hold_time_ms,
                             std::span<const uint32_t> codes, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainSendKey");
    const store::Job job = begin(ref, "send keys to");
    const auto guest = m_instance->guest(job);
    Json keys = Json::array();
    for (const uint32_t code : codes)
        keys.push_back({{"type", "number"}, {"data", keyboard_code(code_set, code)}});
    Json arguments = {{"keys", keys}};
    if (hold_time_ms > 0)
        arguments["hold-time"] = hold_time_ms;
    guest->monitor()->execute("send-key", arguments);
}

void Driver::domain_inject_nmi(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainInjectNMI");
    const store::Job job = begin(ref, "inject an NMI into");
    m_instance->guest(job)->monitor()->execute("inject-nmi");
}

} // namespace modvirt::qemu
