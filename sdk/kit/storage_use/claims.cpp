// SPDX-License-Identifier: MIT
#include "claims.hpp"

#include <modvirt/host.hpp>
#include <modvirt/own_call.hpp>

namespace modvirt::storage_use {

Claims Claims::of_host()
{
    const auto *table = host().find_interface<modvirt_storage_claims_v1>(MODVIRT_STORAGE_CLAIMS);
    return table == nullptr ? Claims() : Claims(*table);
}

Claim Claims::hold(const std::vector<std::string> &paths, const std::string &holder, uint32_t use, uint32_t flags) const
{
    if (m_table == nullptr || paths.empty())
        return {};
    std::vector<const char *> raw_paths;
    raw_paths.reserve(paths.size());
    for (const std::string &path : paths)
        raw_paths.push_back(path.c_str());
    modvirt_storage_claim wanted{};
    wanted.struct_size = sizeof wanted;
    wanted.use = use;
    wanted.flags = flags;
    wanted.path_count = static_cast<uint32_t>(raw_paths.size());
    wanted.holder = holder.c_str();
    wanted.paths = raw_paths.data();
    const OwnCall call;
    uint64_t id = 0;
    if (m_table->hold(m_table, &wanted, &id, call.raw()) != 0)
        call.throw_failure();
    return {*m_table, id};
}

Claim Claims::use(const std::vector<std::string> &paths, const std::string &holder, Conflicts conflicts) const
{
    return hold(paths, holder, MODVIRT_STORAGE_IN_USE, conflicts == Conflicts::Ignore ? MODVIRT_STORAGE_ANYWAY : 0);
}

Claim Claims::change(const std::vector<std::string> &paths, const std::string &holder) const
{
    return hold(paths, holder, MODVIRT_STORAGE_CHANGES, 0);
}

Claim Claims::change_below(const std::string &directory, const std::string &holder) const
{
    return hold({directory}, holder, MODVIRT_STORAGE_CHANGES, MODVIRT_STORAGE_BELOW);
}

std::optional<std::string> Claims::user_of(const std::string &path) const
{
    std::string holder;
    const auto sink = detail::text_sink(holder);
    if (m_table == nullptr || m_table->find_holder(m_table, path.c_str(), MODVIRT_STORAGE_IN_USE, &sink) != 0)
        return std::nullopt;
    return holder;
}

std::optional<Held> Claims::user_below(const std::string &directory) const
{
    Held held;
    const auto holder = detail::text_sink(held.holder);
    const auto path = detail::text_sink(held.path);
    if (m_table == nullptr ||
        m_table->find_holder_below(m_table, directory.c_str(), MODVIRT_STORAGE_IN_USE, &holder, &path) != 0)
        return std::nullopt;
    return held;
}

} // namespace modvirt::storage_use
