// SPDX-License-Identifier: MIT
// The query of a connection's URI, as names and values. Included by <modvirt/plugin.hpp>. Since 1.0.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modvirt {

namespace detail {

inline int hex_digit(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// A '%' that no two hexadecimal digits follow stands for itself.
inline std::string percent_decoded(std::string_view text)
{
    std::string decoded;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
            hex_digit(text[at + 2]) >= 0) {
            decoded += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
            at += 2;
        } else {
            decoded += text[at];
        }
    }
    return decoded;
}

} // namespace detail

struct QueryParameter {
    std::string name;
    std::string value; // empty when it has none
};

// The parameters of a query such as "root=/a%20b&seed=1", decoded, in their order.
inline std::vector<QueryParameter> query_parameters(std::string_view query)
{
    std::vector<QueryParameter> parameters;
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view parameter = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
        if (parameter.empty())
            continue;
        const auto equals = parameter.find('=');
        parameters.push_back({detail::percent_decoded(parameter.substr(0, equals)),
                              equals == std::string_view::npos
                                  ? std::string()
                                  : detail::percent_decoded(parameter.substr(equals + 1))});
    }
    return parameters;
}

} // namespace modvirt
