// SPDX-License-Identifier: LGPL-2.1-or-later
// The page of the shapes of JSON, docs/json.md, read for tests.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace modvirt::cli::testing {

// A shape, and lines of commands that print it.
struct JsonExample {
    std::vector<std::string> lines; // without `$ modvirt `
    nlohmann::json shape;
};

struct JsonSection {
    std::vector<std::string> commands; // that its title names
    std::vector<JsonExample> examples;
};

std::vector<JsonSection> read_json_page(const std::string &path);

// In what `value` is not of the shape, a line each; empty when it is.
std::string shape_complaints(const nlohmann::json &shape, const nlohmann::json &value, const std::string &place = "it");

} // namespace modvirt::cli::testing
