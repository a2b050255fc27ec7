// SPDX-License-Identifier: LGPL-2.1-or-later
#include "markup.hpp"

#include <algorithm>

namespace modvirt::fuzz {

namespace {

constexpr std::string_view blanks = " \t\r\n";

class Scanner {
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    Markup run()
    {
        for (std::size_t open = m_text.find('<'); open != npos; open = m_text.find('<', m_at)) {
            if (m_text.substr(m_at, open - m_at).find_first_not_of(blanks) != npos)
                m_markup.texts.push_back({m_at, open});
            m_at = open + 1;
            const std::string_view mark = m_text.substr(m_at, 1);
            if (mark == "/")
                end_tag();
            else if (mark == "!" || mark == "?")
                skip_past('>');
            else
                start_tag(open);
        }
        return std::move(m_markup);
    }

private:
    static constexpr std::size_t npos = std::string_view::npos;

    void skip_past(char mark) { m_at = std::min(m_text.find(mark, m_at), m_text.size() - 1) + 1; }

    Range name()
    {
        const std::size_t begin = m_at;
        m_at = std::min(m_text.find_first_of(" \t\r\n/>=<", m_at), m_text.size());
        return {begin, m_at};
    }

    void start_tag(std::size_t open)
    {
        MarkedElement element;
        element.name = name();
        while (attribute()) {
        }
        const bool empty = m_text.substr(m_at, 1) == "/";
        skip_past('>');
        element.tag_end = m_at;
        element.whole = {open, m_at};
        if (empty)
            m_markup.elements.push_back(element);
        else
            m_open.push_back(element);
    }

    bool attribute()
    {
        m_at = std::min(m_text.find_first_not_of(blanks, m_at), m_text.size());
        const Range named = name();
        if (named.size() == 0 || m_text.substr(m_at, 1) != "=" || m_at + 1 == m_text.size())
            return false;
        const char quote = m_text[m_at + 1];
        const std::size_t close = m_text.find(quote, m_at + 2);
        if ((quote != '\'' && quote != '"') || close == npos)
            return false;
        m_markup.values.push_back({m_at + 2, close});
        m_at = close + 1;
        m_markup.attributes.push_back({named.begin, m_at});
        return true;
    }

    // The nearest element of that name ends; what was opened within it is left out.
    void end_tag()
    {
        ++m_at;
        const Range ended = name();
        skip_past('>');
        const std::string_view wanted = m_text.substr(ended.begin, ended.size());
        const auto is_wanted = [&](const MarkedElement &element) {
            return m_text.substr(element.name.begin, element.name.size()) == wanted;
        };
        const auto found = std::find_if(m_open.rbegin(), m_open.rend(), is_wanted);
        if (found == m_open.rend())
            return;
        MarkedElement element = *found;
        element.whole.end = m_at;
        element.end_name = ended;
        m_markup.elements.push_back(element);
        m_open.erase(std::next(found).base(), m_open.end());
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    Markup m_markup;
    std::vector<MarkedElement> m_open;
};

} // namespace

Markup find_markup(std::string_view text)
{
    return text.empty() ? Markup{} : Scanner(text).run();
}

} // namespace modvirt::fuzz
