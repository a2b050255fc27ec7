// SPDX-License-Identifier: LGPL-2.1-or-later
// Turns what stands in a configuration file into a Configuration: which keys there are, and of what type each
// is.
#include "config/configuration.hpp"
#include "config/syntax.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <modvirt/error.hpp>
#include <numeric>
#include <span>

namespace modvirt::config {
namespace {

std::string_view type_name(const Value &value)
{
    constexpr std::string_view names[] = {"text", "a number", "true or false", "a list"};
    return names[value.content.index()];
}

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j + 1] + 1, row[j] + 1, replaced});
        }
    }
    return row.back();
}

// What to do about a word that is none of those there are.
std::string suggest(std::string_view word, std::span<const std::string_view> known)
{
    constexpr std::size_t most_edits = 2;
    constexpr std::size_t longest_word = 64;
    const auto distance = [&](std::string_view other) { return edit_distance(word, other); };
    const auto nearest = std::ranges::min_element(known, {}, distance);
    if (word.size() <= longest_word && distance(*nearest) <= most_edits) {
        return fmt::format("did you mean '{}'?", *nearest);
    }
    return fmt::format("expected {}", fmt::join(known, ", "));
}

class Reader {
public:
    Reader(const std::filesystem::path &file, Configuration &configuration)
        : m_file(file), m_configuration(configuration)
    {
    }

    void read(const Section &section)
    {
        m_section = fmt::format("{}", fmt::join(section.name, "."));
        if (section.name.size() == 2 && section.name[0] == "plugin") {
            read_plugin_settings(section);
            return;
        }
        const auto keys = keys_of(section);
        for (const Setting &setting : section.settings) {
            const auto key = std::ranges::find(keys, setting.key, &Key::name);
            if (key == keys.end()) {
                refuse_unknown(setting, keys);
            }
            m_key = section.name.empty() ? setting.key : fmt::format("{}.{}", m_section, setting.key);
            key->read(setting.value);
        }
    }

private:
    struct Key {
        std::string_view name;
        std::function<void(const Value &)> read;
    };

    std::vector<Key> keys_of(const Section &section)
    {
        Directories &directories = m_configuration.directories;
        if (section.name.empty()) {
            return {
                {"uri_default", [this](const Value &value) { m_configuration.uri_default = text(value); }},
                {"plugin_path", [this](const Value &value) { m_configuration.plugin_path = paths(value); }}};
        }
        if (m_section == "plugins") {
            return {
                {"select", [this](const Value &value) { m_configuration.plugins_select = texts(value); }},
                {"disable", [this](const Value &value) { m_configuration.plugins_disable = texts(value); }}};
        }
        if (m_section == "log") {
            return {
                {"rules", [this](const Value &value) { m_configuration.log.rules = rules(value); }},
                {"file", [this](const Value &value) { m_configuration.log.file = path(value).native(); }}};
        }
        if (m_section == "directories") {
            return {{"state", [&](const Value &value) { directories.state = path(value); }},
                    {"run", [&](const Value &value) { directories.run = path(value); }},
                    {"cache", [&](const Value &value) { directories.cache = path(value); }},
                    {"log", [&](const Value &value) { directories.log = path(value); }}};
        }
        constexpr std::string_view sections[] = {"plugins", "log", "directories", "plugin.NAME"};
        throw_at(m_file, section.position,
                 fmt::format("unknown section [{}]: {}", m_section, suggest(m_section, sections)));
    }

    [[noreturn]] void refuse_unknown(const Setting &setting, std::span<const Key> keys) const
    {
        std::vector<std::string_view> names;
        std::ranges::transform(keys, std::back_inserter(names), &Key::name);
        const std::string where = m_section.empty() ? "" : fmt::format(" in [{}]", m_section);
        throw_at(m_file, setting.position,
                 fmt::format("unknown key '{}'{}: {}", setting.key, where, suggest(setting.key, names)));
    }

    // A driver's own settings: any key, any plain value.
    void read_plugin_settings(const Section &section)
    {
        PluginSettings &settings = m_configuration.plugins[section.name[1]];
        for (const Setting &setting : section.settings) {
            m_key = fmt::format("{}.{}", m_section, setting.key);
            settings[setting.key] = plain_text(setting.value);
        }
    }

    [[noreturn]] void refuse(const Value &value, std::string_view expected) const
    {
        throw_at(m_file, value.position,
                 fmt::format("'{}' is {}: expected {}", m_key, type_name(value), expected));
    }

    std::string text(const Value &value, std::string_view expected = "text in quotes") const
    {
        if (const auto *content = std::get_if<std::string>(&value.content)) {
            return *content;
        }
        refuse(value, expected);
    }

    std::string plain_text(const Value &value) const
    {
        if (const auto *number = std::get_if<int64_t>(&value.content)) {
            return std::to_string(*number);
        }
        if (const auto *truth = std::get_if<bool>(&value.content)) {
            return *truth ? "true" : "false";
        }
        return text(value, "text in quotes, a number, true or false");
    }

    const std::vector<Value> &list(const Value &value) const
    {
        if (const auto *items = std::get_if<std::vector<Value>>(&value.content)) {
            return *items;
        }
        refuse(value, R"(a list of texts such as ["a", "b"])");
    }

    std::vector<std::string> texts(const Value &value) const
    {
        std::vector<std::string> result;
        for (const Value &item : list(value)) {
            result.push_back(text(item));
        }
        return result;
    }

    std::filesystem::path path(const Value &value) const
    {
        std::filesystem::path result = text(value);
        if (!result.is_absolute()) {
            throw_at(m_file, value.position,
                     fmt::format("'{}' is '{}': expected an absolute path", m_key, result.native()));
        }
        return result;
    }

    std::vector<std::filesystem::path> paths(const Value &value) const
    {
        std::vector<std::filesystem::path> result;
        for (const Value &item : list(value)) {
            result.push_back(path(item));
        }
        return result;
    }

    log::Rules rules(const Value &value) const
    {
        const std::string written = text(value);
        try {
            return log::Rules::parse(written);
        } catch (const Error &error) {
            throw_at(m_file, value.position, fmt::format("'{}' is wrong at {}", m_key, error.message()));
        }
    }

    const std::filesystem::path &m_file;
    Configuration &m_configuration;
    std::string m_section; // what is being read, for messages
    std::string m_key;
};

} // namespace

Configuration read_text(std::string_view text, const std::filesystem::path &file)
{
    Configuration configuration;
    Reader reader(file, configuration);
    for (const Section &section : parse_syntax(text, file)) {
        reader.read(section);
    }
    return configuration;
}

} // namespace modvirt::config
