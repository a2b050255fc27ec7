// SPDX-License-Identifier: MIT
// Writes XML in libvirt's form: two blanks a level, single quotes, empty elements closed in place.
// It knows nothing of tables; documents that are only ever written (capabilities) use it directly.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace modvirt::xml {

enum class Escaping : uint8_t {
    Attribute, // & < > ' " and the blanks that a reader would change
    Text,
};

void append_escaped(std::string &out, std::string_view value, Escaping where);

// Usage: writer.open("a").attribute("b", 1); writer.element("c", "text"); writer.close("a");
class Writer {
public:
    Writer() = default;
    explicit Writer(std::string &&buffer) : m_out(std::move(buffer)) {}

    Writer &open(std::string_view name);
    // Only between open() and the first child or text.
    Writer &attribute(std::string_view name, std::string_view value);
    template <std::integral Number>
    Writer &attribute(std::string_view name, Number value)
    {
        return attribute(name, std::string_view(std::to_string(value)));
    }
    Writer &text(std::string_view value);
    // `name` is that of the element opened last. One that got neither child nor text becomes <name/>.
    Writer &close(std::string_view name);
    // As close(), but an element without content becomes <name> and </name> on two lines.
    Writer &close_open(std::string_view name);

    Writer &element(std::string_view name, std::string_view value)
    {
        return open(name).text(value).close(name);
    }
    template <std::integral Number>
    Writer &element(std::string_view name, Number value)
    {
        return element(name, std::string_view(std::to_string(value)));
    }
    Writer &empty(std::string_view name) { return open(name).close(name); }
    // Puts markup on a line of its own, as it is.
    Writer &verbatim(std::string_view markup);

    [[nodiscard]] const std::string &str() const & { return m_out; }
    [[nodiscard]] std::string str() && { return std::move(m_out); }

private:
    enum class State : uint8_t { Between, InTag, AfterText };
    void end_tag();
    void indent();

    std::string m_out;
    uint32_t m_depth = 0;
    State m_state = State::Between;
};

} // namespace modvirt::xml
