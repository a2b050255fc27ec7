// SPDX-License-Identifier: LGPL-2.1-or-later
// From the XML that an application gives to the configuration that is kept: checked against what the driver
// serves, with the devices that a QEMU guest always has, and every address settled.
#pragma once

#include <string_view>

#include "capabilities/cache.hpp"
#include "kit/domain/config.hpp"

namespace modvirt::qemu::config {

enum class Validation : uint8_t { Lenient, Schema };

// Where a domain's XML comes from and what it may use.
struct Context {
    const modvirt_xml_v1 &parser;
    capabilities::Cache &emulators;
};

// Throws what domain::complete() throws, and ConfigUnsupported for what the driver does not serve.
domain::ConfigPtr define(const Context &context, std::string_view text,
                         Validation validation = Validation::Lenient);

// What define() has made and somebody has written to a file. Nothing is checked anew but what parsing checks.
domain::ConfigPtr load(const Context &context, std::string_view text);

// The configuration that a tree describes which was edited.
domain::ConfigPtr described(xml::Editor &editor);

// The program that runs the domain.
std::string emulator_path(const domain::Config &config);

// The program that domains of an architecture get when they name none.
std::string default_emulator(std::string_view arch);

} // namespace modvirt::qemu::config
