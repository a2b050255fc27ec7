// SPDX-License-Identifier: MIT
#include "claims.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace modvirt::pool_store {

namespace {

using storage::PoolType;

// Parts that are told apart whatever stands in them.
std::string claim(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts) {
        text += std::to_string(part.size());
        text += ':';
        text += part;
    }
    return text;
}

// The devices below <source>, for one sort of use each.
std::vector<std::string> device_claims(const xml::Element &source, std::string_view sort,
                                       std::string_view beside = {})
{
    std::vector<std::string> claims;
    for (const xml::Element device : source.children("device"))
        claims.push_back(claim({sort, device.attribute_or("path", ""), beside}));
    return claims;
}

std::string initiator_of(const xml::Element &source)
{
    const auto initiator = source.child("initiator");
    const auto iqn = initiator ? initiator->child("iqn") : std::nullopt;
    return iqn ? std::string(iqn->attribute_or("name", "")) : std::string();
}

std::vector<std::string> adapter_claims(const xml::Element &source)
{
    const auto adapter = source.child("adapter");
    if (!adapter)
        return {};
    if (adapter->attribute_or("type", "") == "fc_host")
        return {claim({"fc", adapter->attribute_or("wwnn", ""), adapter->attribute_or("wwpn", "")})};
    if (const auto name = adapter->attribute("name")) {
        const auto host = name->find("host"); // scsi_host2 and fc_host2 are host2
        return {claim({"adapter", host == std::string_view::npos ? *name : name->substr(host)})};
    }
    const auto parent = adapter->child("parentaddr");
    const auto address = parent ? parent->child("address") : std::nullopt;
    if (!address)
        return {};
    return {claim({"address", parent->attribute_or("unique_id", ""), address->attribute_or("domain", ""),
                   address->attribute_or("bus", ""), address->attribute_or("slot", ""),
                   address->attribute_or("function", "")})};
}

} // namespace

std::string plain_path(std::string_view path)
{
    std::string plain;
    for (const char letter : path)
        if (letter != '/' || plain.empty() || plain.back() != '/')
            plain += letter;
    if (plain.size() > 1 && plain.back() == '/')
        plain.pop_back();
    return plain;
}

std::vector<std::string> claims_of(const storage::Pool &pool)
{
    const auto source = pool.document.root().child("source");
    if (pool.type == PoolType::Dir)
        return {claim({"directory", plain_path(pool.target_path)})};
    if (pool.type == PoolType::Mpath)
        return {claim({"multipath"})};
    if (!source)
        return {};
    switch (pool.type) {
    case PoolType::Fs:
    case PoolType::Logical:
    case PoolType::Disk:
        return device_claims(*source, "device");
    case PoolType::Iscsi:
        return device_claims(*source, "iscsi", initiator_of(*source));
    case PoolType::Netfs:
        return {claim({"share", pool.source_host, plain_path(pool.source_path)})};
    case PoolType::Gluster:
        return {claim({"gluster", pool.source_host, pool.source_name, plain_path(pool.source_path)})};
    case PoolType::Sheepdog:
        return {claim({"sheepdog", pool.source_host})};
    case PoolType::Vstorage:
        return {claim({"vstorage", pool.source_name})};
    case PoolType::Scsi:
        return adapter_claims(*source);
    default:
        return {};
    }
}

void PoolRegister::set(const store::Uuid &pool, std::vector<std::string> things)
{
    std::vector<std::string> &own = m_things[pool];
    for (const std::string &thing : own) {
        const auto [first, last] = m_owners.equal_range(thing);
        const auto mine = std::find_if(first, last, [&](const auto &each) { return each.second == pool; });
        if (mine != last)
            m_owners.erase(mine);
    }
    for (const std::string &thing : things)
        m_owners.emplace(thing, pool);
    own = std::move(things);
    if (own.empty())
        m_things.erase(pool);
}

std::vector<store::Uuid> PoolRegister::owners(const std::string &thing) const
{
    std::vector<store::Uuid> owners;
    const auto [first, last] = m_owners.equal_range(thing);
    for (auto each = first; each != last; ++each)
        owners.push_back(each->second);
    return owners;
}

std::optional<store::Uuid> PoolRegister::other_owner(const store::Uuid &pool,
                                                     const std::vector<std::string> &things) const
{
    for (const std::string &thing : things)
        for (const store::Uuid &owner : owners(thing))
            if (owner != pool)
                return owner;
    return std::nullopt;
}

} // namespace modvirt::pool_store
