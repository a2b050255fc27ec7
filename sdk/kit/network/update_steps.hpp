// SPDX-License-Identifier: MIT
// What an update does to each section of a network's document: update_dhcp.cpp, update_dns.cpp, and
// update_ports.cpp for what guests are plugged into.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::network {

// virNetworkUpdateCommand
enum class Command : uint8_t { Modify = 1, Delete = 2, AddLast = 3, AddFirst = 4 };

struct Step {
    xml::Node network;
    xml::Element given; // the element of the update
    Command command;
    int32_t parent_index;
    std::string_view name; // of the network, for errors

    [[nodiscard]] bool is_addition() const { return command >= Command::AddLast; }
};

void update_dhcp_host(const Step &step);
void update_dhcp_range(const Step &step);
void update_forward_interface(const Step &step);
void update_portgroup(const Step &step);
void update_dns_host(const Step &step);
void update_dns_txt(const Step &step);
void update_dns_srv(const Step &step);

// Throws an error of the network part.
[[noreturn]] void refuse_step(ErrorCode code, const std::string &message);

// The first child of that name that the test is true for.
using Test = std::function<bool(xml::Node node)>;
std::optional<xml::Node> find_child(xml::Node parent, std::string_view name, const Test &test);
unsigned count_children(xml::Node parent, std::string_view name, const Test &test);

// Puts what was given below the parent, first or last of its kind as the command says.
void add_given(const Step &step, xml::Node parent);
// Puts what was given in the place of another.
void replace_with_given(const Step &step, xml::Node parent, xml::Node old);

} // namespace modvirt::network
