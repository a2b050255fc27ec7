// SPDX-License-Identifier: LGPL-2.1-or-later
// What plugin ABI 1.0 promised of every struct in plugin.h and xml.h, on machines with 64-bit pointers.
// Structs grow at the end only, so offsets and types are exact and sizes are lower bounds. The slot tables
// are held by the generated freeze. From modvirt 1.0 on nothing here changes; what a newer minor adds is
// promised in a file of its own.
#include <cstddef>
#include <type_traits>

#include <modvirt/plugin.h>
#include <modvirt/xml.h>

static_assert(sizeof(void *) == 8);
static_assert(MODVIRT_ABI_MAJOR == 1);

// modvirt_call
static_assert(offsetof(modvirt_call, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_call::struct_size), uint32_t>);
static_assert(offsetof(modvirt_call, flags) == 4);
static_assert(std::is_same_v<decltype(modvirt_call::flags), uint32_t>);
static_assert(offsetof(modvirt_call, deadline_ms) == 8);
static_assert(std::is_same_v<decltype(modvirt_call::deadline_ms), int64_t>);
static_assert(offsetof(modvirt_call, host_data) == 16);
static_assert(std::is_same_v<decltype(modvirt_call::host_data), void *>);
static_assert(offsetof(modvirt_call, fail) == 24);
static_assert(std::is_same_v<decltype(modvirt_call::fail),
                             void (*)(const modvirt_call *, int32_t, int32_t, const char *)>);
static_assert(offsetof(modvirt_call, is_cancelled) == 32);
static_assert(std::is_same_v<decltype(modvirt_call::is_cancelled), int32_t (*)(const modvirt_call *)>);
static_assert(sizeof(modvirt_call) >= 40);

// modvirt_domain_ref
static_assert(offsetof(modvirt_domain_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_ref, id) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_ref::id), int32_t>);
static_assert(offsetof(modvirt_domain_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_domain_ref, name) == 24);
static_assert(std::is_same_v<decltype(modvirt_domain_ref::name), const char *>);
static_assert(sizeof(modvirt_domain_ref) >= 32);

// modvirt_network_ref
static_assert(offsetof(modvirt_network_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_network_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_network_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_network_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_network_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_network_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_network_ref, name) == 24);
static_assert(std::is_same_v<decltype(modvirt_network_ref::name), const char *>);
static_assert(sizeof(modvirt_network_ref) >= 32);

// modvirt_domain_info
static_assert(offsetof(modvirt_domain_info, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_info::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_info, state) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_info::state), uint32_t>);
static_assert(offsetof(modvirt_domain_info, max_memory_kib) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_info::max_memory_kib), uint64_t>);
static_assert(offsetof(modvirt_domain_info, memory_kib) == 16);
static_assert(std::is_same_v<decltype(modvirt_domain_info::memory_kib), uint64_t>);
static_assert(offsetof(modvirt_domain_info, cpu_time_ns) == 24);
static_assert(std::is_same_v<decltype(modvirt_domain_info::cpu_time_ns), uint64_t>);
static_assert(offsetof(modvirt_domain_info, vcpus) == 32);
static_assert(std::is_same_v<decltype(modvirt_domain_info::vcpus), uint32_t>);
static_assert(offsetof(modvirt_domain_info, reserved) == 36);
static_assert(std::is_same_v<decltype(modvirt_domain_info::reserved), uint32_t>);
static_assert(sizeof(modvirt_domain_info) >= 40);

// modvirt_domain_state
static_assert(offsetof(modvirt_domain_state, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_state::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_state, state) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_state::state), int32_t>);
static_assert(offsetof(modvirt_domain_state, reason) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_state::reason), int32_t>);
static_assert(sizeof(modvirt_domain_state) >= 12);

// modvirt_domain_control
static_assert(offsetof(modvirt_domain_control, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_control::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_control, state) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_control::state), uint32_t>);
static_assert(offsetof(modvirt_domain_control, details) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_control::details), uint32_t>);
static_assert(offsetof(modvirt_domain_control, reserved) == 12);
static_assert(std::is_same_v<decltype(modvirt_domain_control::reserved), uint32_t>);
static_assert(offsetof(modvirt_domain_control, state_time_ms) == 16);
static_assert(std::is_same_v<decltype(modvirt_domain_control::state_time_ms), uint64_t>);
static_assert(sizeof(modvirt_domain_control) >= 24);

// modvirt_vcpu
static_assert(offsetof(modvirt_vcpu, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_vcpu::struct_size), uint32_t>);
static_assert(offsetof(modvirt_vcpu, number) == 4);
static_assert(std::is_same_v<decltype(modvirt_vcpu::number), uint32_t>);
static_assert(offsetof(modvirt_vcpu, state) == 8);
static_assert(std::is_same_v<decltype(modvirt_vcpu::state), int32_t>);
static_assert(offsetof(modvirt_vcpu, cpu) == 12);
static_assert(std::is_same_v<decltype(modvirt_vcpu::cpu), int32_t>);
static_assert(offsetof(modvirt_vcpu, cpu_time_ns) == 16);
static_assert(std::is_same_v<decltype(modvirt_vcpu::cpu_time_ns), uint64_t>);
static_assert(offsetof(modvirt_vcpu, cpumap) == 24);
static_assert(std::is_same_v<decltype(modvirt_vcpu::cpumap), const uint8_t *>);
static_assert(offsetof(modvirt_vcpu, cpumap_size) == 32);
static_assert(std::is_same_v<decltype(modvirt_vcpu::cpumap_size), uint64_t>);
static_assert(sizeof(modvirt_vcpu) >= 40);

// modvirt_block_stats
static_assert(offsetof(modvirt_block_stats, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_block_stats::struct_size), uint32_t>);
static_assert(offsetof(modvirt_block_stats, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_block_stats::reserved), uint32_t>);
static_assert(offsetof(modvirt_block_stats, read_requests) == 8);
static_assert(std::is_same_v<decltype(modvirt_block_stats::read_requests), int64_t>);
static_assert(offsetof(modvirt_block_stats, read_bytes) == 16);
static_assert(std::is_same_v<decltype(modvirt_block_stats::read_bytes), int64_t>);
static_assert(offsetof(modvirt_block_stats, write_requests) == 24);
static_assert(std::is_same_v<decltype(modvirt_block_stats::write_requests), int64_t>);
static_assert(offsetof(modvirt_block_stats, write_bytes) == 32);
static_assert(std::is_same_v<decltype(modvirt_block_stats::write_bytes), int64_t>);
static_assert(offsetof(modvirt_block_stats, errors) == 40);
static_assert(std::is_same_v<decltype(modvirt_block_stats::errors), int64_t>);
static_assert(sizeof(modvirt_block_stats) >= 48);

// modvirt_interface_stats
static_assert(offsetof(modvirt_interface_stats, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::struct_size), uint32_t>);
static_assert(offsetof(modvirt_interface_stats, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::reserved), uint32_t>);
static_assert(offsetof(modvirt_interface_stats, rx_bytes) == 8);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::rx_bytes), int64_t>);
static_assert(offsetof(modvirt_interface_stats, rx_packets) == 16);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::rx_packets), int64_t>);
static_assert(offsetof(modvirt_interface_stats, rx_errors) == 24);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::rx_errors), int64_t>);
static_assert(offsetof(modvirt_interface_stats, rx_dropped) == 32);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::rx_dropped), int64_t>);
static_assert(offsetof(modvirt_interface_stats, tx_bytes) == 40);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::tx_bytes), int64_t>);
static_assert(offsetof(modvirt_interface_stats, tx_packets) == 48);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::tx_packets), int64_t>);
static_assert(offsetof(modvirt_interface_stats, tx_errors) == 56);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::tx_errors), int64_t>);
static_assert(offsetof(modvirt_interface_stats, tx_dropped) == 64);
static_assert(std::is_same_v<decltype(modvirt_interface_stats::tx_dropped), int64_t>);
static_assert(sizeof(modvirt_interface_stats) >= 72);

// modvirt_block_info
static_assert(offsetof(modvirt_block_info, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_block_info::struct_size), uint32_t>);
static_assert(offsetof(modvirt_block_info, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_block_info::reserved), uint32_t>);
static_assert(offsetof(modvirt_block_info, capacity) == 8);
static_assert(std::is_same_v<decltype(modvirt_block_info::capacity), uint64_t>);
static_assert(offsetof(modvirt_block_info, allocation) == 16);
static_assert(std::is_same_v<decltype(modvirt_block_info::allocation), uint64_t>);
static_assert(offsetof(modvirt_block_info, physical) == 24);
static_assert(std::is_same_v<decltype(modvirt_block_info::physical), uint64_t>);
static_assert(sizeof(modvirt_block_info) >= 32);

// modvirt_block_job
static_assert(offsetof(modvirt_block_job, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_block_job::struct_size), uint32_t>);
static_assert(offsetof(modvirt_block_job, exists) == 4);
static_assert(std::is_same_v<decltype(modvirt_block_job::exists), int32_t>);
static_assert(offsetof(modvirt_block_job, type) == 8);
static_assert(std::is_same_v<decltype(modvirt_block_job::type), int32_t>);
static_assert(offsetof(modvirt_block_job, reserved) == 12);
static_assert(std::is_same_v<decltype(modvirt_block_job::reserved), uint32_t>);
static_assert(offsetof(modvirt_block_job, bandwidth) == 16);
static_assert(std::is_same_v<decltype(modvirt_block_job::bandwidth), uint64_t>);
static_assert(offsetof(modvirt_block_job, cur) == 24);
static_assert(std::is_same_v<decltype(modvirt_block_job::cur), uint64_t>);
static_assert(offsetof(modvirt_block_job, end) == 32);
static_assert(std::is_same_v<decltype(modvirt_block_job::end), uint64_t>);
static_assert(sizeof(modvirt_block_job) >= 40);

// modvirt_node_info
static_assert(offsetof(modvirt_node_info, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_node_info::struct_size), uint32_t>);
static_assert(offsetof(modvirt_node_info, cpus) == 4);
static_assert(std::is_same_v<decltype(modvirt_node_info::cpus), uint32_t>);
static_assert(offsetof(modvirt_node_info, memory_kib) == 8);
static_assert(std::is_same_v<decltype(modvirt_node_info::memory_kib), uint64_t>);
static_assert(offsetof(modvirt_node_info, mhz) == 16);
static_assert(std::is_same_v<decltype(modvirt_node_info::mhz), uint32_t>);
static_assert(offsetof(modvirt_node_info, nodes) == 20);
static_assert(std::is_same_v<decltype(modvirt_node_info::nodes), uint32_t>);
static_assert(offsetof(modvirt_node_info, sockets) == 24);
static_assert(std::is_same_v<decltype(modvirt_node_info::sockets), uint32_t>);
static_assert(offsetof(modvirt_node_info, cores) == 28);
static_assert(std::is_same_v<decltype(modvirt_node_info::cores), uint32_t>);
static_assert(offsetof(modvirt_node_info, threads) == 32);
static_assert(std::is_same_v<decltype(modvirt_node_info::threads), uint32_t>);
static_assert(offsetof(modvirt_node_info, model) == 36);
static_assert(std::is_same_v<decltype(modvirt_node_info::model), char[32]>);
static_assert(sizeof(modvirt_node_info) >= 72);

// modvirt_security_model
static_assert(offsetof(modvirt_security_model, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_security_model::struct_size), uint32_t>);
static_assert(offsetof(modvirt_security_model, model) == 4);
static_assert(std::is_same_v<decltype(modvirt_security_model::model), char[257]>);
static_assert(offsetof(modvirt_security_model, doi) == 261);
static_assert(std::is_same_v<decltype(modvirt_security_model::doi), char[257]>);
static_assert(sizeof(modvirt_security_model) >= 520);

// modvirt_security_label
static_assert(offsetof(modvirt_security_label, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_security_label::struct_size), uint32_t>);
static_assert(offsetof(modvirt_security_label, enforcing) == 4);
static_assert(std::is_same_v<decltype(modvirt_security_label::enforcing), int32_t>);
static_assert(offsetof(modvirt_security_label, label) == 8);
static_assert(std::is_same_v<decltype(modvirt_security_label::label), char[4097]>);
static_assert(sizeof(modvirt_security_label) >= 4108);

// modvirt_parameter
static_assert(offsetof(modvirt_parameter, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_parameter::struct_size), uint32_t>);
static_assert(offsetof(modvirt_parameter, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_parameter::type), uint32_t>);
static_assert(offsetof(modvirt_parameter, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_parameter::name), const char *>);
static_assert(offsetof(modvirt_parameter, value) == 16);
static_assert(sizeof(modvirt_parameter::value) == 8);
static_assert(sizeof(modvirt_parameter) >= 24);

// modvirt_volume
static_assert(offsetof(modvirt_volume, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_volume::struct_size), uint32_t>);
static_assert(offsetof(modvirt_volume, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_volume::type), uint32_t>);
static_assert(offsetof(modvirt_volume, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_volume::name), const char *>);
static_assert(offsetof(modvirt_volume, key) == 16);
static_assert(std::is_same_v<decltype(modvirt_volume::key), const char *>);
static_assert(offsetof(modvirt_volume, path) == 24);
static_assert(std::is_same_v<decltype(modvirt_volume::path), const char *>);
static_assert(offsetof(modvirt_volume, format) == 32);
static_assert(std::is_same_v<decltype(modvirt_volume::format), const char *>);
static_assert(offsetof(modvirt_volume, capacity) == 40);
static_assert(std::is_same_v<decltype(modvirt_volume::capacity), uint64_t>);
static_assert(offsetof(modvirt_volume, allocation) == 48);
static_assert(std::is_same_v<decltype(modvirt_volume::allocation), uint64_t>);
static_assert(sizeof(modvirt_volume) >= 56);

// modvirt_pool_usage
static_assert(offsetof(modvirt_pool_usage, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_pool_usage::struct_size), uint32_t>);
static_assert(offsetof(modvirt_pool_usage, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_pool_usage::reserved), uint32_t>);
static_assert(offsetof(modvirt_pool_usage, capacity) == 8);
static_assert(std::is_same_v<decltype(modvirt_pool_usage::capacity), uint64_t>);
static_assert(offsetof(modvirt_pool_usage, allocation) == 16);
static_assert(std::is_same_v<decltype(modvirt_pool_usage::allocation), uint64_t>);
static_assert(offsetof(modvirt_pool_usage, available) == 24);
static_assert(std::is_same_v<decltype(modvirt_pool_usage::available), uint64_t>);
static_assert(sizeof(modvirt_pool_usage) >= 32);

// modvirt_domain_sink
static_assert(offsetof(modvirt_domain_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_domain_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_sink::data), void *>);
static_assert(offsetof(modvirt_domain_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_domain_sink::put),
                             int32_t (*)(const modvirt_domain_sink *, const modvirt_domain_ref *)>);
static_assert(sizeof(modvirt_domain_sink) >= 24);

// modvirt_network_sink
static_assert(offsetof(modvirt_network_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_network_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_network_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_network_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_network_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_network_sink::data), void *>);
static_assert(offsetof(modvirt_network_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_network_sink::put),
                             int32_t (*)(const modvirt_network_sink *, const modvirt_network_ref *)>);
static_assert(sizeof(modvirt_network_sink) >= 24);

// modvirt_string_sink
static_assert(offsetof(modvirt_string_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_string_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_string_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_string_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_string_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_string_sink::data), void *>);
static_assert(offsetof(modvirt_string_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_string_sink::put),
                             int32_t (*)(const modvirt_string_sink *, const char *, uint64_t)>);
static_assert(sizeof(modvirt_string_sink) >= 24);

// modvirt_vcpu_sink
static_assert(offsetof(modvirt_vcpu_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_vcpu_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_vcpu_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_vcpu_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_vcpu_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_vcpu_sink::data), void *>);
static_assert(offsetof(modvirt_vcpu_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_vcpu_sink::put),
                             int32_t (*)(const modvirt_vcpu_sink *, const modvirt_vcpu *)>);
static_assert(sizeof(modvirt_vcpu_sink) >= 24);

// modvirt_u64_sink
static_assert(offsetof(modvirt_u64_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_u64_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_u64_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_u64_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_u64_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_u64_sink::data), void *>);
static_assert(offsetof(modvirt_u64_sink, put) == 16);
static_assert(
    std::is_same_v<decltype(modvirt_u64_sink::put), int32_t (*)(const modvirt_u64_sink *, uint64_t)>);
static_assert(sizeof(modvirt_u64_sink) >= 24);

// modvirt_parameter_sink
static_assert(offsetof(modvirt_parameter_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_parameter_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_parameter_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_parameter_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_parameter_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_parameter_sink::data), void *>);
static_assert(offsetof(modvirt_parameter_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_parameter_sink::put),
                             int32_t (*)(const modvirt_parameter_sink *, const modvirt_parameter *)>);
static_assert(sizeof(modvirt_parameter_sink) >= 24);

// modvirt_volume_sink
static_assert(offsetof(modvirt_volume_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_volume_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_volume_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_volume_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_volume_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_volume_sink::data), void *>);
static_assert(offsetof(modvirt_volume_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_volume_sink::put),
                             int32_t (*)(const modvirt_volume_sink *, const modvirt_volume *)>);
static_assert(sizeof(modvirt_volume_sink) >= 24);

// modvirt_graphics_address
static_assert(offsetof(modvirt_graphics_address, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_graphics_address::struct_size), uint32_t>);
static_assert(offsetof(modvirt_graphics_address, family) == 4);
static_assert(std::is_same_v<decltype(modvirt_graphics_address::family), int32_t>);
static_assert(offsetof(modvirt_graphics_address, node) == 8);
static_assert(std::is_same_v<decltype(modvirt_graphics_address::node), const char *>);
static_assert(offsetof(modvirt_graphics_address, service) == 16);
static_assert(std::is_same_v<decltype(modvirt_graphics_address::service), const char *>);
static_assert(sizeof(modvirt_graphics_address) >= 24);

// modvirt_graphics_client
static_assert(offsetof(modvirt_graphics_client, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::struct_size), uint32_t>);
static_assert(offsetof(modvirt_graphics_client, identity_count) == 4);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::identity_count), uint32_t>);
static_assert(offsetof(modvirt_graphics_client, local) == 8);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::local), const modvirt_graphics_address *>);
static_assert(offsetof(modvirt_graphics_client, remote) == 16);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::remote), const modvirt_graphics_address *>);
static_assert(offsetof(modvirt_graphics_client, auth_scheme) == 24);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::auth_scheme), const char *>);
static_assert(offsetof(modvirt_graphics_client, identities) == 32);
static_assert(std::is_same_v<decltype(modvirt_graphics_client::identities), const char *const *>);
static_assert(sizeof(modvirt_graphics_client) >= 40);

// modvirt_domain_event
static_assert(offsetof(modvirt_domain_event, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_domain_event::struct_size), uint32_t>);
static_assert(offsetof(modvirt_domain_event, event_id) == 4);
static_assert(std::is_same_v<decltype(modvirt_domain_event::event_id), uint32_t>);
static_assert(offsetof(modvirt_domain_event, domain) == 8);
static_assert(std::is_same_v<decltype(modvirt_domain_event::domain), const modvirt_domain_ref *>);
static_assert(offsetof(modvirt_domain_event, type) == 16);
static_assert(std::is_same_v<decltype(modvirt_domain_event::type), int32_t>);
static_assert(offsetof(modvirt_domain_event, detail) == 20);
static_assert(std::is_same_v<decltype(modvirt_domain_event::detail), int32_t>);
static_assert(offsetof(modvirt_domain_event, value) == 24);
static_assert(std::is_same_v<decltype(modvirt_domain_event::value), int64_t>);
static_assert(offsetof(modvirt_domain_event, excess) == 32);
static_assert(std::is_same_v<decltype(modvirt_domain_event::excess), uint64_t>);
static_assert(offsetof(modvirt_domain_event, device) == 40);
static_assert(std::is_same_v<decltype(modvirt_domain_event::device), const char *>);
static_assert(offsetof(modvirt_domain_event, path) == 48);
static_assert(std::is_same_v<decltype(modvirt_domain_event::path), const char *>);
static_assert(offsetof(modvirt_domain_event, old_path) == 56);
static_assert(std::is_same_v<decltype(modvirt_domain_event::old_path), const char *>);
static_assert(offsetof(modvirt_domain_event, text) == 64);
static_assert(std::is_same_v<decltype(modvirt_domain_event::text), const char *>);
static_assert(offsetof(modvirt_domain_event, parameters) == 72);
static_assert(std::is_same_v<decltype(modvirt_domain_event::parameters), const modvirt_parameter *>);
static_assert(offsetof(modvirt_domain_event, parameter_count) == 80);
static_assert(std::is_same_v<decltype(modvirt_domain_event::parameter_count), uint64_t>);
static_assert(offsetof(modvirt_domain_event, graphics) == 88);
static_assert(std::is_same_v<decltype(modvirt_domain_event::graphics), const modvirt_graphics_client *>);
static_assert(sizeof(modvirt_domain_event) >= 96);

// modvirt_spawn_fd
static_assert(offsetof(modvirt_spawn_fd, fd) == 0);
static_assert(std::is_same_v<decltype(modvirt_spawn_fd::fd), int32_t>);
static_assert(offsetof(modvirt_spawn_fd, child_fd) == 4);
static_assert(std::is_same_v<decltype(modvirt_spawn_fd::child_fd), int32_t>);
static_assert(sizeof(modvirt_spawn_fd) >= 8);

// modvirt_spawn
static_assert(offsetof(modvirt_spawn, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_spawn::struct_size), uint32_t>);
static_assert(offsetof(modvirt_spawn, fd_count) == 4);
static_assert(std::is_same_v<decltype(modvirt_spawn::fd_count), uint32_t>);
static_assert(offsetof(modvirt_spawn, argv) == 8);
static_assert(std::is_same_v<decltype(modvirt_spawn::argv), const char *const *>);
static_assert(offsetof(modvirt_spawn, environment) == 16);
static_assert(std::is_same_v<decltype(modvirt_spawn::environment), const char *const *>);
static_assert(offsetof(modvirt_spawn, fds) == 24);
static_assert(std::is_same_v<decltype(modvirt_spawn::fds), const modvirt_spawn_fd *>);
static_assert(offsetof(modvirt_spawn, directory) == 32);
static_assert(std::is_same_v<decltype(modvirt_spawn::directory), const char *>);
static_assert(sizeof(modvirt_spawn) >= 40);

// modvirt_storage_pool_ref
static_assert(offsetof(modvirt_storage_pool_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_storage_pool_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_storage_pool_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_storage_pool_ref, name) == 24);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_ref::name), const char *>);
static_assert(sizeof(modvirt_storage_pool_ref) >= 32);

// modvirt_storage_vol_ref
static_assert(offsetof(modvirt_storage_vol_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_storage_vol_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_storage_vol_ref, pool) == 8);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_ref::pool), const char *>);
static_assert(offsetof(modvirt_storage_vol_ref, name) == 16);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_ref::name), const char *>);
static_assert(offsetof(modvirt_storage_vol_ref, key) == 24);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_ref::key), const char *>);
static_assert(sizeof(modvirt_storage_vol_ref) >= 32);

// modvirt_node_device_ref
static_assert(offsetof(modvirt_node_device_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_node_device_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_node_device_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_node_device_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_node_device_ref, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_node_device_ref::name), const char *>);
static_assert(sizeof(modvirt_node_device_ref) >= 16);

// modvirt_interface_ref
static_assert(offsetof(modvirt_interface_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_interface_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_interface_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_interface_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_interface_ref, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_interface_ref::name), const char *>);
static_assert(offsetof(modvirt_interface_ref, mac) == 16);
static_assert(std::is_same_v<decltype(modvirt_interface_ref::mac), const char *>);
static_assert(sizeof(modvirt_interface_ref) >= 24);

// modvirt_secret_ref
static_assert(offsetof(modvirt_secret_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_secret_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_secret_ref, usage_type) == 4);
static_assert(std::is_same_v<decltype(modvirt_secret_ref::usage_type), int32_t>);
static_assert(offsetof(modvirt_secret_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_secret_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_secret_ref, usage_id) == 24);
static_assert(std::is_same_v<decltype(modvirt_secret_ref::usage_id), const char *>);
static_assert(sizeof(modvirt_secret_ref) >= 32);

// modvirt_nwfilter_ref
static_assert(offsetof(modvirt_nwfilter_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_nwfilter_ref, name) == 24);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_ref::name), const char *>);
static_assert(sizeof(modvirt_nwfilter_ref) >= 32);

// modvirt_nwfilter_binding_ref
static_assert(offsetof(modvirt_nwfilter_binding_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_binding_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_binding_ref, port_dev) == 8);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_ref::port_dev), const char *>);
static_assert(offsetof(modvirt_nwfilter_binding_ref, filter_name) == 16);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_ref::filter_name), const char *>);
static_assert(sizeof(modvirt_nwfilter_binding_ref) >= 24);

// modvirt_network_port_ref
static_assert(offsetof(modvirt_network_port_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_network_port_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_network_port_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_network_port_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_network_port_ref, uuid) == 8);
static_assert(std::is_same_v<decltype(modvirt_network_port_ref::uuid), uint8_t[16]>);
static_assert(offsetof(modvirt_network_port_ref, network) == 24);
static_assert(std::is_same_v<decltype(modvirt_network_port_ref::network), const modvirt_network_ref *>);
static_assert(sizeof(modvirt_network_port_ref) >= 32);

// modvirt_snapshot_ref
static_assert(offsetof(modvirt_snapshot_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_snapshot_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_snapshot_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_snapshot_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_snapshot_ref, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_snapshot_ref::name), const char *>);
static_assert(offsetof(modvirt_snapshot_ref, domain) == 16);
static_assert(std::is_same_v<decltype(modvirt_snapshot_ref::domain), const modvirt_domain_ref *>);
static_assert(sizeof(modvirt_snapshot_ref) >= 24);

// modvirt_checkpoint_ref
static_assert(offsetof(modvirt_checkpoint_ref, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_ref::struct_size), uint32_t>);
static_assert(offsetof(modvirt_checkpoint_ref, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_ref::reserved), uint32_t>);
static_assert(offsetof(modvirt_checkpoint_ref, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_ref::name), const char *>);
static_assert(offsetof(modvirt_checkpoint_ref, domain) == 16);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_ref::domain), const modvirt_domain_ref *>);
static_assert(sizeof(modvirt_checkpoint_ref) >= 24);

// modvirt_pool_info
static_assert(offsetof(modvirt_pool_info, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_pool_info::struct_size), uint32_t>);
static_assert(offsetof(modvirt_pool_info, state) == 4);
static_assert(std::is_same_v<decltype(modvirt_pool_info::state), uint32_t>);
static_assert(offsetof(modvirt_pool_info, capacity) == 8);
static_assert(std::is_same_v<decltype(modvirt_pool_info::capacity), uint64_t>);
static_assert(offsetof(modvirt_pool_info, allocation) == 16);
static_assert(std::is_same_v<decltype(modvirt_pool_info::allocation), uint64_t>);
static_assert(offsetof(modvirt_pool_info, available) == 24);
static_assert(std::is_same_v<decltype(modvirt_pool_info::available), uint64_t>);
static_assert(sizeof(modvirt_pool_info) >= 32);

// modvirt_volume_info
static_assert(offsetof(modvirt_volume_info, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_volume_info::struct_size), uint32_t>);
static_assert(offsetof(modvirt_volume_info, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_volume_info::type), uint32_t>);
static_assert(offsetof(modvirt_volume_info, capacity) == 8);
static_assert(std::is_same_v<decltype(modvirt_volume_info::capacity), uint64_t>);
static_assert(offsetof(modvirt_volume_info, allocation) == 16);
static_assert(std::is_same_v<decltype(modvirt_volume_info::allocation), uint64_t>);
static_assert(sizeof(modvirt_volume_info) >= 24);

// modvirt_dhcp_lease
static_assert(offsetof(modvirt_dhcp_lease, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::struct_size), uint32_t>);
static_assert(offsetof(modvirt_dhcp_lease, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::type), int32_t>);
static_assert(offsetof(modvirt_dhcp_lease, prefix) == 8);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::prefix), uint32_t>);
static_assert(offsetof(modvirt_dhcp_lease, reserved) == 12);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::reserved), uint32_t>);
static_assert(offsetof(modvirt_dhcp_lease, expires) == 16);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::expires), int64_t>);
static_assert(offsetof(modvirt_dhcp_lease, interface) == 24);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::interface), const char *>);
static_assert(offsetof(modvirt_dhcp_lease, mac) == 32);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::mac), const char *>);
static_assert(offsetof(modvirt_dhcp_lease, iaid) == 40);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::iaid), const char *>);
static_assert(offsetof(modvirt_dhcp_lease, address) == 48);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::address), const char *>);
static_assert(offsetof(modvirt_dhcp_lease, hostname) == 56);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::hostname), const char *>);
static_assert(offsetof(modvirt_dhcp_lease, client_id) == 64);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease::client_id), const char *>);
static_assert(sizeof(modvirt_dhcp_lease) >= 72);

// modvirt_storage_pool_sink
static_assert(offsetof(modvirt_storage_pool_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_storage_pool_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_storage_pool_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_sink::data), void *>);
static_assert(offsetof(modvirt_storage_pool_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_storage_pool_sink::put), int32_t (*)(const modvirt_storage_pool_sink *, const modvirt_storage_pool_ref *)>);
static_assert(sizeof(modvirt_storage_pool_sink) >= 24);

// modvirt_storage_vol_sink
static_assert(offsetof(modvirt_storage_vol_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_storage_vol_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_storage_vol_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_sink::data), void *>);
static_assert(offsetof(modvirt_storage_vol_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_storage_vol_sink::put), int32_t (*)(const modvirt_storage_vol_sink *, const modvirt_storage_vol_ref *)>);
static_assert(sizeof(modvirt_storage_vol_sink) >= 24);

// modvirt_node_device_sink
static_assert(offsetof(modvirt_node_device_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_node_device_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_node_device_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_node_device_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_node_device_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_node_device_sink::data), void *>);
static_assert(offsetof(modvirt_node_device_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_node_device_sink::put), int32_t (*)(const modvirt_node_device_sink *, const modvirt_node_device_ref *)>);
static_assert(sizeof(modvirt_node_device_sink) >= 24);

// modvirt_interface_sink
static_assert(offsetof(modvirt_interface_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_interface_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_interface_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_interface_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_interface_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_interface_sink::data), void *>);
static_assert(offsetof(modvirt_interface_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_interface_sink::put), int32_t (*)(const modvirt_interface_sink *, const modvirt_interface_ref *)>);
static_assert(sizeof(modvirt_interface_sink) >= 24);

// modvirt_secret_sink
static_assert(offsetof(modvirt_secret_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_secret_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_secret_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_secret_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_secret_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_secret_sink::data), void *>);
static_assert(offsetof(modvirt_secret_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_secret_sink::put), int32_t (*)(const modvirt_secret_sink *, const modvirt_secret_ref *)>);
static_assert(sizeof(modvirt_secret_sink) >= 24);

// modvirt_nwfilter_sink
static_assert(offsetof(modvirt_nwfilter_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_sink::data), void *>);
static_assert(offsetof(modvirt_nwfilter_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_sink::put), int32_t (*)(const modvirt_nwfilter_sink *, const modvirt_nwfilter_ref *)>);
static_assert(sizeof(modvirt_nwfilter_sink) >= 24);

// modvirt_nwfilter_binding_sink
static_assert(offsetof(modvirt_nwfilter_binding_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_binding_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_nwfilter_binding_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_sink::data), void *>);
static_assert(offsetof(modvirt_nwfilter_binding_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_nwfilter_binding_sink::put), int32_t (*)(const modvirt_nwfilter_binding_sink *, const modvirt_nwfilter_binding_ref *)>);
static_assert(sizeof(modvirt_nwfilter_binding_sink) >= 24);

// modvirt_network_port_sink
static_assert(offsetof(modvirt_network_port_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_network_port_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_network_port_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_network_port_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_network_port_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_network_port_sink::data), void *>);
static_assert(offsetof(modvirt_network_port_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_network_port_sink::put), int32_t (*)(const modvirt_network_port_sink *, const modvirt_network_port_ref *)>);
static_assert(sizeof(modvirt_network_port_sink) >= 24);

// modvirt_snapshot_sink
static_assert(offsetof(modvirt_snapshot_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_snapshot_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_snapshot_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_snapshot_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_snapshot_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_snapshot_sink::data), void *>);
static_assert(offsetof(modvirt_snapshot_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_snapshot_sink::put), int32_t (*)(const modvirt_snapshot_sink *, const modvirt_snapshot_ref *)>);
static_assert(sizeof(modvirt_snapshot_sink) >= 24);

// modvirt_checkpoint_sink
static_assert(offsetof(modvirt_checkpoint_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_checkpoint_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_checkpoint_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_sink::data), void *>);
static_assert(offsetof(modvirt_checkpoint_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_checkpoint_sink::put), int32_t (*)(const modvirt_checkpoint_sink *, const modvirt_checkpoint_ref *)>);
static_assert(sizeof(modvirt_checkpoint_sink) >= 24);

// modvirt_dhcp_lease_sink
static_assert(offsetof(modvirt_dhcp_lease_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_dhcp_lease_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_dhcp_lease_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease_sink::data), void *>);
static_assert(offsetof(modvirt_dhcp_lease_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_dhcp_lease_sink::put), int32_t (*)(const modvirt_dhcp_lease_sink *, const modvirt_dhcp_lease *)>);
static_assert(sizeof(modvirt_dhcp_lease_sink) >= 24);

// modvirt_object_event
static_assert(offsetof(modvirt_object_event, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_object_event::struct_size), uint32_t>);
static_assert(offsetof(modvirt_object_event, event_id) == 4);
static_assert(std::is_same_v<decltype(modvirt_object_event::event_id), uint32_t>);
static_assert(offsetof(modvirt_object_event, network) == 8);
static_assert(std::is_same_v<decltype(modvirt_object_event::network), const modvirt_network_ref *>);
static_assert(offsetof(modvirt_object_event, storage_pool) == 16);
static_assert(std::is_same_v<decltype(modvirt_object_event::storage_pool), const modvirt_storage_pool_ref *>);
static_assert(offsetof(modvirt_object_event, node_device) == 24);
static_assert(std::is_same_v<decltype(modvirt_object_event::node_device), const modvirt_node_device_ref *>);
static_assert(offsetof(modvirt_object_event, secret) == 32);
static_assert(std::is_same_v<decltype(modvirt_object_event::secret), const modvirt_secret_ref *>);
static_assert(offsetof(modvirt_object_event, type) == 40);
static_assert(std::is_same_v<decltype(modvirt_object_event::type), int32_t>);
static_assert(offsetof(modvirt_object_event, detail) == 44);
static_assert(std::is_same_v<decltype(modvirt_object_event::detail), int32_t>);
static_assert(sizeof(modvirt_object_event) >= 48);

// modvirt_host_v1
static_assert(offsetof(modvirt_host_v1, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_host_v1::struct_size), uint32_t>);
static_assert(offsetof(modvirt_host_v1, abi_minor) == 4);
static_assert(std::is_same_v<decltype(modvirt_host_v1::abi_minor), uint32_t>);
static_assert(offsetof(modvirt_host_v1, host_version) == 8);
static_assert(std::is_same_v<decltype(modvirt_host_v1::host_version), const char *>);
static_assert(offsetof(modvirt_host_v1, data) == 16);
static_assert(std::is_same_v<decltype(modvirt_host_v1::data), void *>);
static_assert(offsetof(modvirt_host_v1, log) == 24);
static_assert(std::is_same_v<decltype(modvirt_host_v1::log),
                             void (*)(const modvirt_host_v1 *, uint32_t, const char *, const char *)>);
static_assert(offsetof(modvirt_host_v1, refuse) == 32);
static_assert(std::is_same_v<decltype(modvirt_host_v1::refuse),
                             void (*)(const modvirt_host_v1 *, const char *, const char *)>);
static_assert(offsetof(modvirt_host_v1, get_interface) == 40);
static_assert(std::is_same_v<decltype(modvirt_host_v1::get_interface),
                             const void *(*)(const modvirt_host_v1 *, const char *)>);
static_assert(offsetof(modvirt_host_v1, emit_domain_event) == 48);
static_assert(
    std::is_same_v<decltype(modvirt_host_v1::emit_domain_event),
                   void (*)(const modvirt_host_v1 *, modvirt_connection *, const modvirt_domain_event *)>);
static_assert(offsetof(modvirt_host_v1, emit_close) == 56);
static_assert(std::is_same_v<decltype(modvirt_host_v1::emit_close),
                             void (*)(const modvirt_host_v1 *, modvirt_connection *, int32_t)>);
static_assert(offsetof(modvirt_host_v1, watch_fd) == 64);
static_assert(std::is_same_v<decltype(modvirt_host_v1::watch_fd),
                             int32_t (*)(const modvirt_host_v1 *, int32_t, uint32_t,
                                         void (*)(int32_t, int32_t, uint32_t, void *), void *)>);
static_assert(offsetof(modvirt_host_v1, rewatch_fd) == 72);
static_assert(std::is_same_v<decltype(modvirt_host_v1::rewatch_fd),
                             int32_t (*)(const modvirt_host_v1 *, int32_t, uint32_t)>);
static_assert(offsetof(modvirt_host_v1, start_timer) == 80);
static_assert(
    std::is_same_v<decltype(modvirt_host_v1::start_timer),
                   int32_t (*)(const modvirt_host_v1 *, uint32_t, void (*)(int32_t, void *), void *)>);
static_assert(offsetof(modvirt_host_v1, cancel) == 88);
static_assert(std::is_same_v<decltype(modvirt_host_v1::cancel), void (*)(const modvirt_host_v1 *, int32_t)>);
static_assert(offsetof(modvirt_host_v1, config) == 96);
static_assert(std::is_same_v<decltype(modvirt_host_v1::config),
                             int32_t (*)(const modvirt_host_v1 *, const char *, const char *,
                                         const modvirt_string_sink *)>);
static_assert(offsetof(modvirt_host_v1, directory) == 104);
static_assert(
    std::is_same_v<decltype(modvirt_host_v1::directory), int32_t (*)(const modvirt_host_v1 *, const char *,
                                                                     uint32_t, const modvirt_string_sink *)>);
static_assert(offsetof(modvirt_host_v1, spawn) == 112);
static_assert(
    std::is_same_v<decltype(modvirt_host_v1::spawn),
                   int32_t (*)(const modvirt_host_v1 *, const modvirt_spawn *, int64_t *, int32_t *)>);
static_assert(offsetof(modvirt_host_v1, count) == 120);
static_assert(std::is_same_v<decltype(modvirt_host_v1::count),
                             void (*)(const modvirt_host_v1 *, const char *, int64_t)>);
static_assert(offsetof(modvirt_host_v1, emit_object_event) == 128);
static_assert(std::is_same_v<decltype(modvirt_host_v1::emit_object_event),
                             void (*)(const modvirt_host_v1 *, modvirt_connection *,
                                      const modvirt_object_event *)>);
static_assert(sizeof(modvirt_host_v1) >= 136);

// modvirt_credential
static_assert(offsetof(modvirt_credential, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_credential::struct_size), uint32_t>);
static_assert(offsetof(modvirt_credential, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_credential::type), int32_t>);
static_assert(offsetof(modvirt_credential, prompt) == 8);
static_assert(std::is_same_v<decltype(modvirt_credential::prompt), const char *>);
static_assert(offsetof(modvirt_credential, challenge) == 16);
static_assert(std::is_same_v<decltype(modvirt_credential::challenge), const char *>);
static_assert(offsetof(modvirt_credential, fallback) == 24);
static_assert(std::is_same_v<decltype(modvirt_credential::fallback), const char *>);
static_assert(sizeof(modvirt_credential) >= 32);

// modvirt_open
static_assert(offsetof(modvirt_open, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_open::struct_size), uint32_t>);
static_assert(offsetof(modvirt_open, flags) == 4);
static_assert(std::is_same_v<decltype(modvirt_open::flags), uint32_t>);
static_assert(offsetof(modvirt_open, uri) == 8);
static_assert(std::is_same_v<decltype(modvirt_open::uri), const char *>);
static_assert(offsetof(modvirt_open, scheme) == 16);
static_assert(std::is_same_v<decltype(modvirt_open::scheme), const char *>);
static_assert(offsetof(modvirt_open, server) == 24);
static_assert(std::is_same_v<decltype(modvirt_open::server), const char *>);
static_assert(offsetof(modvirt_open, path) == 32);
static_assert(std::is_same_v<decltype(modvirt_open::path), const char *>);
static_assert(offsetof(modvirt_open, query) == 40);
static_assert(std::is_same_v<decltype(modvirt_open::query), const char *>);
static_assert(offsetof(modvirt_open, document) == 48);
static_assert(std::is_same_v<decltype(modvirt_open::document), const char *>);
static_assert(offsetof(modvirt_open, connection) == 56);
static_assert(std::is_same_v<decltype(modvirt_open::connection), modvirt_connection *>);
static_assert(offsetof(modvirt_open, ask) == 64);
static_assert(
    std::is_same_v<decltype(modvirt_open::ask), int32_t (*)(const modvirt_open *, const modvirt_credential *,
                                                            const modvirt_string_sink *)>);
static_assert(offsetof(modvirt_open, host_data) == 72);
static_assert(std::is_same_v<decltype(modvirt_open::host_data), void *>);
static_assert(offsetof(modvirt_open, secrets) == 80);
static_assert(std::is_same_v<decltype(modvirt_open::secrets), const modvirt_secret_source *>);
static_assert(sizeof(modvirt_open) >= 88);

// modvirt_secret_source
static_assert(offsetof(modvirt_secret_source, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_secret_source::struct_size), uint32_t>);
static_assert(offsetof(modvirt_secret_source, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_secret_source::reserved), uint32_t>);
static_assert(offsetof(modvirt_secret_source, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_secret_source::data), void *>);
static_assert(offsetof(modvirt_secret_source, value) == 16);
static_assert(std::is_same_v<decltype(modvirt_secret_source::value),
                             int32_t (*)(const modvirt_secret_source *, const modvirt_secret_ref *,
                                         const modvirt_string_sink *, const modvirt_call *)>);
static_assert(sizeof(modvirt_secret_source) >= 24);

// modvirt_plugin_v1
static_assert(offsetof(modvirt_plugin_v1, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::struct_size), uint32_t>);
static_assert(offsetof(modvirt_plugin_v1, threading) == 4);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::threading), uint32_t>);
static_assert(offsetof(modvirt_plugin_v1, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::name), const char *>);
static_assert(offsetof(modvirt_plugin_v1, version) == 16);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::version), const char *>);
static_assert(offsetof(modvirt_plugin_v1, type_name) == 24);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::type_name), const char *>);
static_assert(offsetof(modvirt_plugin_v1, error_domain) == 32);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::error_domain), uint32_t>);
static_assert(offsetof(modvirt_plugin_v1, reserved) == 36);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::reserved), uint32_t>);
static_assert(offsetof(modvirt_plugin_v1, hypervisor) == 40);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::hypervisor), const modvirt_hypervisor_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, network) == 48);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::network), const modvirt_network_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, storage_backend) == 56);
static_assert(
    std::is_same_v<decltype(modvirt_plugin_v1::storage_backend), const modvirt_storage_backend_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, start) == 64);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::start), int32_t (*)(const modvirt_call *)>);
static_assert(offsetof(modvirt_plugin_v1, stop) == 72);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::stop), void (*)(void)>);
static_assert(offsetof(modvirt_plugin_v1, storage) == 80);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::storage), const modvirt_storage_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, interface) == 88);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::interface), const modvirt_interface_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, nodedev) == 96);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::nodedev), const modvirt_nodedev_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, secret) == 104);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::secret), const modvirt_secret_v1 *>);
static_assert(offsetof(modvirt_plugin_v1, nwfilter) == 112);
static_assert(std::is_same_v<decltype(modvirt_plugin_v1::nwfilter), const modvirt_nwfilter_v1 *>);
static_assert(sizeof(modvirt_plugin_v1) >= 120);

// modvirt_xml_fault_v1
static_assert(offsetof(modvirt_xml_fault_v1, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_xml_fault_v1::struct_size), uint32_t>);
static_assert(offsetof(modvirt_xml_fault_v1, code) == 4);
static_assert(std::is_same_v<decltype(modvirt_xml_fault_v1::code), int32_t>);
static_assert(offsetof(modvirt_xml_fault_v1, line) == 8);
static_assert(std::is_same_v<decltype(modvirt_xml_fault_v1::line), uint32_t>);
static_assert(offsetof(modvirt_xml_fault_v1, column) == 12);
static_assert(std::is_same_v<decltype(modvirt_xml_fault_v1::column), uint32_t>);
static_assert(offsetof(modvirt_xml_fault_v1, message) == 16);
static_assert(std::is_same_v<decltype(modvirt_xml_fault_v1::message), char[496]>);
static_assert(sizeof(modvirt_xml_fault_v1) >= 512);

// modvirt_file_system
static_assert(offsetof(modvirt_file_system, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_file_system::struct_size), uint32_t>);
static_assert(offsetof(modvirt_file_system, device_count) == 4);
static_assert(std::is_same_v<decltype(modvirt_file_system::device_count), uint32_t>);
static_assert(offsetof(modvirt_file_system, mountpoint) == 8);
static_assert(std::is_same_v<decltype(modvirt_file_system::mountpoint), const char *>);
static_assert(offsetof(modvirt_file_system, name) == 16);
static_assert(std::is_same_v<decltype(modvirt_file_system::name), const char *>);
static_assert(offsetof(modvirt_file_system, type) == 24);
static_assert(std::is_same_v<decltype(modvirt_file_system::type), const char *>);
static_assert(offsetof(modvirt_file_system, devices) == 32);
static_assert(std::is_same_v<decltype(modvirt_file_system::devices), const char *const *>);
static_assert(sizeof(modvirt_file_system) >= 40);

// modvirt_iothread
static_assert(offsetof(modvirt_iothread, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_iothread::struct_size), uint32_t>);
static_assert(offsetof(modvirt_iothread, id) == 4);
static_assert(std::is_same_v<decltype(modvirt_iothread::id), uint32_t>);
static_assert(offsetof(modvirt_iothread, cpumap) == 8);
static_assert(std::is_same_v<decltype(modvirt_iothread::cpumap), const uint8_t *>);
static_assert(offsetof(modvirt_iothread, cpumap_size) == 16);
static_assert(std::is_same_v<decltype(modvirt_iothread::cpumap_size), uint64_t>);
static_assert(sizeof(modvirt_iothread) >= 24);

// modvirt_ip_address
static_assert(offsetof(modvirt_ip_address, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_ip_address::struct_size), uint32_t>);
static_assert(offsetof(modvirt_ip_address, type) == 4);
static_assert(std::is_same_v<decltype(modvirt_ip_address::type), int32_t>);
static_assert(offsetof(modvirt_ip_address, prefix) == 8);
static_assert(std::is_same_v<decltype(modvirt_ip_address::prefix), uint32_t>);
static_assert(offsetof(modvirt_ip_address, reserved) == 12);
static_assert(std::is_same_v<decltype(modvirt_ip_address::reserved), uint32_t>);
static_assert(offsetof(modvirt_ip_address, address) == 16);
static_assert(std::is_same_v<decltype(modvirt_ip_address::address), const char *>);
static_assert(sizeof(modvirt_ip_address) >= 24);

// modvirt_guest_interface
static_assert(offsetof(modvirt_guest_interface, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_guest_interface::struct_size), uint32_t>);
static_assert(offsetof(modvirt_guest_interface, address_count) == 4);
static_assert(std::is_same_v<decltype(modvirt_guest_interface::address_count), uint32_t>);
static_assert(offsetof(modvirt_guest_interface, name) == 8);
static_assert(std::is_same_v<decltype(modvirt_guest_interface::name), const char *>);
static_assert(offsetof(modvirt_guest_interface, mac) == 16);
static_assert(std::is_same_v<decltype(modvirt_guest_interface::mac), const char *>);
static_assert(offsetof(modvirt_guest_interface, addresses) == 24);
static_assert(
    std::is_same_v<decltype(modvirt_guest_interface::addresses), const modvirt_ip_address *const *>);
static_assert(sizeof(modvirt_guest_interface) >= 32);

// modvirt_memory_stat
static_assert(offsetof(modvirt_memory_stat, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_memory_stat::struct_size), uint32_t>);
static_assert(offsetof(modvirt_memory_stat, tag) == 4);
static_assert(std::is_same_v<decltype(modvirt_memory_stat::tag), int32_t>);
static_assert(offsetof(modvirt_memory_stat, value) == 8);
static_assert(std::is_same_v<decltype(modvirt_memory_stat::value), uint64_t>);
static_assert(sizeof(modvirt_memory_stat) >= 16);

// modvirt_disk_error
static_assert(offsetof(modvirt_disk_error, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_disk_error::struct_size), uint32_t>);
static_assert(offsetof(modvirt_disk_error, error) == 4);
static_assert(std::is_same_v<decltype(modvirt_disk_error::error), int32_t>);
static_assert(offsetof(modvirt_disk_error, disk) == 8);
static_assert(std::is_same_v<decltype(modvirt_disk_error::disk), const char *>);
static_assert(sizeof(modvirt_disk_error) >= 16);

// modvirt_file_system_sink
static_assert(offsetof(modvirt_file_system_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_file_system_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_file_system_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_file_system_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_file_system_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_file_system_sink::data), void *>);
static_assert(offsetof(modvirt_file_system_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_file_system_sink::put),
                             int32_t (*)(const modvirt_file_system_sink *, const modvirt_file_system *)>);
static_assert(sizeof(modvirt_file_system_sink) >= 24);

// modvirt_iothread_sink
static_assert(offsetof(modvirt_iothread_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_iothread_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_iothread_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_iothread_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_iothread_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_iothread_sink::data), void *>);
static_assert(offsetof(modvirt_iothread_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_iothread_sink::put),
                             int32_t (*)(const modvirt_iothread_sink *, const modvirt_iothread *)>);
static_assert(sizeof(modvirt_iothread_sink) >= 24);

// modvirt_guest_interface_sink
static_assert(offsetof(modvirt_guest_interface_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_guest_interface_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_guest_interface_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_guest_interface_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_guest_interface_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_guest_interface_sink::data), void *>);
static_assert(offsetof(modvirt_guest_interface_sink, put) == 16);
static_assert(
    std::is_same_v<decltype(modvirt_guest_interface_sink::put),
                   int32_t (*)(const modvirt_guest_interface_sink *, const modvirt_guest_interface *)>);
static_assert(sizeof(modvirt_guest_interface_sink) >= 24);

// modvirt_memory_stat_sink
static_assert(offsetof(modvirt_memory_stat_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_memory_stat_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_memory_stat_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_memory_stat_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_memory_stat_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_memory_stat_sink::data), void *>);
static_assert(offsetof(modvirt_memory_stat_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_memory_stat_sink::put),
                             int32_t (*)(const modvirt_memory_stat_sink *, const modvirt_memory_stat *)>);
static_assert(sizeof(modvirt_memory_stat_sink) >= 24);

// modvirt_disk_error_sink
static_assert(offsetof(modvirt_disk_error_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_disk_error_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_disk_error_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_disk_error_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_disk_error_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_disk_error_sink::data), void *>);
static_assert(offsetof(modvirt_disk_error_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_disk_error_sink::put),
                             int32_t (*)(const modvirt_disk_error_sink *, const modvirt_disk_error *)>);
static_assert(sizeof(modvirt_disk_error_sink) >= 24);

// modvirt_security_label_sink
static_assert(offsetof(modvirt_security_label_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_security_label_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_security_label_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_security_label_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_security_label_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_security_label_sink::data), void *>);
static_assert(offsetof(modvirt_security_label_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_security_label_sink::put),
                             int32_t (*)(const modvirt_security_label_sink *, const modvirt_security_label *)>);
static_assert(sizeof(modvirt_security_label_sink) >= 24);

// modvirt_stats_sink
static_assert(offsetof(modvirt_stats_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_stats_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_stats_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_stats_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_stats_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_stats_sink::data), void *>);
static_assert(offsetof(modvirt_stats_sink, put) == 16);
static_assert(std::is_same_v<decltype(modvirt_stats_sink::put),
                             int32_t (*)(const modvirt_stats_sink *, const modvirt_domain_ref *,
                                         const modvirt_parameter *, uint64_t)>);
static_assert(sizeof(modvirt_stats_sink) >= 24);

// modvirt_stream
static_assert(offsetof(modvirt_stream, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_stream::struct_size), uint32_t>);
static_assert(offsetof(modvirt_stream, fd) == 4);
static_assert(std::is_same_v<decltype(modvirt_stream::fd), int32_t>);
static_assert(offsetof(modvirt_stream, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_stream::data), void *>);
static_assert(offsetof(modvirt_stream, receive) == 16);
static_assert(std::is_same_v<decltype(modvirt_stream::receive),
                             int64_t (*)(const modvirt_stream *, char *, uint64_t, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, send) == 24);
static_assert(std::is_same_v<decltype(modvirt_stream::send),
                             int64_t (*)(const modvirt_stream *, const char *, uint64_t, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, in_data) == 32);
static_assert(std::is_same_v<decltype(modvirt_stream::in_data),
                             int32_t (*)(const modvirt_stream *, int32_t *, uint64_t *, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, skip) == 40);
static_assert(std::is_same_v<decltype(modvirt_stream::skip),
                             int32_t (*)(const modvirt_stream *, uint64_t, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, hole) == 48);
static_assert(std::is_same_v<decltype(modvirt_stream::hole),
                             int32_t (*)(const modvirt_stream *, uint64_t, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, finish) == 56);
static_assert(std::is_same_v<decltype(modvirt_stream::finish),
                             int32_t (*)(const modvirt_stream *, const modvirt_call *)>);
static_assert(offsetof(modvirt_stream, abort) == 64);
static_assert(std::is_same_v<decltype(modvirt_stream::abort), void (*)(const modvirt_stream *)>);
static_assert(offsetof(modvirt_stream, free) == 72);
static_assert(std::is_same_v<decltype(modvirt_stream::free), void (*)(const modvirt_stream *)>);
static_assert(sizeof(modvirt_stream) >= 80);

// modvirt_stream_sink
static_assert(offsetof(modvirt_stream_sink, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_stream_sink::struct_size), uint32_t>);
static_assert(offsetof(modvirt_stream_sink, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_stream_sink::reserved), uint32_t>);
static_assert(offsetof(modvirt_stream_sink, data) == 8);
static_assert(std::is_same_v<decltype(modvirt_stream_sink::data), void *>);
static_assert(offsetof(modvirt_stream_sink, attach) == 16);
static_assert(std::is_same_v<decltype(modvirt_stream_sink::attach),
                             int32_t (*)(const modvirt_stream_sink *, const modvirt_stream *)>);
static_assert(sizeof(modvirt_stream_sink) >= 24);

// modvirt_xml_attribute_v1
static_assert(offsetof(modvirt_xml_attribute_v1, name) == 0);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::name), const char *>);
static_assert(offsetof(modvirt_xml_attribute_v1, value) == 8);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::value), const char *>);
static_assert(offsetof(modvirt_xml_attribute_v1, name_size) == 16);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::name_size), uint32_t>);
static_assert(offsetof(modvirt_xml_attribute_v1, value_size) == 20);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::value_size), uint32_t>);
static_assert(offsetof(modvirt_xml_attribute_v1, line) == 24);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::line), uint32_t>);
static_assert(offsetof(modvirt_xml_attribute_v1, column) == 28);
static_assert(std::is_same_v<decltype(modvirt_xml_attribute_v1::column), uint32_t>);
static_assert(sizeof(modvirt_xml_attribute_v1) >= 32);

// modvirt_xml_events_v1
static_assert(offsetof(modvirt_xml_events_v1, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_xml_events_v1::struct_size), uint32_t>);
static_assert(offsetof(modvirt_xml_events_v1, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_xml_events_v1::reserved), uint32_t>);
static_assert(offsetof(modvirt_xml_events_v1, context) == 8);
static_assert(std::is_same_v<decltype(modvirt_xml_events_v1::context), void *>);
static_assert(offsetof(modvirt_xml_events_v1, start) == 16);
static_assert(std::is_same_v<decltype(modvirt_xml_events_v1::start),
                             int32_t (*)(void *, const char *, uint32_t, const modvirt_xml_attribute_v1 *,
                                         uint32_t, uint32_t, uint32_t)>);
static_assert(offsetof(modvirt_xml_events_v1, end) == 24);
static_assert(
    std::is_same_v<decltype(modvirt_xml_events_v1::end), int32_t (*)(void *, const char *, uint32_t)>);
static_assert(offsetof(modvirt_xml_events_v1, text) == 32);
static_assert(
    std::is_same_v<decltype(modvirt_xml_events_v1::text), int32_t (*)(void *, const char *, uint32_t)>);
static_assert(offsetof(modvirt_xml_events_v1, comment) == 40);
static_assert(
    std::is_same_v<decltype(modvirt_xml_events_v1::comment), int32_t (*)(void *, const char *, uint32_t)>);
static_assert(sizeof(modvirt_xml_events_v1) >= 48);

// modvirt_xml_v1
static_assert(offsetof(modvirt_xml_v1, struct_size) == 0);
static_assert(std::is_same_v<decltype(modvirt_xml_v1::struct_size), uint32_t>);
static_assert(offsetof(modvirt_xml_v1, reserved) == 4);
static_assert(std::is_same_v<decltype(modvirt_xml_v1::reserved), uint32_t>);
static_assert(offsetof(modvirt_xml_v1, parse) == 8);
static_assert(std::is_same_v<decltype(modvirt_xml_v1::parse),
                             int32_t (*)(const char *, uint64_t, const modvirt_xml_events_v1 *,
                                         modvirt_xml_fault_v1 *)>);
static_assert(sizeof(modvirt_xml_v1) >= 16);
