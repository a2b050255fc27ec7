// SPDX-License-Identifier: MIT
// The configuration of a secret: an immutable value made from its XML, complete with defaults, checked, and
// shared. The value that it protects never stands in a document.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/xml/document.hpp"
#include "kit/xml/editor.hpp"
#include "kit/xml/reader.hpp"
#include "modvirt/xml.h"

namespace modvirt::secret {

using document::Uuid;

// What a secret is for. The numbers are those of virSecretUsageType.
enum class Usage : uint8_t { None = 0, Volume = 1, Ceph = 2, Iscsi = 3, Tls = 4, Vtpm = 5 };

struct Config {
    Uuid uuid{};
    Usage usage = Usage::None;
    std::string_view usage_id;  // a view into `document`; empty without a usage
    bool ephemeral = false;     // never written to disk
    bool private_value = false; // never told to a client
    xml::Document document;
};

using ConfigPtr = std::shared_ptr<const Config>;

struct Options {
    document::Random random = {};
};

// Throws Error with libvirt's codes for what is missing or wrong.
ConfigPtr parse(const modvirt_xml_v1 &parser, std::string_view text, const Options &options = {},
                const xml::ReadOptions &read_options = {});

// The configuration that a finished tree describes. Checks and completes it exactly as parse() does.
ConfigPtr complete(xml::Editor &editor, const Options &options = {});

std::string format(const Config &config);

} // namespace modvirt::secret
