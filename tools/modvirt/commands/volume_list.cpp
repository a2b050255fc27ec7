// SPDX-License-Identifier: LGPL-2.1-or-later
// vol-list, vol-info: which volumes there are. Changing one belongs in volume.cpp.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/old_table.hpp"
#include "base/pool_lookup.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

constexpr std::string_view type_names[] = {"file", "block", "dir", "network", "netdir", "ploop"};

std::string type_name(const virStorageVolInfo &info)
{
    const auto number = static_cast<size_t>(info.type);
    return std::string(number < std::size(type_names) ? type_names[number] : "unknown");
}

std::string readable_text(unsigned long long bytes)
{
    const Readable readable = readable_bytes(bytes);
    return fmt::format("{:.2f} {}", readable.value, readable.unit);
}

std::optional<virStorageVolInfo> info_of(const Volume &volume)
{
    virStorageVolInfo info{};
    if (virStorageVolGetInfo(volume.get(), &info) < 0)
        return std::nullopt;
    return info;
}

JsonValue json_of(const Volume &volume, const std::optional<virStorageVolInfo> &info,
                  const char *second = "allocation_bytes")
{
    const char *key = virStorageVolGetKey(volume.get());
    JsonValue json = {{"name", json_text(volume_name(volume))},
                      {"key", json_text(key)},
                      {"path", json_text(volume_path(volume))},
                      {"type", info ? JsonValue(type_name(*info)) : JsonValue(nullptr)},
                      {"capacity_bytes", info ? JsonValue(info->capacity) : JsonValue(nullptr)}};
    json[second] = info ? JsonValue(info->allocation) : JsonValue(nullptr);
    return json;
}

void print_old_table(Session &session, const std::vector<Volume> &volumes)
{
    OldTable table;
    for (const Volume &volume : volumes)
        table.add_active(fmt::format("{:<20} {:<40}\n", volume_name(volume), volume_path(volume)));
    table.print(session.out, fmt::format("{:<20} {:<40}", "Name", "Path"), 41);
}

void print_table(Session &session, const std::vector<Volume> &volumes, bool details)
{
    if (session.out.is_old() && !details)
        return print_old_table(session, volumes);
    TextTable table(details ? std::vector<std::string>{"Name", "Path", "Type", "Capacity", "Allocation"}
                            : std::vector<std::string>{"Name", "Path"});
    for (const Volume &volume : volumes) {
        const std::string path = volume_path(volume);
        std::vector<std::string> row{volume_name(volume), path.empty() ? "-" : path};
        if (details) {
            const auto info = info_of(volume);
            row.push_back(info ? type_name(*info) : "unknown");
            row.push_back(info ? readable_text(info->capacity) : "unknown");
            row.push_back(info ? readable_text(info->allocation) : "unknown");
        }
        table.add(std::move(row));
    }
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown));
}

void run_vol_list(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const std::vector<Volume> volumes = list_volumes(pool);
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Volume &volume : volumes)
            list.push_back(json_of(volume, info_of(volume)));
        return print_json(session, list);
    }
    print_table(session, volumes, arguments.has("details"));
}

void run_vol_info(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const bool physical = arguments.has("physical");
    virStorageVolInfo info{};
    const int result = physical ? virStorageVolGetInfoFlags(volume.get(), &info, VIR_STORAGE_VOL_GET_PHYSICAL)
                                : virStorageVolGetInfo(volume.get(), &info);
    if (wants_json(session, arguments)) {
        if (result < 0)
            fail();
        return print_json(session, json_of(volume, info, physical ? "physical_bytes" : "allocation_bytes"));
    }
    const auto line = [&](std::string_view label, std::string_view value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    const auto size = [&](std::string_view label, unsigned long long bytes) {
        line(label, arguments.has("bytes") ? fmt::format("{} bytes", bytes)
                    : session.out.is_old() ? old_size(bytes)
                                           : readable_text(bytes));
    };
    line("Name:", volume_name(volume));
    if (result < 0)
        fail();
    line("Type:", type_name(info));
    size("Capacity:", info.capacity);
    size(physical ? "Physical:" : "Allocation:", info.allocation);
}

constexpr Option volume_list_options[] = {
    pool_argument(complete_active_pool),
    flag("details", "display extended details for volumes"),
};
constexpr Option info_options[] = {
    volume_argument(),
    volume_pool_option,
    flag("bytes", "sizes are represented in bytes rather than pretty units"),
    flag("physical", "return the physical size of the volume in allocation field"),
};

} // namespace

constexpr Command vol_list_command{.name = "vol-list",
                                   .summary = "list vols",
                                   .description = "Returns list of vols by pool.",
                                   .options = volume_list_options,
                                   .run = run_vol_list,
                                   .traits = Json};
constexpr Command vol_info_command{.name = "vol-info",
                                   .summary = "storage vol information",
                                   .description = "Returns basic information about the storage vol.",
                                   .options = info_options,
                                   .run = run_vol_info,
                                   .traits = Json};

} // namespace modvirt::cli
