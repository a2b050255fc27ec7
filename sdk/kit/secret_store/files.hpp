// SPDX-License-Identifier: MIT
// Secrets as files of one directory: UUID.xml for the description of each, UUID.base64 for its value. All are for their
// owner alone. Ephemeral secrets have none.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/secret_bytes.hpp>

#include "kit/secret/config.hpp"
#include "kit/store/directory.hpp"

namespace modvirt::secret_store {

// A file that could not be used; it stays as it is.
struct Skipped {
    std::string file; // the whole path
    std::string reason;
};

// Every command happens in full, or throws modvirt::Error and leaves what was there before. Not thread-safe.
class Files {
public:
    // `path` is created when missing. One process at a time may use it: see that it does.
    explicit Files(const std::string &path, store::FileCalls &calls = store::FileCalls::system());

    // Reads all that is there, and removes what a killed process has left over. `parse` makes a description of a text;
    // `accept` takes it with its value, empty for none. Both may throw.
    using Parse = std::function<secret::ConfigPtr(std::string_view text)>;
    using Accept = std::function<void(secret::ConfigPtr config, SecretBytes value)>;
    std::vector<Skipped> load(const Parse &parse, const Accept &accept);

    void keep_config(const secret::Config &config);
    // An empty value is none.
    void keep_value(const secret::Uuid &uuid, const SecretBytes &value);
    // A description and its value, both or none.
    void keep(const secret::Config &config, const SecretBytes &value);
    // `value` is the one that is kept, for when it must be put back.
    void forget(const secret::Uuid &uuid, const SecretBytes &value);

private:
    void load_one(const std::string &file, const Parse &parse, const Accept &accept, std::vector<Skipped> &skipped);
    [[nodiscard]] SecretBytes read_value(const std::string &file) const;

    store::Directory m_directory;
};

} // namespace modvirt::secret_store
