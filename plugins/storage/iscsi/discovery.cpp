// SPDX-License-Identifier: LGPL-2.1-or-later
#include "discovery.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace modvirt::storage_iscsi {

namespace {

// "[fe80::1]:3260,1" or "name:3260,1".
std::optional<Portal> parse_portal(std::string_view text)
{
    text = text.substr(0, text.find(','));
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    Portal portal;
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), portal.port);
    if (error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        host = host.substr(1, host.size() - 2);
    portal.host = host;
    return portal;
}

} // namespace

std::vector<Target> parse_discovery(std::string_view output)
{
    std::vector<Target> targets;
    for (std::size_t at = 0; at < output.size();) {
        const std::size_t end = std::min(output.find('\n', at), output.size());
        const std::string_view line = output.substr(at, end - at);
        const std::size_t blank = line.find(' ');
        if (blank != std::string_view::npos && iscsi::is_word(line.substr(blank + 1)))
            if (auto portal = parse_portal(line.substr(0, blank)))
                targets.push_back({std::move(*portal), std::string(line.substr(blank + 1))});
        at = end + 1;
    }
    return targets;
}

} // namespace modvirt::storage_iscsi
