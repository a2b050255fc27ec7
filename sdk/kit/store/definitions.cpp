// SPDX-License-Identifier: MIT
#include "definitions.hpp"

#include <utility>

#include "modvirt/error.hpp"

namespace modvirt::store {

namespace {

constexpr std::size_t largest_definition = 16u * 1024u * 1024u;
constexpr std::size_t longest_file_name = 255;
constexpr std::string_view suffix = ".xml";

bool is_safe(unsigned char byte, bool is_first) noexcept
{
    if (byte == '/' || byte == '%' || byte < 0x20 || byte == 0x7f)
        return false;
    return byte != '.' || !is_first;
}

std::string link_target(const std::string &file)
{
    return "../" + file;
}

} // namespace

std::string file_name_of(std::string_view domain_name)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string file;
    for (std::size_t i = 0; i < domain_name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(domain_name[i]);
        if (is_safe(byte, i == 0))
            file += domain_name[i];
        else
            (((file += '%') += digits[byte >> 4]) += digits[byte & 15]);
    }
    file += suffix;
    if (file.size() > longest_file_name)
        throw Error(ErrorCode::InvalidArg, "the name of domain '" + std::string(domain_name.substr(0, 40)) +
                                               "...' is too long for a file name: choose one of at most " +
                                               std::to_string(longest_file_name - suffix.size()) + " bytes");
    return file;
}

Definitions::Definitions(const std::string &path, Codec codec, FileCalls &calls)
    : m_directory(path, calls), m_autostart(path + "/autostart", calls), m_codec(std::move(codec))
{
}

Definitions::Contents Definitions::load()
{
    m_directory.sweep();
    m_autostart.sweep();
    Contents contents;
    for (const std::string &file : m_directory.list()) {
        if (!file.ends_with(suffix))
            continue;
        try {
            contents.kept.push_back(load_one(file));
        } catch (const std::exception &error) {
            contents.skipped.push_back({m_directory.path() + "/" + file, error.what()});
        }
    }
    for (const std::string &file : m_autostart.list()) {
        if (!m_directory.has(file))
            m_autostart.remove(file);
    }
    return contents;
}

Definitions::Kept Definitions::load_one(const std::string &file)
{
    Kept kept{m_codec.parse(m_directory.read(file, largest_definition)), false};
    const std::string own_file = file_name_of(kept.definition.name);
    if (own_file != file)
        finish_rename(file, own_file);
    kept.autostart = m_autostart.has(own_file);
    return kept;
}

void Definitions::keep(const Definition &definition)
{
    m_directory.write(file_name_of(definition.name), m_codec.format(definition));
}

void Definitions::forget(std::string_view name)
{
    const std::string file = file_name_of(name);
    m_directory.remove(file);
    try {
        m_autostart.remove(file);
    } catch (const Error &) {
        // A mark without a definition means nothing, and load() removes it.
    }
}

// The text under the new name replaces the old text first: that is the moment at which the domain is renamed.
// The files follow, now or when a later process loads them.
void Definitions::rename(std::string_view from, const Definition &to)
{
    const std::string old_file = file_name_of(from);
    const std::string new_file = file_name_of(to.name);
    const std::string old_text = m_directory.read(old_file, largest_definition);
    if (m_directory.has(new_file))
        throw Error(ErrorCode::OperationFailed, "cannot rename domain '" + std::string(from) + "' to '" +
                                                    to.name + "': there is a file '" + m_directory.path() +
                                                    "/" + new_file + "' already; remove it first");
    m_directory.write(old_file, m_codec.format(to));
    try {
        finish_rename(old_file, new_file);
    } catch (const Error &) {
        m_directory.write(old_file, old_text);
        throw;
    }
}

void Definitions::finish_rename(const std::string &from, const std::string &to)
{
    if (m_directory.has(to))
        throw Error(ErrorCode::OperationFailed,
                    "the domain that it defines has a file of its own, '" + to + "'");
    const bool is_autostarted = m_autostart.has(from);
    if (is_autostarted)
        m_autostart.link(to, link_target(to));
    m_directory.rename(from, to);
    if (!is_autostarted)
        return;
    try {
        m_autostart.remove(from);
    } catch (const Error &) {
        // As in forget().
    }
}

void Definitions::mark_autostart(std::string_view name, bool autostart)
{
    const std::string file = file_name_of(name);
    if (autostart)
        m_autostart.link(file, link_target(file));
    else
        m_autostart.remove(file);
}

} // namespace modvirt::store
