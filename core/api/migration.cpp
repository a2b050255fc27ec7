// SPDX-License-Identifier: LGPL-2.1-or-later
#include "migration.hpp"

#include <cstring>
#include <optional>

#include "kept_error.hpp"

namespace modvirt {

namespace {

// What a step answers: a text for this library, and a cookie for the next step on the other side.
struct OutMigrationStep : arg::Plain {
    auto slot_arguments(Entry &) noexcept
    {
        m_text_sink = {sizeof(modvirt_string_sink), 0, this, &put_text};
        m_cookie_sink = {sizeof(modvirt_string_sink), 0, this, &put_cookie};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_text_sink),
                          static_cast<const modvirt_string_sink *>(&m_cookie_sink));
    }
    bool finish(Entry &entry) noexcept
    {
        if (m_is_incomplete)
            entry.raise(VIR_ERR_NO_MEMORY, {});
        return !m_is_incomplete;
    }
    [[nodiscard]] const std::string &text() const noexcept { return m_text; }
    [[nodiscard]] const std::string &cookie() const noexcept { return m_cookie; }

private:
    static int32_t put_text(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
    {
        auto &self = *static_cast<OutMigrationStep *>(sink->data);
        return self.keep(self.m_text, text, size);
    }
    static int32_t put_cookie(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
    {
        auto &self = *static_cast<OutMigrationStep *>(sink->data);
        return self.keep(self.m_cookie, text, size);
    }
    int32_t keep(std::string &target, const char *text, uint64_t size) noexcept
    {
        try {
            target.assign(text, size);
            return 0;
        } catch (const std::bad_alloc &) {
            m_is_incomplete = true;
            return 1;
        }
    }

    std::string m_text;
    std::string m_cookie;
    bool m_is_incomplete = false;
    modvirt_string_sink m_text_sink{};
    modvirt_string_sink m_cookie_sink{};
};

struct Cookie : arg::Plain {
    explicit Cookie(const OutMigrationStep &step) : m_bytes(step.cookie()) {}
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(reinterpret_cast<const uint8_t *>(m_bytes.data()), static_cast<uint64_t>(m_bytes.size()));
    }

private:
    const std::string &m_bytes;
};

template <class Slot, class Result, class... Arguments>
bool make(Entry &entry, Slot modvirt_hypervisor_v1::*slot, Result &result, Arguments &&...arguments) noexcept
{
    return (arguments.check_value(entry) && ...) && call_slot(entry, slot, result, arguments...) &&
           (arguments.finish(entry) && ...) && result.finish(entry, arguments...);
}

using Table = modvirt_hypervisor_v1;

// The steps of one migration, in their order.
class Migration {
public:
    Migration(Entry &source, arg::Domain &domain, Entry &destination, MigrationWishes &wishes, uint32_t flags)
        : m_source(source), m_domain(domain), m_destination(destination), m_wishes(wishes), m_flags(flags)
    {
    }

    virDomainPtr lead() noexcept
    {
        if (!begin())
            return nullptr;
        if (!prepare()) {
            confirm(m_begun, true);
            return nullptr;
        }
        const bool is_sent = perform();
        result::NewHandle<virDomain> arrived;
        const bool has_arrived = finish(arrived, !is_sent);
        const bool is_confirmed = confirm(m_performed, !has_arrived);
        return has_arrived && is_confirmed ? arrived.value() : nullptr;
    }

private:
    bool begin() noexcept
    {
        result::Status done;
        return make(m_source, &Table::domain_migrate_begin, done, m_domain, m_wishes.argument(), flags(), m_begun) &&
               m_wishes.replace(VIR_MIGRATE_PARAM_DEST_XML, m_begun.text());
    }

    bool prepare() noexcept
    {
        result::Status done;
        if (!make(m_destination, &Table::domain_migrate_prepare, done, m_wishes.argument(), Cookie(m_begun), flags(),
                  m_prepared))
            return false;
        return m_prepared.text().empty() || m_wishes.replace(VIR_MIGRATE_PARAM_URI, m_prepared.text());
    }

    // A domain that is off has nothing to send but its definition, which the destination has already.
    bool perform() noexcept
    {
        result::Status done;
        return (m_flags & VIR_MIGRATE_OFFLINE) != 0 ||
               make(m_source, &Table::domain_migrate_perform, done, m_domain, m_wishes.argument(), Cookie(m_prepared),
                    flags(), m_performed);
    }

    bool finish(result::NewHandle<virDomain> &arrived, bool is_cancelled) noexcept
    {
        std::optional<KeptError> reason;
        if (is_cancelled)
            reason.emplace();
        return make(m_destination, &Table::domain_migrate_finish, arrived, m_wishes.argument(), Cookie(m_performed),
                    flags(), arg::Choice(is_cancelled ? 1 : 0)) &&
               !is_cancelled;
    }

    bool confirm(const OutMigrationStep &before, bool is_cancelled) noexcept
    {
        std::optional<KeptError> reason;
        if (is_cancelled)
            reason.emplace();
        result::Status done;
        return make(m_source, &Table::domain_migrate_confirm, done, m_domain, m_wishes.argument(), Cookie(before),
                    flags(), arg::Choice(is_cancelled ? 1 : 0));
    }

    [[nodiscard]] arg::Flags flags() const { return arg::Flags(m_flags, "flags"); }

    Entry &m_source;
    arg::Domain &m_domain;
    Entry &m_destination;
    MigrationWishes &m_wishes;
    uint32_t m_flags;
    OutMigrationStep m_begun;
    OutMigrationStep m_prepared;
    OutMigrationStep m_performed;
};

} // namespace

bool MigrationWishes::copy(virTypedParameterPtr params, unsigned int count) noexcept
{
    for (unsigned int i = 0; i < count; ++i)
        if (!copy(params[i]))
            return false;
    return true;
}

bool MigrationWishes::copy(const virTypedParameter &param) noexcept
{
    switch (param.type) {
    case VIR_TYPED_PARAM_INT:
        return virTypedParamsAddInt(&m_params, &m_count, &m_room, param.field, param.value.i) == 0;
    case VIR_TYPED_PARAM_UINT:
        return virTypedParamsAddUInt(&m_params, &m_count, &m_room, param.field, param.value.ui) == 0;
    case VIR_TYPED_PARAM_LLONG:
        return virTypedParamsAddLLong(&m_params, &m_count, &m_room, param.field, param.value.l) == 0;
    case VIR_TYPED_PARAM_ULLONG:
        return virTypedParamsAddULLong(&m_params, &m_count, &m_room, param.field, param.value.ul) == 0;
    case VIR_TYPED_PARAM_DOUBLE:
        return virTypedParamsAddDouble(&m_params, &m_count, &m_room, param.field, param.value.d) == 0;
    case VIR_TYPED_PARAM_BOOLEAN:
        return virTypedParamsAddBoolean(&m_params, &m_count, &m_room, param.field, param.value.b) == 0;
    default:
        return virTypedParamsAddString(&m_params, &m_count, &m_room, param.field, param.value.s) == 0;
    }
}

bool MigrationWishes::add(const char *name, const char *text) noexcept
{
    return text == nullptr || virTypedParamsAddString(&m_params, &m_count, &m_room, name, text) == 0;
}

bool MigrationWishes::add(const char *name, unsigned long long number) noexcept
{
    return number == 0 || virTypedParamsAddULLong(&m_params, &m_count, &m_room, name, number) == 0;
}

bool MigrationWishes::replace(const char *name, const std::string &text) noexcept
{
    for (virTypedParameter &param : std::span(m_params, static_cast<size_t>(m_count))) {
        if (std::strcmp(param.field, name) != 0 || param.type != VIR_TYPED_PARAM_STRING)
            continue;
        char *copy = ::strdup(text.c_str());
        if (copy == nullptr)
            return false;
        std::free(std::exchange(param.value.s, copy));
        return true;
    }
    return add(name, text.c_str());
}

bool can_migrate(virConnectPtr connection) noexcept
{
    const auto &driver = connection->hypervisor;
    return driver.table != nullptr && driver.table->domain_migrate_begin != nullptr;
}

virDomainPtr lead_migration(Entry &source, arg::Domain &domain, Entry &destination, MigrationWishes &wishes,
                            uint32_t flags) noexcept
{
    return Migration(source, domain, destination, wishes, flags).lead();
}

} // namespace modvirt
