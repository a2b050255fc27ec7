// SPDX-License-Identifier: MIT
// How a volume is encrypted, and the secret that opens it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/secret_source.hpp>

#include "kit/process/command.hpp"
#include "kit/process/fd.hpp"
#include "kit/xml/document.hpp"

namespace modvirt::volume_files {

// The value of a secret; throws Error as SecretSource::value() does.
using SecretLookup = std::function<SecretBytes(const WantedSecret &)>;

// What changing a volume needs beside its directory.
struct Means {
    process::Runner run;
    SecretLookup secret;
};

// The <encryption> of a volume.
struct Encryption {
    std::string format;               // as in the document: default, qcow, luks, luks2
    std::vector<WantedSecret> secrets; // its passphrases
    std::string cipher;               // as qemu-img calls it, such as "aes-256"; empty: what qemu-img chooses
    std::string cipher_mode;
    std::string hash;
    std::string iv_generator;
    std::string iv_hash;

    // The one passphrase. Throws InvalidArg unless it has exactly one.
    [[nodiscard]] const WantedSecret &secret() const;
};

// Nothing when the volume is not encrypted.
std::optional<Encryption> encryption_of(const xml::Document &document);

// Throws Error, with libvirt's codes, unless a volume of that format can be made so.
void check_can_encrypt(const Encryption &encryption, std::string_view format);

// The passphrase for the tool: in memory that the tool inherits, never in its arguments.
class Key {
public:
    // `id` is what the tool's other arguments call it. Throws Error.
    Key(std::string id, const SecretBytes &passphrase);

    [[nodiscard]] const std::string &id() const { return m_id; }
    // Adds the arguments that tell the tool of it, and lends it its descriptor.
    void lend(process::Invocation &invocation) const;

private:
    std::string m_id;
    process::Fd m_fd;
};

// Which secret the volume at `path` has when nobody remembers it: the one whose usage is that volume.
WantedSecret secret_for(const std::string &path);

} // namespace modvirt::volume_files
