// SPDX-License-Identifier: MIT
// A network filter: an immutable value made from its XML, complete with defaults, checked, and shared.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::nwfilter {

using document::Uuid;

struct Filter {
    std::string name;
    Uuid uuid{};
    std::string_view chain;               // views into `document`
    std::vector<std::string_view> refers; // the filters that it includes
    xml::Document document;
};

using FilterPtr = std::shared_ptr<const Filter>;

// Throws Error with libvirt's codes for what is missing or wrong.
FilterPtr parse_filter(const modvirt_xml_v1 &parser, std::string_view text,
                       const document::Random &random = {}, const xml::ReadOptions &read_options = {});

std::string format(const Filter &filter);

} // namespace modvirt::nwfilter
