// SPDX-License-Identifier: LGPL-2.1-or-later
#include "uri.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <modvirt/error.hpp>

namespace modvirt {

namespace {

[[noreturn]] void refuse(std::string_view text)
{
    throw Error(ErrorCode::InternalError, "Unable to parse URI " + std::string(text), ErrorDomain::Uri);
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_scheme_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

// What a URI has only behind a '%'.
bool is_forbidden(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > '\x7f' || c == '\x7f' || c == '<' || c == '>' || c == '"';
}

std::optional<char> hex_pair(std::string_view digits)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2 || value == 0)
        return std::nullopt;
    return static_cast<char>(value);
}

std::string decode(std::string_view part, std::string_view whole)
{
    std::string decoded;
    decoded.reserve(part.size());
    for (size_t at = 0; at < part.size(); ++at) {
        if (part[at] != '%') {
            decoded += part[at];
            continue;
        }
        const auto value = hex_pair(part.substr(at + 1, 2));
        if (!value)
            refuse(whole);
        decoded += *value;
        at += 2;
    }
    return decoded;
}

// Takes what stands before the first of `ends` off the front of `rest`.
std::string_view take_until(std::string_view &rest, std::string_view ends)
{
    const size_t size = std::min(rest.find_first_of(ends), rest.size());
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
}

void read_authority(std::string_view authority, std::string_view whole, Uri &uri)
{
    if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
        uri.user = decode(authority.substr(0, at), whole);
        authority.remove_prefix(at + 1);
    }
    const size_t bracket = authority.rfind(']');
    const size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const std::string_view port = authority.substr(colon + 1);
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), uri.port);
        if (error != std::errc() || end != port.data() + port.size() || uri.port < 1 || uri.port > 65535)
            refuse(whole);
        authority = authority.substr(0, colon);
    }
    uri.server = decode(authority, whole);
}

} // namespace

Uri Uri::parse(std::string_view text)
{
    Uri uri;
    std::string_view rest = text;
    if (std::any_of(text.begin(), text.end(), is_forbidden))
        refuse(text);
    const std::string_view scheme = take_until(rest, ":/?#");
    if (!rest.starts_with(':'))
        throw Error(ErrorCode::NoConnect,
                    "URI '" + std::string(text) + "' does not include a driver name: write one such as " +
                        "test:///default",
                    ErrorDomain::None);
    if (scheme.empty() || !is_letter(scheme.front()) ||
        !std::all_of(scheme.begin(), scheme.end(), is_scheme_char))
        refuse(text);
    uri.scheme = scheme;
    rest.remove_prefix(1);
    if (rest.starts_with("//")) {
        rest.remove_prefix(2);
        read_authority(take_until(rest, "/?#"), text, uri);
    }
    uri.path = decode(take_until(rest, "?#"), text);
    if (rest.starts_with('?')) {
        rest.remove_prefix(1);
        uri.query = take_until(rest, "#");
    }
    return uri;
}

} // namespace modvirt
