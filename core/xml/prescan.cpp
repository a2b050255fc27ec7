// SPDX-License-Identifier: LGPL-2.1-or-later
#include "prescan.hpp"

#include <array>

#include <fmt/format.h>

#include "modvirt/xml.h"

namespace modvirt::core::xml {

namespace {

constexpr bool is_blank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

// Bytes that stand for themselves: printable ASCII without markup. Most of a document is passed over by
// these.
enum : uint8_t { InText = 1, InValue = 2, InName = 4 };

constexpr std::array<uint8_t, 256> make_plain_bytes()
{
    std::array<uint8_t, 256> table{};
    for (std::size_t byte = 0x20; byte < 0x7f; ++byte) {
        const char character = static_cast<char>(byte);
        uint8_t places = InText | InValue | InName;
        if (character == '<')
            places = 0;
        else if (character == '\'' || character == '"')
            places = InText;
        else if (character == ' ' || character == '>' || character == '/' || character == '=')
            places = InText | InValue;
        table[byte] = places;
    }
    return table;
}

constexpr std::array<uint8_t, 256> plain_bytes = make_plain_bytes();

// Names in messages come from the document: long ones are cut, at a place that leaves valid UTF-8.
std::string shown(std::string_view name)
{
    constexpr std::size_t most = 60;
    if (name.size() <= most)
        return std::string(name);
    std::size_t size = most;
    while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xc0) == 0x80)
        --size;
    return std::string(name.substr(0, size)) + "...";
}

class Scanner {
public:
    Scanner(std::string_view text, std::vector<Place> &places) : m_text(text), m_places(places) {}
    void run();

private:
    struct Open {
        std::string_view name;
        Place place;
    };

    [[nodiscard]] bool at_end() const { return m_pos >= m_text.size(); }
    [[nodiscard]] char peek() const { return m_text[m_pos]; }
    [[nodiscard]] bool looking_at(std::string_view word) const
    {
        return m_text.substr(m_pos).starts_with(word);
    }
    [[nodiscard]] Place place() const
    {
        return {m_line, static_cast<uint32_t>(m_pos - m_line_start - m_continuations + 1)};
    }
    [[noreturn]] void fail(int32_t code, Place where, std::string message) const
    {
        throw Fault{code, where, std::move(message)};
    }
    [[noreturn]] void malformed(Place where, std::string message) const
    {
        fail(MODVIRT_XML_FAULT_MALFORMED, where, std::move(message));
    }

    void pass_over(uint8_t where)
    {
        while (m_pos < m_text.size() && (plain_bytes[static_cast<unsigned char>(m_text[m_pos])] & where) != 0)
            ++m_pos;
    }
    void step();
    void multibyte();
    void skip_blanks();
    std::string_view take_name();
    void skip_past(std::string_view terminator, Place start, std::string_view what);
    void declaration();
    void text_run();
    void markup();
    void bang();
    void start_tag();
    void attributes(const Open &tag);
    void attribute(const Open &tag, uint32_t count);
    void end_tag();

    std::string_view m_text;
    std::vector<Place> &m_places;
    std::size_t m_pos = 0;
    std::size_t m_line_start = 0;
    std::size_t m_continuations = 0; // bytes of this line that begin no character
    uint32_t m_line = 1;
    uint32_t m_depth = 0;
    bool m_root_seen = false;
    std::array<Open, MODVIRT_XML_MAX_DEPTH> m_open;
};

// One character further, checking that it is UTF-8 and no NUL.
void Scanner::step()
{
    const char character = peek();
    if (static_cast<unsigned char>(character) >= 0x80)
        return multibyte();
    if (character == '\0')
        fail(MODVIRT_XML_FAULT_ENCODING, place(),
             "the document holds a NUL byte: only plain UTF-8 text is accepted");
    ++m_pos;
    if (character == '\n') {
        ++m_line;
        m_line_start = m_pos;
        m_continuations = 0;
    }
}

void Scanner::multibyte()
{
    const auto byte = [this](std::size_t i) {
        return m_pos + i < m_text.size() ? static_cast<unsigned char>(m_text[m_pos + i]) : 0u;
    };
    const unsigned lead = byte(0);
    const unsigned second = byte(1);
    std::size_t size = 0;
    if (lead >= 0xc2 && lead <= 0xdf)
        size = 2;
    else if ((lead & 0xf0) == 0xe0)
        size = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        size = 4;
    bool valid = size > 0;
    for (std::size_t i = 1; i < size; ++i)
        valid = valid && (byte(i) & 0xc0) == 0x80;
    // Overlong forms, surrogates and what lies beyond Unicode.
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
        (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
        valid = false;
    if (!valid)
        fail(MODVIRT_XML_FAULT_ENCODING, place(),
             fmt::format("byte 0x{:02x} is not valid UTF-8: save the document as UTF-8", lead));
    m_pos += size;
    m_continuations += size - 1;
}

void Scanner::skip_blanks()
{
    while (!at_end() && is_blank(peek()))
        step();
}

std::string_view Scanner::take_name()
{
    const std::size_t start = m_pos;
    while (true) {
        pass_over(InName);
        if (at_end())
            break;
        const char character = peek();
        if (is_blank(character) || character == '>' || character == '/' || character == '=' ||
            character == '<' || character == '\'' || character == '"')
            break;
        step();
    }
    return m_text.substr(start, m_pos - start);
}

void Scanner::skip_past(std::string_view terminator, Place start, std::string_view what)
{
    while (!at_end()) {
        if (peek() == terminator.front() && looking_at(terminator)) {
            m_pos += terminator.size();
            return;
        }
        step();
    }
    malformed(start, fmt::format("this {} is never ended: '{}' is missing", what, terminator));
}

// <?xml version="1.0" encoding="UTF-8"?>: bytes are parsed as UTF-8, so nothing else may be declared.
void Scanner::declaration()
{
    const Place start = place();
    const std::size_t end = m_text.find("?>", m_pos);
    const std::string_view text = m_text.substr(m_pos, end == std::string_view::npos ? end : end - m_pos);
    const std::size_t word = text.find("encoding");
    if (word != std::string_view::npos) {
        const std::size_t open = text.find_first_of("'\"", word);
        const std::size_t close = open == std::string_view::npos ? open : text.find(text[open], open + 1);
        if (close != std::string_view::npos) {
            std::string name(text.substr(open + 1, close - open - 1));
            for (char &character : name)
                character =
                    static_cast<char>(character >= 'a' && character <= 'z' ? character - 32 : character);
            if (name != "UTF-8")
                fail(MODVIRT_XML_FAULT_ENCODING, start,
                     fmt::format("the encoding '{}' is not accepted: save the document as UTF-8 and declare "
                                 "that, or declare none",
                                 shown(text.substr(open + 1, close - open - 1))));
        }
    }
    skip_past("?>", start, "XML declaration");
}

void Scanner::text_run()
{
    if (m_depth > 0) {
        for (pass_over(InText); !at_end() && peek() != '<'; pass_over(InText))
            step();
        return;
    }
    const Place start = place();
    bool blank = true;
    while (!at_end() && peek() != '<') {
        blank = blank && is_blank(peek());
        step();
    }
    if (blank)
        return;
    if (m_root_seen)
        malformed(start, "text stands after the end of the root element: remove it");
    malformed(start, "text stands before the root element: a document begins with '<'");
}

void Scanner::bang()
{
    const Place start = place();
    if (looking_at("<!--")) {
        m_pos += 4;
        return skip_past("-->", start, "comment");
    }
    if (looking_at("<![CDATA[")) {
        m_pos += 9;
        return skip_past("]]>", start, "CDATA section");
    }
    if (looking_at("<!DOCTYPE"))
        fail(MODVIRT_XML_FAULT_REFUSED, start,
             "a DOCTYPE is never accepted: remove it, and write entities out");
    malformed(start, "'<!' begins neither a comment nor a CDATA section: remove it, or write '<' as '&lt;'");
}

void Scanner::markup()
{
    const std::string_view rest = m_text.substr(m_pos, 2);
    if (rest == "<!")
        return bang();
    if (rest == "</")
        return end_tag();
    if (rest == "<?")
        return skip_past("?>", place(), "processing instruction");
    start_tag();
}

void Scanner::start_tag()
{
    Open tag{{}, place()};
    ++m_pos;
    tag.name = take_name();
    if (tag.name.empty())
        malformed(tag.place, "'<' is not followed by the name of an element: write '<' in text as '&lt;'");
    if (m_depth == 0 && m_root_seen)
        malformed(tag.place, fmt::format("a second root element '<{}>' follows the first: a document has one",
                                         shown(tag.name)));
    if (m_depth == MODVIRT_XML_MAX_DEPTH)
        fail(MODVIRT_XML_FAULT_LIMIT, tag.place,
             fmt::format("elements are nested deeper than {} levels", MODVIRT_XML_MAX_DEPTH));
    m_root_seen = true;
    m_places.push_back(tag.place);
    attributes(tag);
}

void Scanner::attributes(const Open &tag)
{
    for (uint32_t count = 0;; ++count) {
        skip_blanks();
        if (at_end())
            malformed(tag.place,
                      fmt::format("the start tag '<{}' is never ended: '>' is missing", shown(tag.name)));
        if (peek() == '>') {
            ++m_pos;
            m_open[m_depth++] = tag;
            return;
        }
        if (looking_at("/>")) {
            m_pos += 2;
            return;
        }
        attribute(tag, count);
    }
}

void Scanner::attribute(const Open &tag, uint32_t count)
{
    const Place start = place();
    if (count == MODVIRT_XML_MAX_ATTRIBUTES)
        fail(MODVIRT_XML_FAULT_LIMIT, start,
             fmt::format("element '{}' has more than {} attributes", shown(tag.name),
                         MODVIRT_XML_MAX_ATTRIBUTES));
    const std::string_view name = take_name();
    if (name.empty())
        malformed(start, fmt::format("an attribute of '{}' was expected, or '>'", shown(tag.name)));
    skip_blanks();
    if (at_end() || peek() != '=')
        malformed(start, fmt::format("attribute '{}' of '{}' has no value: write {}='...'", shown(name),
                                     shown(tag.name), shown(name)));
    ++m_pos;
    skip_blanks();
    const char quote = at_end() ? '\0' : peek();
    if (quote != '\'' && quote != '"')
        malformed(start, fmt::format("the value of attribute '{}' is not in quotes: write {}='...'",
                                     shown(name), shown(name)));
    ++m_pos;
    for (pass_over(InValue); !at_end() && peek() != quote; pass_over(InValue)) {
        if (peek() == '<')
            malformed(start,
                      fmt::format("the value of attribute '{}' holds '<' or lacks its closing quote: write "
                                  "'<' as '&lt;'",
                                  shown(name)));
        step();
    }
    if (at_end())
        malformed(start, fmt::format("the value of attribute '{}' lacks its closing quote", shown(name)));
    ++m_pos;
    m_places.push_back(start);
}

void Scanner::end_tag()
{
    const Place start = place();
    m_pos += 2;
    const std::string_view name = take_name();
    skip_blanks();
    if (at_end() || peek() != '>')
        malformed(start, fmt::format("the end tag '</{}' is never ended: '>' is missing", shown(name)));
    ++m_pos;
    if (m_depth == 0)
        malformed(start, fmt::format("'</{}>' closes an element that was never opened", shown(name)));
    const Open &open = m_open[--m_depth];
    if (open.name != name)
        malformed(start,
                  fmt::format("'</{}>' stands where '<{}>' of line {}, column {} has to be closed with "
                              "'</{}>' first",
                              shown(name), shown(open.name), open.place.line, open.place.column,
                              shown(open.name)));
}

void Scanner::run()
{
    if (looking_at("<?xml") && m_text.size() > 5 && is_blank(m_text[5]))
        declaration();
    while (!at_end()) {
        if (peek() == '<')
            markup();
        else
            text_run();
    }
    if (m_depth > 0) {
        const Open &open = m_open[m_depth - 1];
        malformed(open.place, fmt::format("'<{}>' is never closed: '</{}>' is missing", shown(open.name),
                                          shown(open.name)));
    }
    if (!m_root_seen)
        malformed(place(), "the document is empty: it has no root element");
}

void refuse_wide_encodings(std::string_view text)
{
    const auto begins = [text](std::string_view mark) { return text.starts_with(mark); };
    using namespace std::string_view_literals;
    if (begins("\xff\xfe"sv) || begins("\xfe\xff"sv) || begins("\0\0\xfe\xff"sv) || begins("<\0"sv) ||
        begins("\0<"sv))
        throw Fault{MODVIRT_XML_FAULT_ENCODING, {1, 1}, "the document is UTF-16 or UTF-32: save it as UTF-8"};
}

} // namespace

std::string_view without_byte_order_mark(std::string_view text)
{
    if (text.starts_with("\xef\xbb\xbf"))
        text.remove_prefix(3);
    return text;
}

void prescan(std::string_view text, std::vector<Place> &places)
{
    places.clear();
    if (text.size() > MODVIRT_XML_MAX_SIZE)
        throw Fault{MODVIRT_XML_FAULT_LIMIT,
                    {0, 0},
                    fmt::format("the document has {} bytes, more than the {} that are accepted", text.size(),
                                MODVIRT_XML_MAX_SIZE)};
    refuse_wide_encodings(text);
    Scanner(without_byte_order_mark(text), places).run();
}

} // namespace modvirt::core::xml
