// SPDX-License-Identifier: MIT
// Memory, CPUs and how the host shares itself out: sizes, backing, pinning, weights and limits.
#pragma once

#include "common.hpp"
#include "disk.hpp"

namespace modvirt::domain::tables {

inline constexpr Attribute memory_attributes[] = {{"dumpCore", rule::on_off}, {"unit"}};
inline constexpr Element memory =
    Element("memory", memory_attributes).holding(rule::uint64).unless_empty().measured_in(Measure::Kibibytes);
inline constexpr Element current_memory =
    Element("currentMemory", unit_attributes).holding(rule::uint64).unless_empty().measured_in(Measure::Kibibytes);
inline constexpr Attribute max_memory_attributes[] = {{"slots", rule::uint32}, {"unit"}};
inline constexpr Element max_memory =
    Element("maxMemory", max_memory_attributes).holding(rule::uint64).unless_empty().measured_in(Measure::Kibibytes);

// <memoryBacking>
inline constexpr Attribute page_attributes[] = {
    Attribute{"size", rule::uint64}.needed(), {"unit"}, {"nodeset", rule::cpu_set}};
inline constexpr Element page =
    Element("page", page_attributes).many().measured_in(Measure::Kibibytes, "size");
inline constexpr const Element *hugepages_children[] = {&page};
inline constexpr Element hugepages{"hugepages", {}, hugepages_children};
inline constexpr Element nosharepages{"nosharepages"};
inline constexpr Element locked{"locked"};
inline constexpr Word backing_sources[] = {"file", "anonymous", "memfd"};
inline constexpr Attribute backing_source_attributes[] = {
    Attribute{"type", rule::one_of(backing_sources)}.refused_as(Refusal::Unsupported)};
inline constexpr Element backing_source{"source", backing_source_attributes};
inline constexpr Word access_mode_words[] = {"shared", "private"};
inline constexpr Attribute access_attributes[] = {
    Attribute{"mode", rule::one_of(access_mode_words)}.refused_as(Refusal::Unsupported)};
inline constexpr Element backing_access{"access", access_attributes};
inline constexpr Word allocation_modes[] = {"immediate", "ondemand"};
inline constexpr Attribute allocation_attributes[] = {
    Attribute{"mode", rule::one_of(allocation_modes)}.refused_as(Refusal::Unsupported),
    Attribute{"threads", rule::uint32}.refused_as(Refusal::XmlDomain)};
inline constexpr Element allocation{"allocation", allocation_attributes};
inline constexpr Element discard{"discard"};
inline constexpr const Element *memory_backing_children[] = {
    &hugepages, &nosharepages, &locked, &backing_source, &backing_access, &allocation, &discard};
inline constexpr Element memory_backing =
    Element("memoryBacking", {}, memory_backing_children).unless_empty();

// <blkiotune>, <memtune>
inline constexpr Element weight = Element("weight").holding(rule::uint32).refused_as(Refusal::Ignored);
inline constexpr Element device_weight =
    Element("weight").holding(rule::uint32).refused_as(Refusal::Unsupported);
inline constexpr Element device_path = Element("path").holding(rule::text).needed(Refusal::Unsupported);
inline constexpr Element device_read_iops = Element("read_iops_sec").holding(rule::uint32).refused_as(Refusal::Unsupported);
inline constexpr Element device_write_iops = Element("write_iops_sec").holding(rule::uint32).refused_as(Refusal::Unsupported);
inline constexpr Element device_read_bytes = Element("read_bytes_sec").holding(rule::uint64).refused_as(Refusal::Unsupported);
inline constexpr Element device_write_bytes = Element("write_bytes_sec").holding(rule::uint64).refused_as(Refusal::Unsupported);
inline constexpr const Element *blkio_device_children[] = {
    &device_path, &device_weight, &device_read_iops, &device_write_iops, &device_read_bytes, &device_write_bytes};
inline constexpr Element blkio_device = Element("device", {}, blkio_device_children).many();
inline constexpr const Element *blkiotune_children[] = {&weight, &blkio_device};
inline constexpr Element blkiotune = Element("blkiotune", {}, blkiotune_children).unless_empty();

inline constexpr Element hard_limit =
    Element("hard_limit", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element soft_limit =
    Element("soft_limit", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element min_guarantee =
    Element("min_guarantee", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element swap_hard_limit =
    Element("swap_hard_limit", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr const Element *memtune_children[] = {&hard_limit, &soft_limit, &min_guarantee,
                                                      &swap_hard_limit};
inline constexpr Element memtune = Element("memtune", {}, memtune_children).unless_empty();

// <vcpu> and its relatives
inline constexpr Word placements[] = {"static", "auto"};
inline constexpr Attribute vcpu_attributes[] = {
    {"placement", rule::one_of(placements)},
    {"cpuset", rule::cpu_set},
    {"current", rule::uint32}};
inline constexpr Element vcpu =
    Element("vcpu", vcpu_attributes).holding(rule::uint16).refused_as(Refusal::XmlDomain);
inline constexpr Attribute one_vcpu_attributes[] = {
    Attribute{"id", rule::uint32}.needed(),
    Attribute{"enabled", rule::yes_no}.needed(),
    {"hotpluggable", rule::yes_no},
    {"order", rule::positive}};
inline constexpr Element one_vcpu = Element("vcpu", one_vcpu_attributes).many();
inline constexpr const Element *vcpus_children[] = {&one_vcpu};
inline constexpr Element vcpus = Element("vcpus", {}, vcpus_children).unless_empty();
inline constexpr Element iothreads = Element("iothreads").holding(rule::uint32).refused_as(Refusal::XmlDomain);
inline constexpr Attribute iothread_attributes[] = {
    Attribute{"id", rule::positive}.needed(),
    {"thread_pool_min", rule::at_most(INT32_MAX)},
    {"thread_pool_max", rule::at_most(INT32_MAX)}};
inline constexpr Element iothread = Element("iothread", iothread_attributes).many();
inline constexpr const Element *iothreadids_children[] = {&iothread};
inline constexpr Element iothreadids = Element("iothreadids", {}, iothreadids_children).unless_empty();
inline constexpr Attribute thread_pool_attributes[] = {{"thread_pool_min", rule::at_most(INT32_MAX)},
                                                       {"thread_pool_max", rule::at_most(INT32_MAX)}};
inline constexpr Element defaultiothread = Element("defaultiothread", thread_pool_attributes).unless_empty();

// <cputune>
inline constexpr Element shares = Element("shares").holding(rule::uint64).refused_as(Refusal::XmlDomain);
inline constexpr Element period = Element("period").holding(rule::uint64).refused_as(Refusal::XmlDomain);
inline constexpr Element quota = Element("quota").holding(rule::int64).refused_as(Refusal::XmlDomain);
inline constexpr Element global_period = Element("global_period").holding(rule::uint64).refused_as(Refusal::XmlDomain);
inline constexpr Element global_quota = Element("global_quota").holding(rule::int64).refused_as(Refusal::XmlDomain);
inline constexpr Element emulator_period = Element("emulator_period").holding(rule::uint64).refused_as(Refusal::XmlDomain);
inline constexpr Element emulator_quota = Element("emulator_quota").holding(rule::int64).refused_as(Refusal::XmlDomain);
inline constexpr Element iothread_period = Element("iothread_period").holding(rule::uint64).refused_as(Refusal::XmlDomain);
inline constexpr Element iothread_quota = Element("iothread_quota").holding(rule::int64).refused_as(Refusal::XmlDomain);
inline constexpr Attribute vcpupin_attributes[] = {Attribute{"vcpu", rule::uint32}.needed(),
                                                   Attribute{"cpuset", rule::cpu_set}.needed(Refusal::Internal)};
inline constexpr Element vcpupin = Element("vcpupin", vcpupin_attributes).many();
inline constexpr Attribute cpuset_attributes[] = {Attribute{"cpuset", rule::cpu_set}.needed(Refusal::Internal)};
inline constexpr Element emulatorpin = Element("emulatorpin", cpuset_attributes).once(Refusal::XmlDomain);
inline constexpr Attribute iothreadpin_attributes[] = {Attribute{"iothread", rule::positive}.needed(),
                                                       Attribute{"cpuset", rule::cpu_set}.needed(Refusal::Internal)};
inline constexpr Element iothreadpin = Element("iothreadpin", iothreadpin_attributes).many();
inline constexpr Word schedulers[] = {"batch", "idle", "fifo", "rr"};
inline constexpr Word realtime[] = {"fifo", "rr"};
inline constexpr Condition has_priority{0, "scheduler", realtime};
inline constexpr Attribute vcpusched_attributes[] = {
    Attribute{"vcpus", rule::cpu_set}.needed(Refusal::XmlDomain),
    Attribute{"scheduler", rule::one_of(schedulers)}.needed(),
    Attribute{"priority", rule::int32}.when(has_priority).needed()};
inline constexpr Element vcpusched = Element("vcpusched", vcpusched_attributes).many();
inline constexpr Attribute iothreadsched_attributes[] = {
    Attribute{"iothreads", rule::cpu_set}.needed(Refusal::XmlDomain),
    Attribute{"scheduler", rule::one_of(schedulers)}.needed(),
    Attribute{"priority", rule::int32}.when(has_priority).needed()};
inline constexpr Element iothreadsched = Element("iothreadsched", iothreadsched_attributes).many();
inline constexpr Attribute emulatorsched_attributes[] = {
    Attribute{"scheduler", rule::one_of(schedulers)}.needed(),
    Attribute{"priority", rule::int32}.when(has_priority).needed()};
inline constexpr Element emulatorsched = Element("emulatorsched", emulatorsched_attributes).once(Refusal::XmlDomain);
inline constexpr Word cache_kinds[] = {"both", "code", "data"};
inline constexpr Attribute cachetune_cache_attributes[] = {Attribute{"id", rule::uint32}.needed(),
                                                           Attribute{"level", rule::uint32}.needed(),
                                                           Attribute{"type", rule::one_of(cache_kinds)}.needed(),
                                                           Attribute{"size", rule::uint64}.needed(),
                                                           {"unit"}};
inline constexpr Element cachetune_cache = Element("cache", cachetune_cache_attributes).many();
inline constexpr Attribute monitor_attributes[] = {
    {"level", rule::uint32}, Attribute{"vcpus", rule::cpu_set}.needed(Refusal::XmlDomain)};
inline constexpr Element monitor = Element("monitor", monitor_attributes).many();
inline constexpr const Element *cachetune_children[] = {&cachetune_cache, &monitor};
inline constexpr Attribute cachetune_attributes[] = {
    Attribute{"vcpus", rule::cpu_set}.needed(Refusal::XmlDomain), {"id"}};
inline constexpr Element cachetune = Element("cachetune", cachetune_attributes, cachetune_children).many();
inline constexpr Attribute bandwidth_node_attributes[] = {Attribute{"id", rule::uint32}.needed(),
                                                          Attribute{"bandwidth", rule::uint32}.needed()};
inline constexpr Element bandwidth_node = Element("node", bandwidth_node_attributes).many();
inline constexpr const Element *memorytune_children[] = {&bandwidth_node, &monitor};
inline constexpr Element memorytune = Element("memorytune", cachetune_attributes, memorytune_children).many();
inline constexpr const Element *cputune_children[] = {
    &shares,         &period,          &quota,          &global_period, &global_quota, &emulator_period,
    &emulator_quota, &iothread_period, &iothread_quota, &vcpupin,       &emulatorpin,  &iothreadpin,
    &emulatorsched, &vcpusched,      &iothreadsched,   &cachetune,     &memorytune};
inline constexpr Element cputune = Element("cputune", {}, cputune_children).unless_empty();

// <numatune>, <resource>
inline constexpr Word numa_modes[] = {"strict", "preferred", "interleave", "restrictive"};
inline constexpr Attribute numa_memory_attributes[] = {
    Attribute{"mode", rule::one_of(numa_modes)}.refused_as(Refusal::Unsupported), {"nodeset", rule::cpu_set}, {"placement", rule::one_of(placements)}};
inline constexpr Element numa_memory{"memory", numa_memory_attributes};
inline constexpr Attribute memnode_attributes[] = {
    Attribute{"cellid", rule::uint32}.needed(),
    Attribute{"mode", rule::one_of(numa_modes)}.or_else("strict"),
    Attribute{"nodeset", rule::cpu_set}.needed(Refusal::XmlDomain)};
inline constexpr Element memnode = Element("memnode", memnode_attributes).many();
inline constexpr const Element *numatune_children[] = {&numa_memory, &memnode};
inline constexpr Element numatune = Element("numatune", {}, numatune_children).unless_empty();
inline constexpr Element partition = Element("partition").holding(rule::text);
inline constexpr Attribute appid_attributes[] = {{"appid"}};
inline constexpr Element fibrechannel{"fibrechannel", appid_attributes};
inline constexpr const Element *resource_children[] = {&partition, &fibrechannel};
inline constexpr Element resource = Element("resource", {}, resource_children).unless_empty();

} // namespace modvirt::domain::tables
