// SPDX-License-Identifier: LGPL-2.1-or-later
#include "commands/plugin_text.hpp"

#include "base/text_table.hpp"

#include <algorithm>
#include <map>

namespace modvirt::cli {

namespace {

// A member as text; "-" when it is missing, null or empty. Lists are joined with commas.
std::string member(const JsonValue &object, std::string_view name)
{
    const auto found = object.find(std::string(name));
    if (found == object.end() || found->is_null())
        return "-";
    if (found->is_array()) {
        std::string text;
        for (const JsonValue &item : *found)
            text += (text.empty() ? "" : ", ") + (item.is_string() ? item.get<std::string>() : item.dump());
        return text.empty() ? "-" : text;
    }
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    return text.empty() ? "-" : text;
}

bool has(const JsonValue &object, std::string_view name)
{
    return member(object, name) != "-";
}

std::string line(std::string_view label, const std::string &value)
{
    return fmt::format("{:<15} {}\n", label, value);
}

std::string claims(const JsonValue &plugin)
{
    return has(plugin, "uri_schemes") ? member(plugin, "uri_schemes") : member(plugin, "pool_types");
}

// Why a plugin is not usable, below the table: sentences do not fit in columns.
std::string reason_lines(const JsonValue &plugin)
{
    std::string text;
    if (has(plugin, "reason"))
        text += fmt::format("{}: {}\n", member(plugin, "name"), printable(member(plugin, "reason")));
    if (has(plugin, "hint"))
        text += fmt::format("  hint: {}\n", printable(member(plugin, "hint")));
    return text;
}

std::string manifest_lines(const JsonValue &plugin)
{
    const auto manifest = plugin.find("manifest");
    if (manifest == plugin.end() || !manifest->is_object() || manifest->empty())
        return {};
    std::string text = "\nManifest:\n";
    for (const auto &[key, value] : manifest->items())
        text += fmt::format("  {}: {}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
    return text;
}

std::string operation_lines(const JsonValue &plugin)
{
    const auto operations = plugin.find("operations");
    if (operations == plugin.end() || !operations->is_array() || operations->empty())
        return {};
    std::string text = fmt::format("\nOperations ({}):\n", operations->size());
    for (const JsonValue &operation : *operations)
        text += fmt::format("  {}\n", operation.get<std::string>());
    return text;
}

std::string candidate_lines(const JsonValue &directory)
{
    const auto candidates = directory.find("candidates");
    if (candidates == directory.end())
        return {};
    std::string text;
    for (const JsonValue &candidate : *candidates) {
        text += fmt::format("    {}: {}", member(candidate, "path"), member(candidate, "state"));
        if (has(candidate, "reason"))
            text += fmt::format(" ({})", printable(member(candidate, "reason")));
        text += "\n";
    }
    return text;
}

bool serves(const JsonValue &function, const std::string &driver)
{
    const JsonValue &drivers = function.at("drivers");
    return std::find(drivers.begin(), drivers.end(), driver) != drivers.end();
}

} // namespace

std::string plugin_list_text(const JsonValue &answer)
{
    TextTable table({"Name", "Kind", "Version", "State", "Serves", "Path"});
    std::string reasons;
    for (const JsonValue &plugin : answer.at("plugins")) {
        table.add({member(plugin, "name"), member(plugin, "kind"), member(plugin, "version"),
                   member(plugin, "state"), claims(plugin), member(plugin, "path")});
        reasons += reason_lines(plugin);
    }
    return table.render(Header::Shown) + (reasons.empty() ? "" : "\n" + reasons);
}

std::string plugin_show_text(const JsonValue &plugin)
{
    constexpr std::pair<std::string_view, std::string_view> lines[] = {
        {"Name:", "name"},
        {"Kind:", "kind"},
        {"Version:", "version"},
        {"State:", "state"},
        {"Reason:", "reason"},
        {"Hint:", "hint"},
        {"Path:", "path"},
        {"ABI:", "abi"},
        {"URI schemes:", "uri_schemes"},
        {"Pool types:", "pool_types"},
        {"Threading:", "threading"},
        {"Vendor:", "vendor"},
        {"License:", "license"},
        {"Shadowed by:", "shadowed_by"},
    };
    std::string text;
    for (const auto &[label, name] : lines)
        if (has(plugin, name))
            text += line(label, printable(member(plugin, name)));
    return text + manifest_lines(plugin) + operation_lines(plugin);
}

std::string plugin_explain_text(const JsonValue &answer)
{
    std::string text = line("URI:", member(answer, "uri")) + line("Scheme:", member(answer, "scheme")) +
                       line("Verdict:", member(answer, "verdict")) +
                       line("Driver:", member(answer, "driver"));
    if (has(answer, "package"))
        text += line("Package:", member(answer, "package"));
    if (has(answer, "hint"))
        text += line("Hint:", printable(member(answer, "hint")));
    const auto searched = answer.find("searched");
    if (searched == answer.end() || searched->empty())
        return text;
    text += "\nSearched:\n";
    for (const JsonValue &directory : *searched) {
        const bool exists = directory.value("exists", false);
        text += fmt::format("  {} ({}){}\n", member(directory, "directory"), member(directory, "source"),
                            exists ? "" : ": does not exist");
        text += candidate_lines(directory);
    }
    return text;
}

std::string plugin_doctor_text(const JsonValue &answer)
{
    std::string text;
    for (const JsonValue &finding : answer.at("findings")) {
        text += fmt::format("{}: {}: {}\n", member(finding, "severity"), member(finding, "subject"),
                            printable(member(finding, "text")));
        if (has(finding, "hint"))
            text += fmt::format("  hint: {}\n", printable(member(finding, "hint")));
    }
    if (answer.value("healthy", false))
        text += "All plugins are in order.\n";
    return text;
}

// A column for each driver, and below it how much each of them serves.
std::string plugin_matrix_text(const JsonValue &answer)
{
    std::vector<std::string> names;
    std::vector<std::string> header{"Function", "Since"};
    for (const JsonValue &driver : answer.at("drivers"))
        names.push_back(header.emplace_back(member(driver, "name")));
    TextTable table(header);
    std::map<std::string, size_t> counts;
    size_t library = 0;
    for (const JsonValue &function : answer.at("functions")) {
        const bool by_library = member(function, "served") == "library";
        library += by_library ? 1 : 0;
        std::vector<std::string> row{member(function, "name"), member(function, "since")};
        for (const std::string &name : names) {
            const bool served = serves(function, name);
            counts[name] += served ? 1 : 0;
            row.emplace_back(by_library ? "library" : served ? "yes" : "-");
        }
        table.add(row);
    }
    std::string text = table.render(Header::Shown);
    text += fmt::format("\nOf {} functions the library itself serves {}", answer.at("functions").size(), library);
    for (const std::string &name : names)
        text += fmt::format(", {} {}", name, counts[name]);
    return text + ".\n";
}

} // namespace modvirt::cli
