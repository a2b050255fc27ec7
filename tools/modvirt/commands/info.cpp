// SPDX-License-Identifier: LGPL-2.1-or-later
// dominfo, domstate: what a domain is and does.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/domain_state.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"

namespace modvirt::cli {

namespace {

// What the library tells about a domain; parts that a driver does not serve stay empty.
struct DomainFacts {
    std::optional<unsigned> id;
    std::string name;
    std::string uuid;
    std::string os_type;
    virDomainInfo info{};
    int persistent = -1;
    int autostart = -1;
    int managed_save = -1;
    virSecurityModel model{};
    std::optional<virSecurityLabel> label;
    std::vector<std::string> messages;
};

bool get_security(virConnectPtr connection, const Domain &domain, DomainFacts &facts)
{
    if (virNodeGetSecurityModel(connection, &facts.model) < 0) {
        const bool tolerable = last_library_code() == VIR_ERR_NO_SUPPORT;
        forget_library_error();
        return tolerable;
    }
    if (facts.model.model[0] == '\0')
        return true;
    virSecurityLabel label{};
    if (virDomainGetSecurityLabel(domain.get(), &label) < 0)
        return false;
    facts.label = label;
    return true;
}

void get_messages(const Domain &domain, DomainFacts &facts)
{
    char **messages = nullptr;
    const int count = virDomainGetMessages(domain.get(), &messages, 0);
    for (int i = 0; i < count; ++i)
        facts.messages.emplace_back(LibraryText(messages[i]).get());
    std::free(messages);
    forget_library_error();
}

DomainFacts gather(virConnectPtr connection, const Domain &domain)
{
    DomainFacts facts;
    const unsigned id = virDomainGetID(domain.get());
    if (id != static_cast<unsigned>(-1))
        facts.id = id;
    facts.name = domain_name(domain);
    facts.uuid = domain_uuid(domain.get());
    if (const LibraryText os_type{virDomainGetOSType(domain.get())})
        facts.os_type = os_type.get();
    if (virDomainGetInfo(domain.get(), &facts.info) < 0)
        fail();
    facts.persistent = virDomainIsPersistent(domain.get());
    if (virDomainGetAutostart(domain.get(), &facts.autostart) < 0)
        facts.autostart = -1;
    facts.managed_save = virDomainHasManagedSaveImage(domain.get(), 0);
    forget_library_error();
    if (!get_security(connection, domain, facts))
        fail();
    get_messages(domain, facts);
    return facts;
}

std::string yes_no(int value)
{
    return value < 0 ? "unknown" : value ? "yes" : "no";
}

double seconds(unsigned long long nanoseconds)
{
    return static_cast<double>(nanoseconds) / 1e9;
}

void print_security(Output &out, const DomainFacts &facts)
{
    if (facts.model.model[0] == '\0')
        return;
    out.print("{:<15} {}\n{:<15} {}\n", "Security model:", facts.model.model,
              "Security DOI:", facts.model.doi);
    if (facts.label && facts.label->label[0] != '\0')
        out.print("{:<15} {} ({})\n", "Security label:", facts.label->label,
                  facts.label->enforcing ? "enforcing" : "permissive");
}

void print_facts(Output &out, const DomainFacts &facts)
{
    const auto line = [&out](std::string_view label, const auto &value) {
        out.print("{:<15} {}\n", label, value);
    };
    line("Id:", facts.id ? fmt::format("{}", *facts.id) : "-");
    line("Name:", facts.name);
    line("UUID:", facts.uuid);
    if (!facts.os_type.empty())
        line("OS Type:", facts.os_type);
    line("State:", state_text(facts.info.state));
    line("CPU(s):", facts.info.nrVirtCpu);
    if (facts.info.cpuTime != 0)
        line("CPU time:", fmt::format("{:.1f}s", seconds(facts.info.cpuTime)));
    line("Max memory:",
         facts.info.maxMem == ~0UL ? "no limit" : fmt::format("{} {}", facts.info.maxMem, out.kib()));
    line("Used memory:", fmt::format("{} {}", facts.info.memory, out.kib()));
    if (!out.is_old())
        line("Persistent:", yes_no(facts.persistent));
    if (facts.autostart >= 0)
        line("Autostart:", facts.autostart ? "enable" : "disable");
    if (out.is_old())
        return;
    line("Managed save:", yes_no(facts.managed_save));
    print_security(out, facts);
    for (size_t i = 0; i < facts.messages.size(); ++i)
        out.print("{:<15} {}\n", i == 0 ? "Messages:" : "", facts.messages[i]);
}

JsonValue flag_or_null(int value)
{
    return value < 0 ? JsonValue(nullptr) : JsonValue(value != 0);
}

JsonValue to_json(const DomainFacts &facts)
{
    JsonValue value;
    value["id"] = facts.id ? JsonValue(*facts.id) : JsonValue(nullptr);
    value["name"] = facts.name;
    value["uuid"] = facts.uuid;
    value["os_type"] = facts.os_type.empty() ? JsonValue(nullptr) : JsonValue(facts.os_type);
    value["state"] = state_text(facts.info.state);
    value["vcpus"] = facts.info.nrVirtCpu;
    value["cpu_time_ns"] = facts.info.cpuTime;
    value["max_memory_kib"] = facts.info.maxMem == ~0UL ? JsonValue(nullptr) : JsonValue(facts.info.maxMem);
    value["memory_kib"] = facts.info.memory;
    value["persistent"] = flag_or_null(facts.persistent);
    value["autostart"] = flag_or_null(facts.autostart);
    value["managed_save"] = flag_or_null(facts.managed_save);
    value["security_model"] = facts.model.model[0] ? JsonValue(facts.model.model) : JsonValue(nullptr);
    value["security_doi"] = facts.model.model[0] ? JsonValue(facts.model.doi) : JsonValue(nullptr);
    const bool labelled = facts.label && facts.label->label[0];
    value["security_label"] = labelled ? JsonValue(facts.label->label) : JsonValue(nullptr);
    value["security_enforcing"] = labelled ? JsonValue(facts.label->enforcing != 0) : JsonValue(nullptr);
    value["messages"] = facts.messages;
    return value;
}

void run_dominfo(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const DomainFacts facts = gather(session.connection(), domain);
    if (wants_json(session, arguments))
        print_json(session, to_json(facts));
    else
        print_facts(session.out, facts);
}

void run_domstate(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    int state = 0;
    int reason = 0;
    if (virDomainGetState(domain.get(), &state, &reason, 0) < 0)
        fail();
    if (wants_json(session, arguments))
        print_json(session, {{"state", state_text(state)}, {"reason", state_reason_text(state, reason)}});
    else if (arguments.has("reason"))
        session.out.print("{} ({})\n", state_text(state), state_reason_text(state, reason));
    else
        session.out.print("{}\n", state_text(state));
}

constexpr Option dominfo_options[] = {domain_option(complete_domain)};
constexpr Option domstate_options[] = {
    domain_option(complete_domain),
    flag("reason", "also print reason for the state"),
};

} // namespace

constexpr Command dominfo_command{.name = "dominfo",
                                  .summary = "domain information",
                                  .description = "Returns basic information about the domain.",
                                  .options = dominfo_options,
                                  .run = run_dominfo,
                                  .traits = Json};
constexpr Command domstate_command{.name = "domstate",
                                   .summary = "domain state",
                                   .description = "Returns state about a domain.",
                                   .options = domstate_options,
                                   .run = run_domstate,
                                   .traits = Json};

} // namespace modvirt::cli
