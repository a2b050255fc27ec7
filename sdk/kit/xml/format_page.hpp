// SPDX-License-Identifier: MIT
// The manual page of a kind of document, made from its tables: every element with its place, its attributes, what
// they may be, when they count and since when they exist.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kit/xml/schema.hpp"

namespace modvirt::xml {

struct OtherPage {
    const ElementRule *root;
    std::string name;
};

// A page in section 5, in roff's man macros. `name` is the page's, such as "modvirt-domain"; `version` is
// modvirt's. What stands on a page of `others` is not said again.
std::string format_page(const Schema &schema, std::string_view name, std::string_view version,
                        std::span<const OtherPage> others = {});

} // namespace modvirt::xml
