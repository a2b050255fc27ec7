// SPDX-License-Identifier: MIT
// Who uses which storage of the host, in C++: a driver claims what its guests use, a pool manager what it changes. All may be
// called from any thread. Since 1.0.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <modvirt/error.hpp>
#include <modvirt/storage_claims.h>

namespace modvirt::storage_use {

// Ends with its destruction.
class Claim {
public:
    Claim() = default;
    Claim(const modvirt_storage_claims_v1 &table, uint64_t id) : m_table(&table), m_id(id) {}
    Claim(Claim &&other) noexcept : m_table(std::exchange(other.m_table, nullptr)), m_id(other.m_id) {}
    Claim &operator=(Claim &&other) noexcept
    {
        std::swap(m_table, other.m_table);
        std::swap(m_id, other.m_id);
        return *this;
    }
    ~Claim() { release(); }

    void release() noexcept
    {
        if (const auto *table = std::exchange(m_table, nullptr))
            table->release(table, m_id);
    }
    explicit operator bool() const noexcept { return m_table != nullptr; }

private:
    const modvirt_storage_claims_v1 *m_table = nullptr;
    uint64_t m_id = 0;
};

struct Held {
    std::string holder; // "domain 'web'"
    std::string path;   // as it was claimed
};

enum class Conflicts : uint8_t { Refuse, Ignore };

class Claims {
public:
    // Those of a host that is older than they are: everything can be claimed, and nobody has anything.
    Claims() = default;
    explicit Claims(const modvirt_storage_claims_v1 &table) : m_table(&table) {}
    // Those of the host that loaded this plugin.
    static Claims of_host();

    // For a guest that needs these paths, chains of backing files included. With Ignore, for one that has them already.
    // Throws Error(OperationInvalid) for what is being changed.
    [[nodiscard]] Claim use(const std::vector<std::string> &paths, const std::string &holder,
                            Conflicts conflicts = Conflicts::Refuse) const;
    // For what destroys contents. Throws Error(OperationInvalid) that names the guest which needs them.
    [[nodiscard]] Claim change(const std::vector<std::string> &paths, const std::string &holder) const;
    // For what destroys a directory with all that is in it and below, now and as long as the claim lasts.
    [[nodiscard]] Claim change_below(const std::string &directory, const std::string &holder) const;

    // Who needs that file or device.
    [[nodiscard]] std::optional<std::string> user_of(const std::string &path) const;
    // Who needs something in a directory or below it.
    [[nodiscard]] std::optional<Held> user_below(const std::string &directory) const;

private:
    [[nodiscard]] Claim hold(const std::vector<std::string> &paths, const std::string &holder, uint32_t use,
                             uint32_t flags) const;

    const modvirt_storage_claims_v1 *m_table = nullptr;
};

} // namespace modvirt::storage_use
