// SPDX-License-Identifier: MIT
// Completes a network document: fills in what libvirt fills in, and refuses what contradicts itself.
#pragma once

#include <string>
#include <string_view>

#include "kit/network/config.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::network {

// The whole document; calls everything below.
void complete_document(xml::Editor &editor, const Options &options);

// <forward>: complete_forward.cpp
void complete_forward(xml::Node network);
// <bridge> and what else depends on how the network forwards.
void check_mode(xml::Node network);

// <ip> and <route>: complete_addresses.cpp
void complete_addresses(xml::Node network);

// The mode of that name; Forward::None for any other text.
Forward forward_named(std::string_view mode);

// XmlError and ConfigUnsupported of the network part, the usual two.
[[noreturn]] void refuse_xml(const xml::Node &node, const std::string &message);
[[noreturn]] void refuse_unsupported(const xml::Node &node, const std::string &message);

} // namespace modvirt::network
