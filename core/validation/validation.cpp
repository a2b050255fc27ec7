// SPDX-License-Identifier: LGPL-2.1-or-later
// What the catalog of documents says, put into the parts that a person or an editor needs: place, element, what is
// wrong there, and what to do.
#include "validation/validation.hpp"

#include "kit/catalog/catalog.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::validation {
namespace {

using Json = nlohmann::ordered_json;

struct Place {
    uint32_t line = 0; // counted from 1; 0: unknown
    uint32_t column = 0;
};

struct Message {
    Place place;
    std::string text;
};

bool take_number(std::string_view &text, uint32_t &number)
{
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc())
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool take_word(std::string_view &text, std::string_view word)
{
    if (!text.starts_with(word))
        return false;
    text.remove_prefix(word.size());
    return true;
}

// "XML error: line 3, column 7: what is wrong" becomes its place and "XML error: what is wrong".
Message split_place(std::string_view text)
{
    for (std::size_t at = text.find("line "); at != std::string_view::npos; at = text.find("line ", at + 1)) {
        std::string_view rest = text.substr(at);
        Place place;
        if (take_word(rest, "line ") && take_number(rest, place.line) && take_word(rest, ", column ") &&
            take_number(rest, place.column) && take_word(rest, ": "))
            return {place, std::string(text.substr(0, at)) + std::string(rest)};
    }
    return {{}, std::string(text)};
}

// Where a place is in the text; columns count characters.
std::size_t offset_of(std::string_view text, Place place)
{
    std::size_t at = 0;
    for (uint32_t line = 1; line < place.line; ++line) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos)
            return text.size();
        at = end + 1;
    }
    const auto is_continuation = [&](std::size_t byte) {
        return byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xc0) == 0x80;
    };
    for (uint32_t column = 1; column < place.column && at < text.size(); ++column) {
        ++at;
        while (is_continuation(at))
            ++at;
    }
    return std::min(at, text.size());
}

// The name in the tag that begins at or before the place.
std::string element_at(std::string_view text, Place place)
{
    if (text.empty())
        return {};
    const std::size_t open = text.rfind('<', std::min(offset_of(text, place), text.size() - 1));
    if (open == std::string_view::npos)
        return {};
    std::string_view name = text.substr(open + 1);
    take_word(name, "/");
    name = name.substr(0, name.find_first_of(" \t\r\n/><!?"));
    constexpr std::size_t longest_shown = 80;
    return std::string(name.substr(0, longest_shown));
}

// A document whose fault has no place is at fault as a whole.
Place place_of_root(std::string_view text)
{
    Place place{1, 1};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_tag = text[i] == '<' && i + 1 < text.size() && text[i + 1] != '?' && text[i + 1] != '!';
        if (is_tag)
            return place;
        place = text[i] == '\n' ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
    }
    return {1, 1};
}

// Many messages end with what would be right.
constexpr std::string_view remedy_beginnings[] = {": expected ", ": it holds ", ": it has ", "; did you mean ",
                                                  ": a unit is one of ", ": it is one of "};

// What to do where the message itself does not say it.
std::string general_remedy(std::string_view message, const catalog::Kind *kind)
{
    if (message.find("issing") != std::string_view::npos)
        return "add what is missing";
    if (message.find("more than once") != std::string_view::npos)
        return "remove all of them but one";
    if (kind == nullptr)
        return "name the kind of the document when its root element is that of a fragment";
    return fmt::format("change or remove it; schemas/{}.rng in modvirt's data directory tells what may stand here",
                       kind->name);
}

Json describe(std::string_view severity, std::string_view text, Message found, const catalog::Kind *kind)
{
    if (found.place.line == 0)
        found.place = place_of_root(text);
    std::size_t split = std::string::npos;
    for (const std::string_view beginning : remedy_beginnings)
        split = std::min(split, found.text.find(beginning));
    std::string remedy;
    if (split != std::string::npos) {
        remedy = found.text.substr(split + 2);
        found.text.resize(split);
    } else {
        remedy = general_remedy(found.text, kind);
    }
    return {{"severity", severity},
            {"line", found.place.line},
            {"column", found.place.column},
            {"element", element_at(text, found.place)},
            {"message", found.text},
            {"remedy", remedy}};
}

Json judge(const modvirt_xml_v1 &parser, std::string_view text, const char *kind_name)
{
    const catalog::Kind *kind = nullptr;
    if (kind_name != nullptr && (kind = catalog::find(kind_name)) == nullptr) {
        std::vector<std::string_view> names;
        for (const catalog::Kind &known : catalog::kinds())
            names.push_back(known.name);
        return {{"unknown_kind", fmt::format("there is no kind of document '{}': it is one of {}", kind_name,
                                             fmt::join(names, ", "))}};
    }
    const catalog::Verdict verdict = catalog::validate(parser, text, kind);
    Json findings = Json::array();
    for (const xml::Finding &finding : verdict.dropped)
        findings.push_back(describe("warning", text, {{finding.line, finding.column}, finding.message}, verdict.kind));
    if (!verdict.error.empty())
        findings.push_back(describe("error", text, split_place(verdict.error), verdict.kind));
    return {{"kind", verdict.kind == nullptr ? Json(nullptr) : Json(verdict.kind->name)},
            {"valid", verdict.valid()},
            {"findings", findings}};
}

} // namespace
} // namespace modvirt::validation

char *modvirt_validate_xml_v1(const modvirt_xml_v1 *parser, const char *text, uint64_t size, const char *kind)
{
    using modvirt::validation::Json;
    try {
        const Json answer = modvirt::validation::judge(*parser, {text, size}, kind);
        return strdup(answer.dump(-1, ' ', false, Json::error_handler_t::replace).c_str());
    } catch (const std::exception &) {
        return nullptr;
    }
}
