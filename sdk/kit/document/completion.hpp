// SPDX-License-Identifier: MIT
// What the completion of every kind of document needs: places for messages, random values, and the checks
// that all documents share. The steps of one kind stand in its own module.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kit/xml/editor.hpp"
#include "modvirt/error.hpp"

namespace modvirt::document {

using Uuid = std::array<uint8_t, 16>;

// Fills `bytes`. An empty function stands for the system's random source; tests bring a seeded one.
using Random = std::function<void(std::span<uint8_t> bytes)>;

void fill_random(const Random &random, std::span<uint8_t> bytes);
// A UUID of version 4.
Uuid random_uuid(const Random &random);

// "line 3, column 7: ", or nothing in a document that came from no text.
std::string place(const xml::Node &node);

[[noreturn]] void refuse(ErrorCode code, ErrorDomain domain, const xml::Node &node,
                         const std::string &message);

// Calls `visit(node)` for each child of that name. The visited node may be removed or moved by the visit.
template <typename Visit>
void for_each_child(xml::Node parent, std::string_view name, Visit visit)
{
    for (auto child = parent.child(name); child;) {
        const auto next = child->next_of_kind();
        visit(*child);
        child = next;
    }
}

// Removes the first child of each of these names.
void remove_children(xml::Node parent, std::initializer_list<std::string_view> names);

// Refuses a document without a <name>, or with one that cannot be a file's.
void check_name(xml::Node root, ErrorDomain domain);
// Gives the document a <uuid> when it has none.
void complete_uuid(xml::Node root, const Random &random);
// The number that a child or an attribute holds; 0 when there is none.
uint64_t number(const std::optional<xml::Node> &node);
uint64_t number(std::optional<std::string_view> text);

// Who is described by the <vlan>, <virtualport> and <bandwidth> below an element.
enum class TrafficOf : uint8_t {
    Network,          // a virtualport is kept as it is given
    PortGroup,        // the same; one without a type says nothing
    Port,             // the same; the bandwidth has the class that the network gave it
    Interface,        // a virtualport is complete, and gets the ids that it lacks
    NetworkInterface, // the same; the network may bring the type, and guarantees the floor of a bandwidth
};

// Checks and completes these three, which networks and domains share, telling the faults that the reader has left.
void complete_traffic(xml::Node parent, TrafficOf whom, const Random &random);
// The <virtualport> alone, and the other two.
void complete_port_of(xml::Node parent, TrafficOf whom, const Random &random);
void complete_shape(xml::Node parent, TrafficOf whom);

// <auth> and <encryption>: a secret is named by its UUID or by its usage.
void check_auth(xml::Node auth);
void check_encryption(xml::Node encryption);

} // namespace modvirt::document
