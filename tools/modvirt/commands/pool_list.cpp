// SPDX-License-Identifier: LGPL-2.1-or-later
// pool-list, pool-info: which pools there are. Changing one belongs in pool.cpp.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/old_table.hpp"
#include "base/pool_lookup.hpp"
#include "base/text_table.hpp"

#include <algorithm>
#include <array>

namespace modvirt::cli {

namespace {

struct Filter {
    std::string_view option;
    unsigned flag;
};

constexpr Filter filters[] = {
    {"autostart", VIR_CONNECT_LIST_STORAGE_POOLS_AUTOSTART},
    {"no-autostart", VIR_CONNECT_LIST_STORAGE_POOLS_NO_AUTOSTART},
    {"persistent", VIR_CONNECT_LIST_STORAGE_POOLS_PERSISTENT},
    {"transient", VIR_CONNECT_LIST_STORAGE_POOLS_TRANSIENT},
};

constexpr Filter types[] = {
    {"dir", VIR_CONNECT_LIST_STORAGE_POOLS_DIR},
    {"fs", VIR_CONNECT_LIST_STORAGE_POOLS_FS},
    {"netfs", VIR_CONNECT_LIST_STORAGE_POOLS_NETFS},
    {"logical", VIR_CONNECT_LIST_STORAGE_POOLS_LOGICAL},
    {"disk", VIR_CONNECT_LIST_STORAGE_POOLS_DISK},
    {"iscsi", VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI},
    {"iscsi-direct", VIR_CONNECT_LIST_STORAGE_POOLS_ISCSI_DIRECT},
    {"scsi", VIR_CONNECT_LIST_STORAGE_POOLS_SCSI},
    {"mpath", VIR_CONNECT_LIST_STORAGE_POOLS_MPATH},
    {"rbd", VIR_CONNECT_LIST_STORAGE_POOLS_RBD},
    {"sheepdog", VIR_CONNECT_LIST_STORAGE_POOLS_SHEEPDOG},
    {"gluster", VIR_CONNECT_LIST_STORAGE_POOLS_GLUSTER},
    {"zfs", VIR_CONNECT_LIST_STORAGE_POOLS_ZFS},
    {"vstorage", VIR_CONNECT_LIST_STORAGE_POOLS_VSTORAGE},
};

// "dir,fs"; two commas stand for one that is part of a name.
std::vector<std::string> split_names(std::string_view text)
{
    std::vector<std::string> names(1);
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_comma = text[i] == ',';
        if (is_comma && (i + 1 == text.size() || text[i + 1] != ',')) {
            names.emplace_back();
            continue;
        }
        if (is_comma)
            ++i;
        names.back() += text[i];
    }
    return names;
}

unsigned type_flags(const std::string &text)
{
    unsigned flags = 0;
    for (const std::string &name : split_names(text)) {
        const auto *const found = std::ranges::find(types, name, &Filter::option);
        if (found == std::end(types))
            fail("Invalid pool type '{}'", name);
        flags |= found->flag;
    }
    return flags;
}

unsigned list_flags(const Arguments &arguments)
{
    unsigned flags = VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE;
    if (arguments.has("inactive"))
        flags = VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE;
    if (arguments.has("all"))
        flags = VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE | VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE;
    for (const Filter &filter : filters)
        if (arguments.has(filter.option))
            flags |= filter.flag;
    if (const auto text = arguments.text("type"))
        flags |= type_flags(*text);
    return flags;
}

constexpr std::string_view state_names[] = {"inactive", "building", "running", "degraded", "inaccessible"};

std::string_view yes_or_no(bool yes)
{
    return yes ? "yes" : "no";
}

std::string readable_text(unsigned long long bytes)
{
    const Readable readable = readable_bytes(bytes);
    return fmt::format("{:.2f} {}", readable.value, readable.unit);
}

// What is told of one pool. A driver need not know all of it.
struct Facts {
    explicit Facts(const Pool &pool)
        : name(pool_name(pool)), uuid(pool_uuid(pool)), active(virStoragePoolIsActive(pool.get())),
          persistent(virStoragePoolIsPersistent(pool.get()))
    {
        int flag = 0;
        if (virStoragePoolGetAutostart(pool.get(), &flag) == 0)
            autostart = flag != 0;
        virStoragePoolInfo figures{};
        if (virStoragePoolGetInfo(pool.get(), &figures) == 0)
            info = figures;
        forget_library_error();
    }

    [[nodiscard]] std::string_view state() const
    {
        if (!info)
            return "unknown";
        const auto number = static_cast<size_t>(info->state);
        return number < std::size(state_names) ? state_names[number] : "unknown";
    }
    [[nodiscard]] bool has_sizes() const
    {
        return info && (info->state == VIR_STORAGE_POOL_RUNNING || info->state == VIR_STORAGE_POOL_DEGRADED);
    }
    [[nodiscard]] std::string autostart_text() const
    {
        return std::string(autostart ? yes_or_no(*autostart) : "no autostart");
    }

    [[nodiscard]] JsonValue json() const
    {
        const auto known = [](int flag) { return flag < 0 ? JsonValue(nullptr) : JsonValue(flag != 0); };
        const auto size = [&](unsigned long long bytes) {
            return has_sizes() ? JsonValue(bytes) : JsonValue(nullptr);
        };
        const virStoragePoolInfo figures = info.value_or(virStoragePoolInfo{});
        return {{"name", json_text(name)},
                {"uuid", uuid},
                {"state", info ? JsonValue(state()) : JsonValue(nullptr)},
                {"active", known(active)},
                {"persistent", known(persistent)},
                {"autostart", autostart ? JsonValue(*autostart) : JsonValue(nullptr)},
                {"capacity_bytes", size(figures.capacity)},
                {"allocation_bytes", size(figures.allocation)},
                {"available_bytes", size(figures.available)}};
    }

    std::string name;
    std::string uuid;
    int active;
    int persistent;
    std::optional<bool> autostart;
    std::optional<virStoragePoolInfo> info;
};

std::string render(Session &session, const TextTable &table)
{
    return table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown);
}

void print_old_table(Session &session, const std::vector<Pool> &pools)
{
    const auto row = [](std::string_view name, std::string_view state, std::string_view autostart) {
        return fmt::format("{:<20} {:<10} {:<10}", name, state, autostart);
    };
    OldTable table;
    for (const Pool &pool : pools) {
        const Facts facts(pool);
        if (facts.active == 1)
            table.add_active(row(facts.name, "active", facts.autostart_text()) + "\n");
        else
            table.add_inactive(row(facts.name, "inactive", facts.autostart_text()) + "\n");
    }
    table.print(session.out, row("Name", "State", "Autostart"), 41);
}

void print_table(Session &session, const std::vector<Pool> &pools)
{
    if (session.out.is_old())
        return print_old_table(session, pools);
    TextTable table({"Name", "State", "Autostart"});
    for (const Pool &pool : pools) {
        const Facts facts(pool);
        table.add({facts.name, facts.active == 1 ? "active" : "inactive", facts.autostart_text()});
    }
    session.out.write(render(session, table));
}

void print_details(Session &session, const std::vector<Pool> &pools)
{
    TextTable table({"Name", "State", "Autostart", "Persistent", "Capacity", "Allocation", "Available"});
    for (const Pool &pool : pools) {
        const Facts facts(pool);
        const auto size = [&](unsigned long long bytes) {
            return facts.has_sizes() ? readable_text(bytes) : std::string("-");
        };
        const virStoragePoolInfo info = facts.info.value_or(virStoragePoolInfo{});
        table.add({facts.name, std::string(facts.state()), facts.autostart_text(),
                   std::string(yes_or_no(facts.persistent == 1)), size(info.capacity), size(info.allocation),
                   size(info.available)});
    }
    session.out.write(render(session, table));
}

void print_names(Session &session, const Arguments &arguments, const std::vector<Pool> &pools)
{
    for (const Pool &pool : pools) {
        if (arguments.has("uuid"))
            session.out.print("{}{}", pool_uuid(pool), arguments.has("name") ? " " : "");
        if (arguments.has("name"))
            session.out.print("{:<20}", pool_name(pool));
        session.out.write("\n");
    }
}

void run_pool_list(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("details", "uuid");
    arguments.refuse_both("details", "name");
    const std::vector<Pool> pools = list_pools(session, list_flags(arguments));
    if (wants_json(session, arguments)) {
        JsonValue list = JsonValue::array();
        for (const Pool &pool : pools)
            list.push_back(Facts(pool).json());
        return print_json(session, list);
    }
    if (arguments.has("name") || arguments.has("uuid"))
        return print_names(session, arguments, pools);
    if (arguments.has("details"))
        return print_details(session, pools);
    print_table(session, pools);
}

void run_pool_info(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const Facts facts(pool);
    if (wants_json(session, arguments))
        return print_json(session, facts.json());
    const auto line = [&](std::string_view label, std::string_view value) {
        session.out.print("{:<15} {}\n", label, value);
    };
    const auto size = [&](std::string_view label, unsigned long long bytes) {
        line(label, arguments.has("bytes")   ? fmt::format("{}", bytes)
                    : session.out.is_old() ? old_size(bytes)
                                           : readable_text(bytes));
    };
    line("Name:", facts.name);
    line("UUID:", facts.uuid);
    if (!facts.info) {
        virStoragePoolInfo unknown{};
        static_cast<void>(virStoragePoolGetInfo(pool.get(), &unknown)); // says why
        fail();
    }
    line("State:", facts.state());
    if (!session.out.is_old()) {
        line("Persistent:", facts.persistent < 0 ? "unknown" : yes_or_no(facts.persistent == 1));
        line("Autostart:", facts.autostart_text());
    }
    if (!facts.has_sizes())
        return;
    size("Capacity:", facts.info->capacity);
    size("Allocation:", facts.info->allocation);
    size("Available:", facts.info->available);
}

std::vector<std::string> complete_type(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Filter &type : types)
        names.emplace_back(type.option);
    return names;
}

constexpr Option pool_list_options[] = {
    flag("inactive", "list inactive pools"),
    flag("all", "list inactive & active pools"),
    flag("transient", "list transient pools"),
    flag("persistent", "list persistent pools"),
    flag("autostart", "list pools with autostart enabled"),
    flag("no-autostart", "list pools with autostart disabled"),
    text("type", "only list pool of specified type(s) (if supported)", complete_type),
    flag("details", "display extended details for pools"),
    flag("uuid", "list UUID of active pools only"),
    flag("name", "list name of active pools only"),
};
constexpr Option pool_info_options[] = {
    pool_argument(complete_pool),
    flag("bytes", "Return pool info in bytes"),
};

} // namespace

constexpr Command pool_list_command{.name = "pool-list",
                                    .summary = "list pools",
                                    .description = "Returns list of pools.",
                                    .options = pool_list_options,
                                    .run = run_pool_list,
                                    .traits = Json};
constexpr Command pool_info_command{.name = "pool-info",
                                    .summary = "storage pool information",
                                    .description = "Returns basic information about the storage pool.",
                                    .options = pool_info_options,
                                    .run = run_pool_info,
                                    .traits = Json};

} // namespace modvirt::cli
