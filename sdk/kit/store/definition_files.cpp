// SPDX-License-Identifier: MIT
#include "definition_files.hpp"

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

std::string file_name_of(std::string_view object_name, std::string_view noun)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string file;
    for (std::size_t i = 0; i < object_name.size(); ++i) {
        const auto byte = static_cast<unsigned char>(object_name[i]);
        if (is_safe(byte, i == 0))
            file += object_name[i];
        else
            (((file += '%') += digits[byte >> 4]) += digits[byte & 15]);
    }
    file += suffix;
    if (file.size() > longest_file_name)
        throw Error(ErrorCode::InvalidArg, "the name of " + std::string(noun) + " '" +
                                               std::string(object_name.substr(0, 40)) + "...' is too long for a file name: choose one of at most " +
                                               std::to_string(longest_file_name - suffix.size()) + " bytes");
    return file;
}

DefinitionFiles::DefinitionFiles(const std::string &path, std::string_view noun, FileCalls &calls)
    : m_noun(noun), m_directory(path, calls), m_autostart(path + "/autostart", calls)
{
}

std::vector<DefinitionFiles::Skipped> DefinitionFiles::load(const Parse &parse, const Accept &accept)
{
    m_directory.sweep();
    m_autostart.sweep();
    std::vector<Skipped> skipped;
    for (const std::string &file : m_directory.list()) {
        if (!file.ends_with(suffix))
            continue;
        try {
            load_one(file, parse, accept);
        } catch (const std::exception &error) {
            skipped.push_back({m_directory.path() + "/" + file, error.what()});
        }
    }
    for (const std::string &file : m_autostart.list()) {
        if (!m_directory.has(file))
            m_autostart.remove(file);
    }
    return skipped;
}

void DefinitionFiles::load_one(const std::string &file, const Parse &parse, const Accept &accept)
{
    const std::string own_file = file_name_of(parse(m_directory.read(file, largest_definition)), m_noun);
    if (own_file != file)
        finish_rename(file, own_file);
    accept(m_autostart.has(own_file));
}

void DefinitionFiles::keep(std::string_view name, std::string_view text)
{
    m_directory.write(file_name_of(name, m_noun), text);
}

void DefinitionFiles::forget(std::string_view name)
{
    const std::string file = file_name_of(name, m_noun);
    m_directory.remove(file);
    try {
        m_autostart.remove(file);
    } catch (const Error &) {
        // A mark without a definition means nothing, and load() removes it.
    }
}

// The text under the new name replaces the old text first: that is the moment at which the object is renamed.
// The files follow, now or when a later process loads them.
void DefinitionFiles::rename(std::string_view from, std::string_view to, std::string_view text)
{
    const std::string old_file = file_name_of(from, m_noun);
    const std::string new_file = file_name_of(to, m_noun);
    const std::string old_text = m_directory.read(old_file, largest_definition);
    if (m_directory.has(new_file))
        throw Error(ErrorCode::OperationFailed, "cannot rename " + std::string(m_noun) + " '" + std::string(from) +
                                                    "' to '" + std::string(to) + "': there is a file '" +
                                                    m_directory.path() + "/" + new_file +
                                                    "' already; remove it first");
    m_directory.write(old_file, text);
    try {
        finish_rename(old_file, new_file);
    } catch (const Error &) {
        m_directory.write(old_file, old_text);
        throw;
    }
}

void DefinitionFiles::finish_rename(const std::string &from, const std::string &to)
{
    if (m_directory.has(to))
        throw Error(ErrorCode::OperationFailed,
                    "the " + std::string(m_noun) + " that it defines has a file of its own, '" + to + "'");
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

void DefinitionFiles::mark_autostart(std::string_view name, bool autostart)
{
    const std::string file = file_name_of(name, m_noun);
    if (autostart)
        m_autostart.link(file, link_target(file));
    else
        m_autostart.remove(file);
}

} // namespace modvirt::store
