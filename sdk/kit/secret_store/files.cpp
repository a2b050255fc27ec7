// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <utility>

#include "base64.hpp"
#include "kit/xml/value.hpp"
#include "modvirt/error.hpp"

namespace modvirt::secret_store {

namespace {

constexpr std::size_t largest_config = 16u * 1024u * 1024u;
constexpr std::size_t largest_value_text = 16u * 1024u * 1024u;
constexpr std::string_view config_suffix = ".xml";
constexpr std::string_view value_suffix = ".base64";

std::string config_file(const secret::Uuid &uuid)
{
    return xml::format_uuid(uuid).append(config_suffix);
}

std::string value_file(const secret::Uuid &uuid)
{
    return xml::format_uuid(uuid).append(value_suffix);
}

// Undoes on the way out of an error. That error is the one to tell of.
template <class Action>
void try_to(const Action &undo) noexcept
{
    try {
        undo();
    } catch (const std::exception &) {
        // What is left over is a value without a description, which load() removes, or a secret that lacks its value.
    }
}

} // namespace

Files::Files(const std::string &path, store::FileCalls &calls) : m_directory(path, calls) {}

std::vector<Skipped> Files::load(const Parse &parse, const Accept &accept)
{
    m_directory.sweep();
    std::vector<Skipped> skipped;
    for (const std::string &file : m_directory.list()) {
        try {
            if (file.ends_with(config_suffix))
                load_one(file, parse, accept, skipped);
            else if (file.ends_with(value_suffix) &&
                     !m_directory.has(file.substr(0, file.size() - value_suffix.size()).append(config_suffix)))
                m_directory.remove(file);
        } catch (const std::exception &error) {
            skipped.push_back({m_directory.path() + "/" + file, error.what()});
        }
    }
    return skipped;
}

void Files::load_one(const std::string &file, const Parse &parse, const Accept &accept, std::vector<Skipped> &skipped)
{
    secret::ConfigPtr config = parse(m_directory.read(file, largest_config));
    if (config_file(config->uuid) != file)
        throw Error(ErrorCode::InternalError, "it describes a secret whose file is called '" + config_file(config->uuid) +
                                                  "': give the file that name");
    if (config->ephemeral)
        throw Error(ErrorCode::InternalError, "it describes an ephemeral secret, and those are not kept on disk");
    const std::string with_value = value_file(config->uuid);
    SecretBytes value;
    try {
        if (m_directory.has(with_value))
            value = read_value(with_value);
    } catch (const std::exception &error) {
        skipped.push_back({m_directory.path() + "/" + with_value, error.what()});
    }
    accept(std::move(config), std::move(value));
}

SecretBytes Files::read_value(const std::string &file) const
{
    std::string text = m_directory.read(file, largest_value_text);
    std::optional<SecretBytes> value = from_base64(text);
    ::explicit_bzero(text.data(), text.size());
    if (!value)
        throw Error(ErrorCode::InternalError, "it is not base64: the secret has no value until one is set");
    return *std::move(value);
}

void Files::keep_config(const secret::Config &config)
{
    m_directory.write(config_file(config.uuid), secret::format(config));
}

void Files::keep_value(const secret::Uuid &uuid, const SecretBytes &value)
{
    if (value.empty())
        return m_directory.remove(value_file(uuid));
    const SecretBytes text = to_base64(value);
    m_directory.write(value_file(uuid), {reinterpret_cast<const char *>(text.data()), text.size()});
}

// The description comes last: a value without one is nothing.
void Files::keep(const secret::Config &config, const SecretBytes &value)
{
    keep_value(config.uuid, value);
    try {
        keep_config(config);
    } catch (const Error &) {
        try_to([&] { keep_value(config.uuid, {}); });
        throw;
    }
}

// The value goes first: when only one of the two can be removed, it is better gone.
void Files::forget(const secret::Uuid &uuid, const SecretBytes &value)
{
    keep_value(uuid, {});
    try {
        m_directory.remove(config_file(uuid));
    } catch (const Error &) {
        try_to([&] { keep_value(uuid, value); });
        throw;
    }
}

} // namespace modvirt::secret_store
