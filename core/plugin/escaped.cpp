// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/escaped.hpp"

#include <algorithm>
#include <exception>

namespace modvirt::plugin {

std::string describe_escaped()
{
    try {
        throw;
    } catch (const std::exception &error) {
        std::string text = std::string("an exception came out of it: ") + error.what();
        std::ranges::replace(text, '\n', ' ');
        return text;
    } catch (...) {
        return "an exception of an unknown type came out of it";
    }
}

} // namespace modvirt::plugin
