// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/json_page.hpp"

#include <fmt/format.h>

#include <fstream>
#include <regex>

namespace modvirt::cli::testing {

namespace {

using Json = nlohmann::json;

std::vector<std::string> quoted_words(const std::string &line)
{
    std::vector<std::string> words;
    static const std::regex quoted("`([^`]*)`");
    for (std::sregex_iterator match(line.begin(), line.end(), quoted); match != std::sregex_iterator(); ++match)
        words.push_back((*match)[1]);
    return words;
}

std::string read_block(std::istream &file)
{
    std::string text;
    for (std::string line; std::getline(file, line) && line != "```";)
        text += line + "\n";
    return text;
}

bool is_one(std::string_view type, const Json &value)
{
    if (type == "any")
        return true;
    if (type == "integer")
        return value.is_number_integer();
    if (type == "number")
        return value.is_number();
    if (type == "boolean")
        return value.is_boolean();
    return value.type_name() == type;
}

// "string or null"
bool is_of(std::string_view types, const Json &value)
{
    constexpr std::string_view between = " or ";
    for (;;) {
        const size_t end = types.find(between);
        if (is_one(types.substr(0, end), value))
            return true;
        if (end == std::string_view::npos)
            return false;
        types.remove_prefix(end + between.size());
    }
}

std::string object_complaints(const Json &shape, const Json &value, const std::string &place)
{
    std::string complaints;
    for (const auto &member : shape.items()) {
        const bool optional = member.key().ends_with('?');
        const std::string name = optional ? member.key().substr(0, member.key().size() - 1) : member.key();
        if (name == "*")
            continue;
        if (value.contains(name))
            complaints += shape_complaints(member.value(), value[name], place + "." + name);
        else if (!optional)
            complaints += fmt::format("{} has no member '{}'\n", place, name);
    }
    for (const auto &member : value.items()) {
        if (shape.contains(member.key()) || shape.contains(member.key() + "?"))
            continue;
        complaints += shape.contains("*") ? shape_complaints(shape["*"], member.value(), place + "." + member.key())
                                          : fmt::format("{} has a member '{}'\n", place, member.key());
    }
    return complaints;
}

} // namespace

std::vector<JsonSection> read_json_page(const std::string &path)
{
    std::vector<JsonSection> sections;
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("### ")) {
            sections.push_back({quoted_words(line), {}});
        } else if (line == "```console") {
            std::istringstream block(read_block(file));
            for (std::string command; std::getline(block, command);)
                lines.push_back(command.substr(std::string_view("$ modvirt ").size()));
        } else if (line == "```json") {
            sections.back().examples.push_back({std::exchange(lines, {}), Json::parse(read_block(file))});
        }
    }
    return sections;
}

std::string shape_complaints(const Json &shape, const Json &value, const std::string &place)
{
    std::string complaints;
    if (shape.is_string())
        return is_of(shape.get<std::string>(), value) ? "" : fmt::format("{} is {}\n", place, value.dump());
    if (shape.type() != value.type())
        return fmt::format("{} is {}\n", place, value.dump());
    if (shape.is_object())
        return object_complaints(shape, value, place);
    for (size_t i = 0; i < value.size(); ++i)
        complaints += shape_complaints(shape.front(), value[i], fmt::format("{}[{}]", place, i));
    return complaints;
}

} // namespace modvirt::cli::testing
