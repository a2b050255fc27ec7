// SPDX-License-Identifier: LGPL-2.1-or-later
// list: which domains there are.
#include "commands/commands.hpp"

#include "base/domain_list.hpp"
#include "base/domain_lookup.hpp"
#include "base/domain_state.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/old_table.hpp"
#include "base/text_table.hpp"

namespace modvirt::cli {

namespace {

struct Filter {
    std::string_view option;
    unsigned flag;
};

constexpr Filter filters[] = {
    {"persistent", VIR_CONNECT_LIST_DOMAINS_PERSISTENT},
    {"transient", VIR_CONNECT_LIST_DOMAINS_TRANSIENT},
    {"with-managed-save", VIR_CONNECT_LIST_DOMAINS_MANAGEDSAVE},
    {"without-managed-save", VIR_CONNECT_LIST_DOMAINS_NO_MANAGEDSAVE},
    {"autostart", VIR_CONNECT_LIST_DOMAINS_AUTOSTART},
    {"no-autostart", VIR_CONNECT_LIST_DOMAINS_NO_AUTOSTART},
    {"with-snapshot", VIR_CONNECT_LIST_DOMAINS_HAS_SNAPSHOT},
    {"without-snapshot", VIR_CONNECT_LIST_DOMAINS_NO_SNAPSHOT},
    {"with-checkpoint", VIR_CONNECT_LIST_DOMAINS_HAS_CHECKPOINT},
    {"without-checkpoint", VIR_CONNECT_LIST_DOMAINS_NO_CHECKPOINT},
    {"state-running", VIR_CONNECT_LIST_DOMAINS_RUNNING},
    {"state-paused", VIR_CONNECT_LIST_DOMAINS_PAUSED},
    {"state-shutoff", VIR_CONNECT_LIST_DOMAINS_SHUTOFF},
    {"state-other", VIR_CONNECT_LIST_DOMAINS_OTHER},
};

unsigned list_flags(const Arguments &arguments)
{
    // Nobody who asks for domains that are shut off means the active ones.
    const bool inactive = arguments.has("inactive") || arguments.has("state-shutoff");
    unsigned flags = inactive ? VIR_CONNECT_LIST_DOMAINS_INACTIVE : VIR_CONNECT_LIST_DOMAINS_ACTIVE;
    if (arguments.has("all"))
        flags = VIR_CONNECT_LIST_DOMAINS_INACTIVE | VIR_CONNECT_LIST_DOMAINS_ACTIVE;
    for (const Filter &filter : filters)
        if (arguments.has(filter.option))
            flags |= filter.flag;
    return flags;
}

struct Row {
    std::string id = "-";
    std::string name;
    std::string state;
    bool active = false;
};

bool has_saved_state(const Domain &domain)
{
    const bool saved = virDomainHasManagedSaveImage(domain.get(), 0) > 0;
    forget_library_error();
    return saved;
}

// The title may be missing, and drivers that keep none may not know the call.
std::string title_of(const Domain &domain)
{
    const LibraryText title(virDomainGetMetadata(domain.get(), VIR_DOMAIN_METADATA_TITLE, nullptr, 0));
    forget_library_error();
    return title ? title.get() : "";
}

enum class SavedMark : uint8_t { None, Shown };

// Nothing when the domain vanished since the list was made.
std::optional<Row> row_of(const Domain &domain, SavedMark mark)
{
    Row row;
    row.name = domain_name(domain);
    const unsigned id = virDomainGetID(domain.get());
    row.active = id != static_cast<unsigned>(-1);
    if (row.active)
        row.id = fmt::format("{}", id);
    int state = VIR_DOMAIN_NOSTATE;
    if (virDomainGetState(domain.get(), &state, nullptr, 0) < 0)
        return std::nullopt;
    const bool saved = mark == SavedMark::Shown && !row.active && has_saved_state(domain);
    row.state = saved ? "saved" : state_text(state);
    return row;
}

// Titles were not known then.
void print_old_table(Session &session, const std::vector<Domain> &domains)
{
    OldTable table;
    for (const Domain &domain : domains)
        if (const auto row = row_of(domain, SavedMark::None))
            table.add_active(fmt::format("{:>3} {:<20} {}\n", row->id, row->name, row->state));
    forget_library_error();
    table.print(session.out, fmt::format("{:>3} {:<20} {}", "Id", "Name", "State"), 34);
}

void print_table(Session &session, const Arguments &arguments, const std::vector<Domain> &domains)
{
    if (session.out.is_old())
        return print_old_table(session, domains);
    const SavedMark mark = arguments.has("managed-save") ? SavedMark::Shown : SavedMark::None;
    const bool titles = arguments.has("title");
    std::vector<std::string> header{"Id", "Name", "State"};
    if (titles)
        header.emplace_back("Title");
    TextTable table(header);
    table.paint(2, state_colour);
    for (const Domain &domain : domains) {
        const auto row = row_of(domain, mark);
        if (!row)
            continue;
        std::vector<std::string> cells{row->id, row->name, row->state};
        if (titles)
            cells.push_back(title_of(domain));
        table.add(std::move(cells));
    }
    forget_library_error();
    session.out.write(table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown,
                                   session.out.is_coloured() ? Colour::Shown : Colour::Left_out));
}

void print_columns(Session &session, const Arguments &arguments, const std::vector<Domain> &domains)
{
    const bool id_alone = arguments.has("id") && !arguments.has("name") && !arguments.has("uuid");
    for (const Domain &domain : domains) {
        const unsigned id = virDomainGetID(domain.get());
        const bool active = id != static_cast<unsigned>(-1);
        std::vector<std::string> cells;
        if (arguments.has("uuid"))
            cells.push_back(domain_uuid(domain.get()));
        if (arguments.has("id") && (active || !id_alone))
            cells.push_back(active ? fmt::format("{}", id) : "-");
        if (arguments.has("name"))
            cells.push_back(printable(domain_name(domain)));
        if (!cells.empty())
            session.out.print("{}\n", fmt::join(cells, " "));
    }
    forget_library_error();
}

void print_as_json(Session &session, const std::vector<Domain> &domains)
{
    JsonValue list = JsonValue::array();
    for (const Domain &domain : domains) {
        const auto row = row_of(domain, SavedMark::None);
        if (!row)
            continue;
        JsonValue entry;
        entry["id"] = row->active ? JsonValue(virDomainGetID(domain.get())) : JsonValue(nullptr);
        entry["name"] = json_text(row->name);
        entry["uuid"] = domain_uuid(domain.get());
        entry["state"] = row->state;
        entry["persistent"] = virDomainIsPersistent(domain.get()) == 1;
        int autostart = 0;
        entry["autostart"] = virDomainGetAutostart(domain.get(), &autostart) == 0 && autostart != 0;
        entry["managed_save"] = has_saved_state(domain);
        const std::string title = title_of(domain);
        entry["title"] = title.empty() ? JsonValue(nullptr) : json_text(title);
        list.push_back(std::move(entry));
    }
    forget_library_error();
    print_json(session, list);
}

void run_list(Session &session, const Arguments &arguments)
{
    for (const std::string_view column : {"name", "uuid", "id"})
        arguments.refuse_both("table", column);
    const std::vector<Domain> domains = list_domains(session, list_flags(arguments));
    if (wants_json(session, arguments))
        print_as_json(session, domains);
    else if (arguments.has("name") || arguments.has("uuid") || arguments.has("id"))
        print_columns(session, arguments, domains);
    else
        print_table(session, arguments, domains);
}

constexpr Option list_options[] = {
    flag("inactive", "list inactive domains"),
    flag("all", "list inactive & active domains"),
    flag("transient", "list transient domains"),
    flag("persistent", "list persistent domains"),
    flag("with-snapshot", "list domains with existing snapshot"),
    flag("without-snapshot", "list domains without a snapshot"),
    flag("with-checkpoint", "list domains with existing checkpoint"),
    flag("without-checkpoint", "list domains without a checkpoint"),
    flag("state-running", "list domains in running state"),
    flag("state-paused", "list domains in paused state"),
    flag("state-shutoff", "list domains in shutoff state"),
    flag("state-other", "list domains in other states"),
    flag("autostart", "list domains with autostart enabled"),
    flag("no-autostart", "list domains with autostart disabled"),
    flag("with-managed-save", "list domains with managed save state"),
    flag("without-managed-save", "list domains without managed save"),
    flag("uuid", "list uuid's only"),
    flag("name", "list domain names only"),
    flag("id", "list domain IDs only"),
    flag("table", "list table (default)"),
    flag("managed-save", "mark inactive domains with managed save state"),
    flag("title", "show domain title"),
};

} // namespace

constexpr Command list_command{.name = "list",
                               .summary = "list domains",
                               .description = "Returns list of domains.",
                               .options = list_options,
                               .run = run_list,
                               .traits = Json};

} // namespace modvirt::cli
