// SPDX-License-Identifier: MIT
// What a pool needs for itself alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kit/storage/pool.hpp"
#include "kit/store/store.hpp"

namespace modvirt::pool_store {

// Two pools that have one of these in common are in each other's way. They are made to be compared, not read.
std::vector<std::string> claims_of(const storage::Pool &pool);

// A path without doubled slashes and without one at its end.
std::string plain_path(std::string_view path);

// Which pools have what.
class PoolRegister {
public:
    // In the place of all that the pool had.
    void set(const store::Uuid &pool, std::vector<std::string> things);
    [[nodiscard]] std::vector<store::Uuid> owners(const std::string &thing) const;
    // Who else has one of them.
    [[nodiscard]] std::optional<store::Uuid> other_owner(const store::Uuid &pool,
                                                         const std::vector<std::string> &things) const;

private:
    std::unordered_multimap<std::string, store::Uuid> m_owners;
    std::unordered_map<store::Uuid, std::vector<std::string>, store::UuidHash> m_things;
};

} // namespace modvirt::pool_store
