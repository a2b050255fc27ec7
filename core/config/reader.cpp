// SPDX-License-Identifier: LGPL-2.1-or-later
// Turns the text of a configuration file into a Configuration: toml++ reads the syntax, this knows the keys.
#include "config/configuration.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <modvirt/error.hpp>
#include <numeric>
#include <span>
#include <sstream>

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace modvirt::config {
namespace {

// A message is one line, whatever the file has in it.
std::string one_line(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        line.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
    }
    return line;
}

[[noreturn]] void throw_at(const std::filesystem::path &file, const toml::source_region &where,
                           std::string_view message)
{
    throw Error(
        ErrorCode::ConfSyntax,
        fmt::format("{}:{}:{}: {}", file.native(), where.begin.line, where.begin.column, one_line(message)),
        ErrorDomain::Conf);
}

std::string_view type_name(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::table:
        return "a section";
    case toml::node_type::array:
        return "a list";
    case toml::node_type::string:
        return "text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
        return "a number";
    case toml::node_type::boolean:
        return "true or false";
    default:
        return "a date or time";
    }
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

class Reader {
public:
    Reader(const std::filesystem::path &file, Configuration &configuration)
        : m_file(file), m_configuration(configuration)
    {
    }

    void read(const toml::table &root)
    {
        const Key keys[] = {
            {"uri_default", [this](const toml::node &node) { m_configuration.uri_default = text(node); }},
            {"plugin_path", [this](const toml::node &node) { m_configuration.plugin_path = paths(node); }},
            {"plugins", [this](const toml::node &node) { read_plugins(section(node)); }},
            {"log", [this](const toml::node &node) { read_log(section(node)); }},
            {"directories", [this](const toml::node &node) { read_directories(section(node)); }},
            {"plugin", [this](const toml::node &node) { read_plugin_settings(section(node)); }},
        };
        read_keys(root, "", keys);
    }

private:
    struct Key {
        std::string_view name;
        std::function<void(const toml::node &)> read;
    };

    void read_keys(const toml::table &table, std::string_view section_name, std::span<const Key> keys)
    {
        for (const auto &[name, node] : table) {
            const auto key = std::ranges::find(keys, name.str(), &Key::name);
            if (key == keys.end()) {
                refuse_unknown(name, section_name, keys);
            }
            m_key = section_name.empty() ? std::string(name.str())
                                         : fmt::format("{}.{}", section_name, name.str());
            key->read(node);
        }
    }

    [[noreturn]] void refuse_unknown(const toml::key &name, std::string_view section_name,
                                     std::span<const Key> keys) const
    {
        const auto distance = [&](const Key &key) { return edit_distance(name.str(), key.name); };
        const auto nearest = std::ranges::min_element(keys, {}, distance);
        std::string hint;
        if (distance(*nearest) <= 2) {
            hint = fmt::format("did you mean '{}'?", nearest->name);
        } else {
            std::vector<std::string_view> names;
            std::ranges::transform(keys, std::back_inserter(names), &Key::name);
            hint = fmt::format("expected {}", fmt::join(names, ", "));
        }
        throw_at(m_file, name.source(),
                 fmt::format("unknown key '{}'{}: {}", name.str(),
                             section_name.empty() ? "" : fmt::format(" in [{}]", section_name), hint));
    }

    void read_plugins(const toml::table &table)
    {
        const Key keys[] = {
            {"select", [this](const toml::node &node) { m_configuration.plugins_select = texts(node); }},
            {"disable", [this](const toml::node &node) { m_configuration.plugins_disable = texts(node); }},
        };
        read_keys(table, "plugins", keys);
    }

    void read_log(const toml::table &table)
    {
        const Key keys[] = {
            {"rules", [this](const toml::node &node) { m_configuration.log.rules = rules(node); }},
            {"file", [this](const toml::node &node) { m_configuration.log.file = path(node).native(); }},
        };
        read_keys(table, "log", keys);
    }

    void read_directories(const toml::table &table)
    {
        Directories &directories = m_configuration.directories;
        const Key keys[] = {
            {"state", [&](const toml::node &node) { directories.state = path(node); }},
            {"run", [&](const toml::node &node) { directories.run = path(node); }},
            {"cache", [&](const toml::node &node) { directories.cache = path(node); }},
            {"log", [&](const toml::node &node) { directories.log = path(node); }},
        };
        read_keys(table, "directories", keys);
    }

    // A driver's own settings: any key, any plain value.
    void read_plugin_settings(const toml::table &table)
    {
        for (const auto &[plugin, node] : table) {
            m_key = fmt::format("plugin.{}", plugin.str());
            PluginSettings &settings = m_configuration.plugins[std::string(plugin.str())];
            for (const auto &[key, value] : section(node)) {
                m_key = fmt::format("plugin.{}.{}", plugin.str(), key.str());
                settings[std::string(key.str())] = plain_text(value);
            }
        }
    }

    [[noreturn]] void refuse(const toml::node &node, std::string_view expected) const
    {
        throw_at(m_file, node.source(),
                 fmt::format("'{}' is {}: expected {}", m_key, type_name(node), expected));
    }

    const toml::table &section(const toml::node &node) const
    {
        if (const toml::table *table = node.as_table()) {
            return *table;
        }
        refuse(node, fmt::format("a section, written [{}]", m_key));
    }

    std::string text(const toml::node &node, std::string_view expected = "text in quotes") const
    {
        if (const auto *value = node.as_string()) {
            return value->get();
        }
        refuse(node, expected);
    }

    std::string plain_text(const toml::node &node) const
    {
        if (const auto *number = node.as_integer()) {
            return std::to_string(number->get());
        }
        if (const auto *number = node.as_floating_point()) {
            return fmt::format("{}", number->get());
        }
        if (const auto *truth = node.as_boolean()) {
            return truth->get() ? "true" : "false";
        }
        return text(node, "text in quotes, a number, true or false");
    }

    std::vector<std::string> texts(const toml::node &node) const
    {
        constexpr std::string_view expected = R"(a list of texts such as ["a", "b"])";
        const toml::array *items = node.as_array();
        if (items == nullptr) {
            refuse(node, expected);
        }
        std::vector<std::string> result;
        for (const toml::node &item : *items) {
            result.push_back(text(item, expected));
        }
        return result;
    }

    std::filesystem::path path(const toml::node &node) const
    {
        std::filesystem::path value = text(node);
        if (!value.is_absolute()) {
            throw_at(m_file, node.source(),
                     fmt::format("'{}' is '{}': expected an absolute path", m_key, value.native()));
        }
        return value;
    }

    std::vector<std::filesystem::path> paths(const toml::node &node) const
    {
        texts(node); // refuses what is not a list of texts
        std::vector<std::filesystem::path> result;
        for (const toml::node &item : *node.as_array()) {
            result.push_back(path(item));
        }
        return result;
    }

    log::Rules rules(const toml::node &node) const
    {
        const std::string value = text(node);
        try {
            return log::Rules::parse(value);
        } catch (const Error &error) {
            throw_at(m_file, node.source(), fmt::format("'{}' is wrong at {}", m_key, error.message()));
        }
    }

    const std::filesystem::path &m_file;
    Configuration &m_configuration;
    std::string m_key; // what is being read, for messages
};

} // namespace

Configuration read_text(std::string_view text, const std::filesystem::path &file)
{
    const toml::parse_result result = toml::parse(text);
    if (!result) {
        throw_at(file, result.error().source(), result.error().description());
    }
    Configuration configuration;
    Reader(file, configuration).read(result.table());
    return configuration;
}

} // namespace modvirt::config
