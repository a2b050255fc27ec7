// SPDX-License-Identifier: LGPL-2.1-or-later
// A migration as the library leads it: the drivers of both hosts are asked in turn, and each side is told how it ended
// whatever happens.
#pragma once

#include "parameters.hpp"
#include "results.hpp"

namespace modvirt {

namespace arg {

// Parameters of which there may be none at all.
struct MigrationParams : Params {
    MigrationParams(virTypedParameterPtr params, unsigned int count, const char *name)
        : Params(params, static_cast<int>(count), name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return m_count == 0 || (entry.check_positive(m_count, "nparams") && entry.check_not_null(m_params, m_name) &&
                                convert(entry));
    }
};

} // namespace arg

// What the caller wants of a migration, as the parameters that virDomainMigrate3 takes. Owns them.
class MigrationWishes {
public:
    MigrationWishes() = default;
    MigrationWishes(const MigrationWishes &) = delete;
    MigrationWishes &operator=(const MigrationWishes &) = delete;
    ~MigrationWishes() { virTypedParamsFree(m_params, m_count); }

    // All of these answer false without memory, with the error raised. The caller's parameters have been checked.
    bool copy(virTypedParameterPtr params, unsigned int count) noexcept;
    // Null and 0 wish for nothing.
    bool add(const char *name, const char *text) noexcept;
    bool add(const char *name, unsigned long long number) noexcept;
    // Takes the place of what the caller gave under that name.
    bool replace(const char *name, const std::string &text) noexcept;

    // For a slot.
    [[nodiscard]] arg::MigrationParams argument() const noexcept
    {
        return {m_params, static_cast<unsigned int>(m_count), "params"};
    }

private:
    bool copy(const virTypedParameter &param) noexcept;

    virTypedParameterPtr m_params = nullptr;
    int m_count = 0;
    int m_room = 0;
};

// Moves `domain`, a checked argument of the call `source`, to the host of `destination`. Answers the domain there; null
// with the error raised when it stays where it was.
virDomainPtr lead_migration(Entry &source, arg::Domain &domain, Entry &destination, MigrationWishes &wishes,
                            uint32_t flags) noexcept;

// Whether the connection's driver can send domains away.
bool can_migrate(virConnectPtr connection) noexcept;

} // namespace modvirt
