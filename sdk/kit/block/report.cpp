// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <charconv>

#include <fmt/format.h>

#include "modvirt/error.hpp"

namespace modvirt::block {

nlohmann::json parse_report(std::string_view text, std::string_view tool)
{
    nlohmann::json report = nlohmann::json::parse(text, nullptr, false);
    if (report.is_object())
        return report;
    constexpr std::size_t most = 200;
    throw Error(ErrorCode::OperationFailed, fmt::format("'{}' printed something else than its report: {}", tool,
                                                        text.substr(0, most)));
}

const nlohmann::json &member(const nlohmann::json &object, const char *name)
{
    static const nlohmann::json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(name);
    return found == object.end() ? nothing : *found;
}

std::string text_of(const nlohmann::json &object, const char *name)
{
    const nlohmann::json &value = member(object, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

uint64_t number_of(const nlohmann::json &object, const char *name)
{
    const nlohmann::json &value = member(object, name);
    if (value.is_number_unsigned())
        return value.get<uint64_t>();
    return value.is_string() ? leading_number(value.get_ref<const std::string &>()) : 0;
}

uint64_t leading_number(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
        base = 16;
    }
    uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

} // namespace modvirt::block
