// SPDX-License-Identifier: MIT
// The configuration of a virtual network: an immutable value made from its XML, complete with defaults,
// checked, and shared.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::network {

using document::Uuid;

// How guests reach what is outside.
enum class Forward : uint8_t { None, Nat, Route, Open, Bridge, Private, Passthrough, Hostdev, Vepa };

struct Config {
    std::string name;
    Uuid uuid{};
    Forward forward = Forward::None;
    std::string_view bridge; // views into `document`; empty: none is named
    std::string_view dns_domain;
    xml::Document document;

    // Whether the driver makes the bridge of this network itself.
    [[nodiscard]] bool owns_bridge() const noexcept { return forward <= Forward::Open; }
};

using ConfigPtr = std::shared_ptr<const Config>;

// What a driver wants filled in. The defaults are those of libvirt's test driver, which leaves a bridge
// without name or MAC address.
struct Options {
    bool keep_dnsmasq_namespace = false; // <dnsmasq:options> is understood rather than dropped
    document::Random random = {};
};

// Throws Error with libvirt's codes for what is missing or wrong.
ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options = {},
                const xml::ReadOptions &read_options = {});

// The configuration that a finished tree describes. Checks and completes it exactly as parse() does.
ConfigPtr complete(xml::Editor &editor, const Options &options = {});

// `connections`: how many guests are on it now, when that is to be told.
std::string format(const Config &config, std::optional<uint32_t> connections = {});

// Any change of the document. What `edit` leaves is completed and checked as after a parse.
ConfigPtr with_edit(const Config &config, const Options &options,
                    const std::function<void(xml::Editor &)> &edit);

} // namespace modvirt::network
