// SPDX-License-Identifier: MIT
#include "target.hpp"

#include <algorithm>
#include <array>

#include <netdb.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "kit/image/text.hpp"
#include "modvirt/error.hpp"

namespace modvirt::iscsi {

std::string Portal::text() const
{
    if (host.find(':') != std::string::npos)
        return fmt::format("[{}]:{}", host, port);
    return fmt::format("{}:{}", host, port);
}

bool is_word(std::string_view text)
{
    return !text.empty() && text.front() != '-' && text != "." && text != ".." && std::ranges::none_of(text, [](char character) {
        return static_cast<unsigned char>(character) <= ' ' || character == '\x7f' || character == '/';
    });
}

bool is_target_name(std::string_view text)
{
    constexpr std::size_t longest = 223;
    return text.size() <= longest && is_word(text) && image::is_text(text);
}

void need_word(std::string_view what, std::string_view word)
{
    if (!is_word(word))
        throw Error(ErrorCode::XmlError, fmt::format("'{}' cannot be {}", word, what));
}

std::vector<std::string> addresses_of(const std::string &host)
{
    std::vector<std::string> addresses;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0)
        return addresses;
    for (const addrinfo *entry = found; entry != nullptr; entry = entry->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0)
            addresses.emplace_back(text.data());
    }
    ::freeaddrinfo(found);
    return addresses;
}

} // namespace modvirt::iscsi
