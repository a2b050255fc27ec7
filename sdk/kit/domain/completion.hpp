// SPDX-License-Identifier: MIT
// Completes a domain document: fills in what libvirt fills in, and refuses what contradicts itself. The steps
// work on the tree alone; the values of a Config are taken from it afterwards.
#pragma once

#include <string>
#include <string_view>

#include "kit/document/completion.hpp"
#include "kit/domain/config.hpp"
#include "kit/xml/editor.hpp"

namespace modvirt::domain {

using document::fill_random;
using document::for_each_child;
using document::place;

// The whole document; calls everything below.
void complete_document(xml::Editor &editor, const Options &options);

// <devices>: complete_devices.cpp, complete_disks.cpp, complete_characters.cpp, complete_display.cpp
void complete_devices(xml::Node domain, const Options &options);
void complete_disks(xml::Node devices, const Options &options);
void complete_interfaces(xml::Node devices, const Options &options);
void complete_mac(xml::Node interface, const Options &options);
void complete_characters(xml::Node devices, std::string_view os_type);
void complete_display(xml::Node devices, std::string_view os_type);
void complete_filesystem(xml::Node filesystem);
void add_controllers(xml::Node devices);

// complete_resources.cpp
void complete_distances(xml::Node numa);
void complete_iothreads(xml::Node domain);
void complete_vcpu_list(xml::Node domain);
void check_iommu(xml::Node domain, xml::Node devices);
void check_memory_cells(xml::Node domain, xml::Node devices);

// What is wrong with a document as it is given, and what only shows when it is complete. As in libvirt the former is told
// of any part before the latter is told of any.
void check_given_machine(xml::Node domain);
void check_lists(xml::Node domain);
void check_given_devices(xml::Node devices);
void check_machine(xml::Node domain);
void check_devices(xml::Node devices);

// A device with the number that orders it among those of its kind.
struct Numbered {
    xml::Node node;
    std::string kind;
    std::optional<uint32_t> number;
    bool stays_last = false; // behind those of its kind that were there before
};

// Devices of one kind come to stand in the order of their numbers; the first of a kind keeps its place among
// the others.
void order(const std::vector<Numbered> &devices);

[[noreturn]] void refuse(ErrorCode code, const xml::Node &node, const std::string &message);
// XmlError and ConfigUnsupported of the domain part, the usual two.
[[noreturn]] void refuse_xml(const xml::Node &node, const std::string &message);
[[noreturn]] void refuse_unsupported(const xml::Node &node, const std::string &message);

} // namespace modvirt::domain
