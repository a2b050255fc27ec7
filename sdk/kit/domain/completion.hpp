// SPDX-License-Identifier: MIT
// Completes a domain document: fills in what libvirt fills in, and refuses what contradicts itself. The steps
// work on the tree alone; the values of a Config are taken from it afterwards.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

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
std::string_view disk_target(const xml::Node &disk); // its name, or nothing
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
bool lacks_a_numa_cell(xml::Node domain);
void complete_cpu_tuning(xml::Node domain); // check_tuning.cpp
// The numbers of a set such as 1-3,8. Its rule has made sure that it is one.
std::vector<uint32_t> members(std::string_view set);

// What is wrong with a document as it is given, and what only shows when it is complete. As in libvirt the former is told
// of any part before the latter is told of any, and either in the order of the calls.
void check_given(xml::Node domain, const Options &options);
void check_timers_and_cpu(xml::Node domain);
void check_devices(xml::Node domain);
void check_machine(xml::Node domain);

// Of check_given(): check_machine.cpp, check_tuning.cpp
void check_labels(xml::Node domain);
void check_block_tuning(xml::Node domain);
void check_vcpu_ids(xml::Node domain);
void check_iothread_ids(xml::Node domain);
void check_cpu_tuning(xml::Node domain);
void check_cpu(xml::Node domain);
void check_numa_tuning(xml::Node domain);
void check_resource(xml::Node domain);
void check_perf(xml::Node domain);
void check_clock(xml::Node domain);
void check_sysinfo(xml::Node domain);
void check_keywrap(xml::Node domain);
// check_devices.cpp, check_disks.cpp, check_display.cpp, check_interfaces.cpp, check_characters.cpp
void check_given_device(xml::Node device, const Options &options);
void check_given_disk(xml::Node disk);
void check_given_interface(xml::Node interface, const Options &options);
void check_given_character(const xml::Node &device);
void check_given_graphics(xml::Node graphics);
void check_given_input(const xml::Node &input);
void check_given_video(const xml::Node &video);
void check_given_audio(const xml::Node &audio);
void check_source_labels(xml::Node source);
void check_masters(xml::Node devices);
void check_mac(const xml::Node &interface);

// Of check_devices()
void check_complete_disk(const xml::Node &disk);
void check_complete_interface(const xml::Node &interface);
void check_character_source(const xml::Node &device);
void check_virtio_options(const xml::Node &device);
void check_listen_networks(const xml::Node &graphics);
void check_video(const xml::Node &video);
void check_audio_of(const xml::Node &device); // what is heard through a backend names one that there is
void check_audio_ids(xml::Node devices);
void check_input(const xml::Node &input);

// Of check_machine()
void check_cpu_shares(xml::Node domain);
void check_block_paths(xml::Node domain);
void check_disk_targets(xml::Node devices);
void check_remapping(xml::Node domain);
void check_primary_video(xml::Node devices);
void check_controllers(xml::Node devices);

inline bool has(const std::optional<xml::Node> &node, std::string_view attribute)
{
    return node && node->attribute(attribute);
}

template <typename Words>
bool is_one_of(std::string_view word, const Words &words)
{
    return std::ranges::find(words, word) != std::end(words);
}

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
