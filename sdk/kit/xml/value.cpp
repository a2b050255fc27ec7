// SPDX-License-Identifier: MIT
#include "kit/xml/value.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "kit/xml/ip_address.hpp"

namespace modvirt::xml {

namespace {

constexpr bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

// libvirt's numbers may have blanks before them, as strtoul() allows, but nothing behind them.
std::string_view without_leading_blanks(std::string_view text)
{
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    return text;
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base) noexcept
{
    Number number{};
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number, base);
    if (error != std::errc{} || stop != end || text.empty())
        return std::nullopt;
    return number;
}

int hex_value(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    if (character >= 'A' && character <= 'F')
        return character - 'A' + 10;
    return -1;
}

// libvirt's bitmaps end at this CPU.
constexpr uint32_t cpu_limit = 16384;

void mark(std::vector<bool> &cpus, uint32_t first, uint32_t last, bool present)
{
    if (cpus.size() <= last)
        cpus.resize(last + 1);
    std::fill(cpus.begin() + first, cpus.begin() + last + 1, present);
}

// One item of a CPU set: "3", "^3" or "1-4".
bool mark_item(std::vector<bool> &cpus, std::string_view item)
{
    while (!item.empty() && is_blank(item.back()))
        item.remove_suffix(1);
    item = without_leading_blanks(item);
    const bool present = item.empty() || item.front() != '^';
    if (!present)
        item.remove_prefix(1);
    const std::size_t dash = item.find('-');
    const auto first = parse_number<uint32_t>(item.substr(0, dash), 10);
    const auto last =
        dash == std::string_view::npos ? first : parse_number<uint32_t>(item.substr(dash + 1), 10);
    if (!first || !last || *first > *last || *last >= cpu_limit ||
        (!present && dash != std::string_view::npos))
        return false;
    mark(cpus, *first, *last, present);
    return true;
}

void write_ranges(const std::vector<bool> &cpus, std::string &out)
{
    for (std::size_t i = 0; i < cpus.size(); ++i) {
        if (!cpus[i])
            continue;
        std::size_t last = i;
        while (last + 1 < cpus.size() && cpus[last + 1])
            ++last;
        if (!out.empty())
            out += ',';
        out += last == i ? fmt::format("{}", i) : fmt::format("{}-{}", i, last);
        i = last;
    }
}

std::optional<std::string_view> canonical_cpu_set(std::string_view value, std::string &scratch)
{
    std::vector<bool> cpus;
    while (true) {
        const std::size_t comma = value.find(',');
        if (!mark_item(cpus, value.substr(0, comma)))
            return std::nullopt;
        if (comma == std::string_view::npos)
            break;
        value.remove_prefix(comma + 1);
    }
    scratch.clear();
    write_ranges(cpus, scratch);
    if (scratch.empty()) // all that was named was taken out again
        return std::nullopt;
    return scratch;
}

// Two slashes at the front are not one: POSIX gives them a meaning of their own.
std::string_view canonical_path(std::string_view path, std::string &scratch)
{
    const bool two = path.starts_with("//") && !path.starts_with("///");
    scratch.assign(two ? 1 : 0, '/');
    for (const char character : path)
        if (character != '/' || scratch.empty() || scratch.back() != '/' || (two && scratch.size() == 1))
            scratch += character;
    if (scratch.size() > (two ? 2 : 1) && scratch.back() == '/')
        scratch.pop_back();
    return scratch;
}

// "$NAME"; the iterator that is meant when none is named is left out.
std::optional<std::string_view> canonical_variable(std::string_view value)
{
    if (value.ends_with("[@0]"))
        value.remove_suffix(4);
    const std::size_t end = value.find_first_of("[ \t\n<>&'\"", 1);
    return value.size() > 1 && (end == std::string_view::npos || (value[end] == '[' && value.back() == ']'))
               ? std::optional(value)
               : std::nullopt;
}

std::optional<uint64_t> parse_base_16(std::string_view text)
{
    text = without_leading_blanks(text);
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    return parse_number<uint64_t>(text, 16);
}

// The way through the hubs of a bus.
std::optional<std::string_view> canonical_ports(std::string_view value, std::string &scratch)
{
    constexpr int most_hubs = 4;
    scratch.clear();
    for (int i = 0; i < most_hubs; ++i) {
        const std::size_t dot = value.find('.');
        const auto port = parse_number<uint32_t>(without_leading_blanks(value.substr(0, dot)), 10);
        if (!port)
            return std::nullopt;
        scratch += fmt::format("{}{}", i == 0 ? "" : ".", *port);
        if (dot == std::string_view::npos)
            return scratch;
        value.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

std::optional<std::string_view> canonical_word(const ValueRule &rule, std::string_view value)
{
    const auto word = std::find(rule.words.begin(), rule.words.end(), value);
    if (word == rule.words.end())
        return std::nullopt;
    return *word;
}

// A plain "12" is its own canonical form; "012" and "+12" are not, and are written anew.
template <typename Number>
std::string_view written(std::string_view value, Number number, std::string &scratch)
{
    const bool plain = value.size() == 1 || (value.front() >= '1' && value.front() <= '9') ||
                       (value.front() == '-' && value.size() > 1 && value[1] >= '1' && value[1] <= '9');
    if (plain)
        return value;
    scratch = fmt::format("{}", number);
    return scratch;
}

} // namespace

std::optional<uint64_t> parse_unsigned(std::string_view text) noexcept
{
    text = without_leading_blanks(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    return parse_number<uint64_t>(text, 10);
}

std::optional<int64_t> parse_integer(std::string_view text) noexcept
{
    text = without_leading_blanks(text);
    if (text.starts_with('+') && !text.starts_with("+-"))
        text.remove_prefix(1);
    return parse_number<int64_t>(text, 10);
}

std::optional<uint64_t> parse_any_base(std::string_view text) noexcept
{
    text = without_leading_blanks(text);
    if (text.starts_with("0x") || text.starts_with("0X"))
        return parse_number<uint64_t>(text.substr(2), 16);
    if (text.size() > 1 && text.front() == '0')
        return parse_number<uint64_t>(text.substr(1), 8);
    return parse_number<uint64_t>(text, 10);
}

std::optional<std::array<uint8_t, 16>> parse_uuid(std::string_view text) noexcept
{
    text = without_leading_blanks(text);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    std::array<uint8_t, 16> uuid{};
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        // Dashes may stand anywhere between bytes, as in libvirt.
        if ((text[i] == '-' || text[i] == ' ') && digits % 2 == 0 && digits > 0)
            continue;
        const int value = hex_value(text[i]);
        if (value < 0 || digits == 32)
            return std::nullopt;
        uuid[digits / 2] = static_cast<uint8_t>(uuid[digits / 2] << 4 | value);
        ++digits;
    }
    if (digits != 32)
        return std::nullopt;
    return uuid;
}

std::string format_uuid(const std::array<uint8_t, 16> &uuid)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < uuid.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[uuid[i] >> 4];
        text += digits[uuid[i] & 15];
    }
    return text;
}

std::optional<std::array<uint8_t, 6>> parse_mac(std::string_view text) noexcept
{
    std::array<uint8_t, 6> mac{};
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const std::size_t colon = i + 1 < mac.size() ? text.find(':') : text.size();
        if (colon == std::string_view::npos)
            return std::nullopt;
        const auto byte = parse_number<uint8_t>(text.substr(0, colon), 16);
        if (!byte)
            return std::nullopt;
        mac[i] = *byte;
        text.remove_prefix(std::min(colon + 1, text.size()));
    }
    return mac;
}

std::string format_mac(const std::array<uint8_t, 6> &mac)
{
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3], mac[4],
                       mac[5]);
}

std::optional<std::string_view> canonical(const ValueRule &rule, std::string_view value, std::string &scratch)
{
    if (rule.or_variable && value.starts_with('$'))
        return canonical_variable(value);
    switch (rule.form) {
    case Form::Text:
        return value;
    case Form::Number:
        if (const auto number = parse_any_base(value); number && *number <= rule.most)
            return value;
        return std::nullopt;
    case Form::Word:
        return canonical_word(rule, value);
    case Form::Unsigned:
        if (const auto number = rule.any_base ? parse_any_base(value) : parse_unsigned(value);
            number && *number <= rule.most && *number >= static_cast<uint64_t>(rule.least))
            return written(value, *number, scratch);
        return std::nullopt;
    case Form::Integer:
        if (const auto number = parse_integer(value);
            number && *number >= rule.least && (*number < 0 || static_cast<uint64_t>(*number) <= rule.most))
            return written(value, *number, scratch);
        return std::nullopt;
    case Form::Hex:
        if (const auto number = rule.base_16 ? parse_base_16(value) : parse_any_base(value);
            number && *number <= rule.most) {
            scratch = rule.upper_case ? fmt::format("0x{:0{}X}", *number, rule.hex_digits)
                                      : fmt::format("0x{:0{}x}", *number, rule.hex_digits);
            return scratch;
        }
        return std::nullopt;
    case Form::Octal:
        if (const auto number = parse_number<uint64_t>(without_leading_blanks(value), 8);
            number && *number <= rule.most) {
            scratch = fmt::format("0{:o}", *number);
            return scratch;
        }
        return std::nullopt;
    case Form::Path:
        return canonical_path(value, scratch);
    case Form::Ports:
        return canonical_ports(value, scratch);
    case Form::Uuid:
        if (const auto parsed = parse_uuid(value)) {
            scratch = format_uuid(*parsed);
            return scratch;
        }
        return std::nullopt;
    case Form::Mac:
        if (const auto parsed = parse_mac(value)) {
            scratch = format_mac(*parsed);
            return scratch;
        }
        return std::nullopt;
    case Form::CpuSet:
        return canonical_cpu_set(value, scratch);
    case Form::Ip:
        if (const auto parsed = IpAddress::parse(value)) {
            scratch = parsed->text();
            return scratch;
        }
        return std::nullopt;
    }
    return std::nullopt;
}

std::string expectation(const ValueRule &rule)
{
    switch (rule.form) {
    case Form::Text:
        return "a text";
    case Form::Word: {
        if (rule.words.empty())
            return "none, as there is nothing to choose from here";
        std::string words = rule.words.size() > 1 ? "one of " : "";
        for (std::size_t i = 0; i < rule.words.size(); ++i)
            words += fmt::format("{}'{}'", i > 0 ? ", " : "", rule.words[i]);
        return words;
    }
    case Form::Unsigned:
        return fmt::format("a whole number from {} to {}", rule.least, rule.most);
    case Form::Integer:
        return fmt::format("a whole number from {} to {}", rule.least,
                           std::min<uint64_t>(rule.most, INT64_MAX));
    case Form::Hex:
        return fmt::format("a number from 0 to 0x{:x}, {}", rule.most,
                           rule.base_16 ? "hexadecimal" : "decimal or as 0x...");
    case Form::Number:
        return fmt::format("a number from 0 to {}, decimal or as 0x...", rule.most);
    case Form::Octal:
        return fmt::format("an octal number from 0 to 0{:o}", rule.most);
    case Form::Path:
        return "a path";
    case Form::Uuid:
        return "a UUID of 32 hexadecimal digits, with or without dashes";
    case Form::Mac:
        return "a MAC address such as 52:54:00:12:34:56";
    case Form::CpuSet:
        return fmt::format("a list of numbers below {} such as 0-3,^2,8", cpu_limit);
    case Form::Ip:
        return "an IP address such as 192.168.122.1 or 2001:db8::1";
    case Form::Ports:
        return "up to four numbers with dots between them, such as 1.2";
    }
    return {};
}

std::optional<uint64_t> unit_bytes(std::string_view unit, uint64_t otherwise) noexcept
{
    if (unit.empty())
        return otherwise;
    const auto same = [](std::string_view a, std::string_view b) {
        return std::ranges::equal(a, b, [](char x, char y) { return (x | 0x20) == (y | 0x20); });
    };
    if (same(unit, "b") || same(unit, "byte") || same(unit, "bytes"))
        return 1;
    static constexpr std::string_view letters = "kmgtpe";
    const std::size_t power = letters.find(static_cast<char>(unit.front() | 0x20));
    if (power == std::string_view::npos)
        return std::nullopt;
    const std::string_view rest = unit.substr(1);
    const uint64_t base = rest.empty() || same(rest, "ib") ? 1024 : same(rest, "b") ? 1000 : 0;
    if (base == 0)
        return std::nullopt;
    uint64_t bytes = 1;
    for (std::size_t i = 0; i <= power; ++i)
        bytes *= base;
    return bytes;
}

uint64_t scale(uint64_t amount, std::string_view unit, uint64_t default_unit, uint64_t output)
{
    const auto bytes_each = unit_bytes(unit, default_unit);
    if (!bytes_each)
        throw Error(
            ErrorCode::InvalidArg,
            fmt::format("unknown suffix '{}': a unit is one of b, bytes, KB, k, KiB, MB, M, MiB, GB, G, "
                        "GiB, TB, T, TiB, PB, P, PiB, EB, E, EiB",
                        unit),
            ErrorDomain::Nowhere);
    uint64_t bytes = 0;
    if (__builtin_mul_overflow(amount, *bytes_each, &bytes))
        throw Error(ErrorCode::Overflow, fmt::format("value too large: {}{}", amount, unit), ErrorDomain::Nowhere);
    return bytes / output + (bytes % output != 0 ? 1 : 0);
}

std::optional<std::string_view> suggestion(std::string_view given, std::span<const std::string_view> words)
{
    // Long nonsense is near to nothing, and would make the comparison quadratic.
    if (given.size() > 64)
        return std::nullopt;
    std::optional<std::string_view> best;
    std::size_t best_distance = given.size() / 3 + 1;
    std::vector<std::size_t> row;
    for (const std::string_view word : words) {
        row.resize(word.size() + 1);
        for (std::size_t i = 0; i <= word.size(); ++i)
            row[i] = i;
        for (std::size_t i = 0; i < given.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i + 1;
            for (std::size_t j = 0; j < word.size(); ++j) {
                const bool same = (given[i] | 0x20) == (word[j] | 0x20);
                const std::size_t next = std::min({diagonal + (same ? 0 : 1), row[j] + 1, row[j + 1] + 1});
                diagonal = row[j + 1];
                row[j + 1] = next;
            }
        }
        if (row[word.size()] <= best_distance && (!best || row[word.size()] < best_distance)) {
            best = word;
            best_distance = row[word.size()];
        }
    }
    return best;
}

} // namespace modvirt::xml
