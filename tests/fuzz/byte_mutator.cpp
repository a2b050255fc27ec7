// SPDX-License-Identifier: LGPL-2.1-or-later
#include "byte_mutator.hpp"

#include <algorithm>
#include <iterator>

namespace modvirt::fuzz {

namespace {

constexpr const char *interesting[] = {"<",
                                       ">",
                                       "/>",
                                       "</",
                                       "'",
                                       "\"",
                                       "&",
                                       "&lt;",
                                       "&#0;",
                                       "&#x10ffff;",
                                       "]]>",
                                       "<![CDATA[",
                                       "<!--",
                                       "-->",
                                       "<!DOCTYPE a>",
                                       "<?x?>",
                                       "\xff",
                                       "\xc3",
                                       "0",
                                       "-1",
                                       "4294967296",
                                       "18446744073709551615",
                                       "99999999999999999999",
                                       "0x",
                                       "%s",
                                       "\n",
                                       "yes",
                                       "{",
                                       "}",
                                       "[",
                                       "]",
                                       ":",
                                       "\\u0000"};

} // namespace

std::string ByteMutator::next()
{
    std::string input = m_inputs[below(m_inputs.size())];
    const std::size_t changes = 1 + below(4);
    for (std::size_t i = 0; i < changes && !input.empty(); ++i)
        change(input);
    return input;
}

std::size_t ByteMutator::below(std::size_t limit)
{
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random);
}

void ByteMutator::change(std::string &input)
{
    const std::size_t at = below(input.size());
    const std::size_t size = std::min<std::size_t>(1 + below(40), input.size() - at);
    switch (below(8)) {
    case 0:
        input[at] = static_cast<char>(below(256));
        break;
    case 1:
        input.erase(at, size);
        break;
    case 2:
        input.insert(at, input.substr(at, size));
        break;
    case 3: {
        const std::string &other = m_inputs[below(m_inputs.size())];
        const std::size_t from = below(other.size() + 1);
        input.insert(at, other, from, below(60));
        break;
    }
    case 4:
        input.insert(at, interesting[below(std::size(interesting))]);
        break;
    case 5:
        input.resize(at);
        break;
    case 6:
        std::swap(input[at], input[below(input.size())]);
        break;
    default:
        input.replace(at, size, interesting[below(std::size(interesting))]);
    }
}

} // namespace modvirt::fuzz
