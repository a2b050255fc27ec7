// SPDX-License-Identifier: LGPL-2.1-or-later
#include "migration_cookie.hpp"

#include <charconv>
#include <string_view>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

constexpr std::string_view magic = "modvirt-test-migration 1";

[[noreturn]] void refuse(const std::string &why)
{
    throw Error(ErrorCode::InternalError, "the cookie of the migration is damaged: " + why);
}

// Takes apart lines of a name and a value, and at last a number of bytes.
class CookieLines {
public:
    explicit CookieLines(std::string_view text) : m_rest(text) {}

    std::string_view line()
    {
        const std::size_t end = m_rest.find('\n');
        if (end == std::string_view::npos)
            refuse("it ends too early");
        const std::string_view line = m_rest.substr(0, end);
        m_rest.remove_prefix(end + 1);
        return line;
    }

    std::string_view value(std::string_view name)
    {
        std::string_view text = line();
        if (!text.starts_with(name) || text.size() == name.size() || text[name.size()] != ' ')
            refuse("'" + std::string(name) + "' is missing");
        return text.substr(name.size() + 1);
    }

    uint64_t number(std::string_view name, uint64_t most)
    {
        const std::string_view text = value(name);
        uint64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size() || number > most)
            refuse("'" + std::string(name) + "' is no number up to " + std::to_string(most));
        return number;
    }

    [[nodiscard]] std::string_view rest() const { return m_rest; }

private:
    std::string_view m_rest;
};

} // namespace

std::string encode(const MigrationCookie &cookie)
{
    std::string text(magic);
    text += "\nhost " + cookie.host;
    text += "\nrunning " + std::to_string(cookie.is_running);
    text += "\npost-copy " + std::to_string(cookie.is_post_copy);
    text += "\ndefinition " + std::to_string(cookie.definition.size()) + "\n";
    return text + cookie.definition;
}

MigrationCookie decode(std::span<const uint8_t> bytes)
{
    MigrationCookie cookie;
    if (bytes.empty())
        return cookie;
    CookieLines lines({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    if (lines.line() != magic)
        refuse("it is of another driver, or of another version of this one");
    cookie.host = lines.value("host");
    cookie.is_running = lines.number("running", 1) != 0;
    cookie.is_post_copy = lines.number("post-copy", 1) != 0;
    const uint64_t size = lines.number("definition", UINT64_MAX);
    if (size != lines.rest().size())
        refuse("the definition has not the size that was told");
    cookie.definition = lines.rest();
    return cookie;
}

} // namespace modvirt::test
