// SPDX-License-Identifier: MIT
// The secrets of one host: what they are called and are for, and their values.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/secret_bytes.hpp>

#include "files.hpp"
#include "kit/secret/config.hpp"

namespace modvirt::secret_store {

using secret::Uuid;

// Longer values are refused: no client could send one to a daemon.
inline constexpr std::size_t largest_value = 65536;

// All but load() may be called from any thread. Whatever looks for one secret throws NoSecret. A command that throws has
// changed nothing, in memory and in files.
class Inventory {
public:
    // In memory alone.
    Inventory() = default;
    // What is not ephemeral is kept in those files too.
    explicit Inventory(std::unique_ptr<Files> files) : m_files(std::move(files)) {}

    // Takes what is in the files, once and before anything else. Answers what could not be used.
    std::vector<Skipped> load(const modvirt_xml_v1 &parser);

    // A secret gets another description as long as what it is for stays the same, and what is private
    // remains so; its value stays. Throws InternalError.
    void define(secret::ConfigPtr config);
    secret::ConfigPtr undefine(const Uuid &uuid);
    // An empty value is none. Throws InvalidArg for one that is too long.
    secret::ConfigPtr set_value(const Uuid &uuid, std::span<const uint8_t> value);

    // For an application. Throws InvalidSecret for a private one, and NoSecret for one without a value.
    [[nodiscard]] std::vector<uint8_t> value(const Uuid &uuid) const;
    // For those that work with it inside of the host, which a private one is for. Throws NoSecret, also without a value.
    [[nodiscard]] SecretBytes use(const Uuid &uuid) const;
    [[nodiscard]] SecretBytes use(int32_t usage, std::string_view id) const;

    [[nodiscard]] secret::ConfigPtr find(const Uuid &uuid) const;
    // `usage` is a virSecretUsageType; a secret for nothing in particular is not found by that.
    [[nodiscard]] secret::ConfigPtr find_usage(int32_t usage, std::string_view id) const;
    [[nodiscard]] std::vector<secret::ConfigPtr> all() const;

private:
    struct Entry {
        secret::ConfigPtr config;
        SecretBytes value;
    };
    void check_usage(const secret::Config &config) const;
    void check_change(const Entry &entry, const secret::Config &config) const;
    void keep_change(const Entry &entry, const secret::Config &config);
    [[nodiscard]] std::size_t place_of(const Uuid &uuid) const;
    [[nodiscard]] const Entry &entry_for(int32_t usage, std::string_view id) const;
    [[nodiscard]] static const SecretBytes &value_of(const Entry &entry);

    mutable std::mutex m_lock;
    std::vector<Entry> m_all;
    std::unique_ptr<Files> m_files; // null: nothing is kept
};

} // namespace modvirt::secret_store
