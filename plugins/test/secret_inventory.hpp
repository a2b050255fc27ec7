// SPDX-License-Identifier: LGPL-2.1-or-later
// The secrets of a pretended host. They are kept in memory alone, those that are not ephemeral too.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "kit/secret/config.hpp"
#include "kit/store/store.hpp"

namespace modvirt::test {

// All of it may be called from any thread. Whatever looks for one secret throws NoSecret.
class SecretInventory {
public:
    // A secret gets another description as long as what it is for stays the same, and what is private
    // remains so; its value stays. Throws InternalError.
    void define(secret::ConfigPtr config);
    secret::ConfigPtr undefine(const store::Uuid &uuid);
    secret::ConfigPtr set_value(const store::Uuid &uuid, std::span<const uint8_t> value);
    // Throws InvalidSecret for a private one, and NoSecret for one without a value.
    [[nodiscard]] std::vector<uint8_t> value(const store::Uuid &uuid) const;

    [[nodiscard]] secret::ConfigPtr find(const store::Uuid &uuid) const;
    [[nodiscard]] secret::ConfigPtr find_usage(int32_t usage, std::string_view id) const;
    [[nodiscard]] std::vector<secret::ConfigPtr> all() const;

private:
    struct Entry {
        secret::ConfigPtr config;
        std::vector<uint8_t> value;
    };
    void check_usage(const secret::Config &config) const;
    [[nodiscard]] std::size_t place_of(const store::Uuid &uuid) const;

    mutable std::mutex m_lock;
    std::vector<Entry> m_all;
};

} // namespace modvirt::test
