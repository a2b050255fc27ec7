// SPDX-License-Identifier: LGPL-2.1-or-later
#include "markup_mutator.hpp"

#include <iterator>

namespace modvirt::fuzz {

namespace {

// Where numbers end, and what almost is a value of some form.
constexpr std::string_view limits[] = {
    "",
    "0",
    "-0",
    "1",
    "-1",
    "127",
    "128",
    "255",
    "256",
    "32768",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999",
    "0x",
    "0xffffffffffffffff",
    "0x10000000000000000",
    "08",
    "+5",
    " 7 ",
    "1e3",
    "NaN",
    "0-4294967295",
    "0-65535,^7",
    "^1",
    "3-1",
    "1-",
    "::",
    "::ffff:1.2.3.4",
    "0.0.0.0",
    "255.255.255.256",
    "10.0.0.0/33",
    "ff:ff:ff:ff:ff:ff",
    "0:0:0:0:0:0",
    "00000000-0000-0000-0000-000000000000",
    "$",
    "$X",
    "&#x10ffff;",
    "&#10;",
    "/",
    "//",
    "../..",
    "yes",
    "no",
    "on",
    "auto",
    "none",
    "default",
    "%s%n",
};

// Longer than any size that is kept in 16 bits.
constexpr std::size_t long_value = 70000;

std::string cut(const std::string &text, const Range &range)
{
    return text.substr(range.begin, range.size());
}

void replace(std::string &text, const Range &range, const std::string &with)
{
    text.replace(range.begin, range.size(), with);
}

void swap(std::string &text, Range one, Range other)
{
    if (!one.apart_from(other))
        return;
    if (other.begin < one.begin)
        std::swap(one, other);
    const std::string first = cut(text, one);
    const std::string second = cut(text, other);
    replace(text, other, first);
    replace(text, one, second);
}

std::string times(const std::string &text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i)
        all += text;
    return all;
}

} // namespace

MarkupMutator::MarkupMutator(uint32_t seed, const std::vector<std::string> &documents)
    : m_random(seed), m_documents(documents), m_bytes(seed, documents)
{
}

std::string MarkupMutator::next()
{
    std::string text = one_of(m_documents);
    const std::size_t changes = 1 + below(4);
    for (std::size_t i = 0; i < changes && !text.empty(); ++i)
        change(text);
    return text;
}

std::size_t MarkupMutator::below(std::size_t limit)
{
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random);
}

void MarkupMutator::change(std::string &text)
{
    const Markup markup = find_markup(text);
    const std::size_t what = below(16);
    if (what == 0)
        text.resize(below(text.size()));
    else if (what == 1 || markup.elements.empty())
        m_bytes.change(text);
    else if (what < 7)
        change_elements(text, markup);
    else if (what < 9)
        rename(text, markup);
    else if (what < 11 && !markup.texts.empty())
        replace(text, one_of(markup.texts), value(text, markup));
    else if (!markup.attributes.empty())
        change_attributes(text, markup);
}

void MarkupMutator::change_elements(std::string &text, const Markup &markup)
{
    const MarkedElement &element = one_of(markup.elements);
    const MarkedElement &other = one_of(markup.elements);
    switch (below(7)) {
    case 0:
        return swap(text, element.whole, other.whole);
    case 1:
        return replace(text, element.whole, "");
    case 2:
        text.insert(other.whole.begin, cut(text, element.whole));
        return;
    case 3:
        text.insert(other.tag_end, cut(text, element.whole));
        return;
    case 4:
        text.insert(element.tag_end, element_of_another());
        return;
    case 5:
        if (element.whole.size() < 2000)
            text.insert(element.whole.end, times(cut(text, element.whole), below(200)));
        return;
    default:
        bury(text, element);
    }
}

// Inside of so many others, of its own kind or of none.
void MarkupMutator::bury(std::string &text, const MarkedElement &element)
{
    const std::string name = below(2) == 0 ? cut(text, element.name) : std::string("a");
    const std::size_t depth = below(4) == 0 ? 20000 : 1 + below(140);
    text.insert(element.whole.end, times("</" + name + ">", depth));
    text.insert(element.whole.begin, times("<" + name + ">", depth));
}

void MarkupMutator::change_attributes(std::string &text, const Markup &markup)
{
    const Range &attribute = one_of(markup.attributes);
    switch (below(6)) {
    case 0:
        return swap(text, attribute, one_of(markup.attributes));
    case 1:
        return replace(text, attribute, "");
    case 2: {
        const MarkedElement &element = one_of(markup.elements);
        text.insert(element.name.end, " " + cut(text, attribute));
        return;
    }
    default:
        replace(text, one_of(markup.values), value(text, markup));
    }
}

void MarkupMutator::rename(std::string &text, const Markup &markup)
{
    const MarkedElement &element = one_of(markup.elements);
    const std::string name = cut(text, one_of(markup.elements).name);
    if (element.end_name.size() > 0)
        replace(text, element.end_name, name);
    replace(text, element.name, name);
}

// A limit, a value from somewhere else in the document, or a long one.
std::string MarkupMutator::value(const std::string &text, const Markup &markup)
{
    switch (below(12)) {
    case 0:
        return std::string(long_value, 'x');
    case 1:
    case 2:
    case 3:
        if (!markup.values.empty())
            return cut(text, one_of(markup.values));
        [[fallthrough]];
    default:
        return std::string(limits[below(std::size(limits))]);
    }
}

std::string MarkupMutator::element_of_another()
{
    const std::string &other = one_of(m_documents);
    const Markup markup = find_markup(other);
    return markup.elements.empty() ? std::string("<a/>") : cut(other, one_of(markup.elements).whole);
}

} // namespace modvirt::fuzz
