// SPDX-License-Identifier: LGPL-2.1-or-later
#include "flags.hpp"

#include <utility>

#include "backup.hpp"
#include "machine.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

void check_persistent(const store::Domain &domain)
{
    if (!domain.is_persistent())
        throw Error(ErrorCode::OperationInvalid, "transient domains do not have any persistent config",
                    ErrorDomain::Domain);
}

store::ConfigPtr edited(const store::ConfigPtr &config, const Edit &edit)
{
    return domain::with_edit(*config, {}, [&](xml::Editor &editor) { edit(editor.root(), *config); });
}

} // namespace

void check_active(const store::Domain &domain)
{
    if (!domain.is_active())
        throw Error(ErrorCode::OperationInvalid, "domain is not running", ErrorDomain::Domain);
}

void end_activities(store::Write &write, store::Domain &domain)
{
    Guest *guest = domain.peek<Guest>();
    if (guest == nullptr)
        return;
    guest->lines.end_all();
    guest->disks.forget_watches();
    if (guest->jobs.backup)
        end_backup(write, domain, Ending::Failed, "the domain has stopped");
    guest->jobs.end_with_guest();
}

void stop(store::Write &write, store::Domain &domain, int32_t why, int32_t detail)
{
    const bool stays = domain.is_persistent();
    end_activities(write, domain);
    if (!stays)
        write.emit(domain, event::stopped, detail);
    write.stop(domain, why);
    if (stays)
        write.emit(domain, event::stopped, detail);
}

void tell_job_ended(store::Write &write, const store::Domain &domain, Parameters figures)
{
    store::Event event;
    event.event_id = event::job_completed;
    event.uuid = domain.uuid();
    event.name = domain.name();
    event.id = domain.id();
    event.parameters = std::move(figures);
    write.emit(std::move(event));
}

void note_done_job(Machine &machine, store::Domain &domain, Operation operation, Instant begun)
{
    const uint64_t bytes = Machine::figures(domain.live_config().get()).memory_kib * 1024;
    Machine::guest(domain).jobs.ended = {Ending::Completed,
                                         figures_of(operation, bytes, begun, machine.clock().now())};
}

Scope one_scope(const store::Domain &domain, uint32_t flags)
{
    constexpr uint32_t both = affect::live | affect::config;
    if ((flags & both) == both)
        throw Error(ErrorCode::InvalidArg,
                    "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually exclusive",
                    ErrorDomain::Domain);
    return all_scopes(domain, flags).live ? Scope::Live : Scope::Config;
}

Scopes all_scopes(const store::Domain &domain, uint32_t flags)
{
    Scopes scopes{(flags & affect::live) != 0, (flags & affect::config) != 0};
    if (!scopes.live && !scopes.config)
        (domain.is_active() ? scopes.live : scopes.config) = true;
    if (scopes.live)
        check_active(domain);
    if (scopes.config)
        check_persistent(domain);
    return scopes;
}

const store::ConfigPtr &config_in(const store::Domain &domain, Scope scope) noexcept
{
    return scope == Scope::Config && domain.is_persistent() ? domain.persistent_config()
                                                            : domain.current_config();
}

void set_config(store::Store &store, store::Domain &domain, Scope scope, store::ConfigPtr config)
{
    if (scope == Scope::Config)
        store.update(definition_of(std::move(config)));
    else
        store.write().set_live_config(domain, std::move(config));
}

void edit_configs(store::Store &store, store::Domain &domain, uint32_t flags, const Edit &edit)
{
    store::ConfigPtr live;
    store::ConfigPtr config;
    {
        const auto read = store.read();
        const Scopes scopes = all_scopes(domain, flags);
        if (scopes.live)
            live = domain.live_config();
        if (scopes.config)
            config = domain.persistent_config();
    }
    if (live)
        live = edited(live, edit);
    if (config)
        set_config(store, domain, Scope::Config, edited(config, edit));
    if (live)
        set_config(store, domain, Scope::Live, std::move(live));
}

void edit_config(store::Store &store, store::Domain &domain, uint32_t flags, const Edit &edit)
{
    store::ConfigPtr config;
    Scope scope = Scope::Config;
    {
        const auto read = store.read();
        scope = one_scope(domain, flags);
        config = config_in(domain, scope);
    }
    set_config(store, domain, scope, edited(config, edit));
}

std::optional<xml::Node> find_child(xml::Node parent, std::string_view child, std::string_view attribute,
                                    std::string_view value)
{
    for (auto each = parent.child(child); each; each = each->next_of_kind()) {
        if (each->attribute(attribute) == value)
            return each;
    }
    return std::nullopt;
}

} // namespace modvirt::test
