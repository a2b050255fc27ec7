// SPDX-License-Identifier: LGPL-2.1-or-later
// A command line as it grows, in the two notations that QEMU reads: key=value lists and JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace modvirt::qemu::command {

// Keeps the members in the order in which they were put in.
using Json = nlohmann::ordered_json;

// A value inside a key=value list: commas are doubled.
std::string escape(std::string_view value);

class Arguments {
public:
    void add(std::string option) { m_arguments.push_back(std::move(option)); }
    void add(std::string option, std::string value)
    {
        m_arguments.push_back(std::move(option));
        m_arguments.push_back(std::move(value));
    }
    // All text comes from a document, which is UTF-8.
    void add(std::string option, const Json &value) { add(std::move(option), value.dump(-1, ' ', false)); }

    [[nodiscard]] std::vector<std::string> take() { return std::move(m_arguments); }

private:
    std::vector<std::string> m_arguments;
};

} // namespace modvirt::qemu::command
