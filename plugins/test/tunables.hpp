// SPDX-License-Identifier: LGPL-2.1-or-later
// The parameters of a domain that can be counted before they are read.
#pragma once

#include "parameters.hpp"

namespace modvirt::test {

inline constexpr KnownParameter blkio_parameters[] = {
    {"weight", ValueType::UInt},
    {"device_weight", ValueType::String},
    {"device_read_iops_sec", ValueType::String},
    {"device_write_iops_sec", ValueType::String},
    {"device_read_bytes_sec", ValueType::String},
    {"device_write_bytes_sec", ValueType::String},
};

inline constexpr KnownParameter memory_parameters[] = {{"hard_limit", ValueType::ULLong},
                                                       {"soft_limit", ValueType::ULLong},
                                                       {"swap_hard_limit", ValueType::ULLong}};

inline constexpr KnownParameter numa_parameters[] = {{"numa_mode", ValueType::Int},
                                                     {"numa_nodeset", ValueType::String}};

inline constexpr KnownParameter interface_parameters[] = {
    {"inbound.average", ValueType::UInt},  {"inbound.peak", ValueType::UInt},
    {"inbound.burst", ValueType::UInt},    {"inbound.floor", ValueType::UInt},
    {"outbound.average", ValueType::UInt}, {"outbound.peak", ValueType::UInt},
    {"outbound.burst", ValueType::UInt},
};

inline constexpr KnownParameter disk_parameters[] = {
    {"total_bytes_sec", ValueType::ULLong},
    {"read_bytes_sec", ValueType::ULLong},
    {"write_bytes_sec", ValueType::ULLong},
    {"total_iops_sec", ValueType::ULLong},
    {"read_iops_sec", ValueType::ULLong},
    {"write_iops_sec", ValueType::ULLong},
    {"total_bytes_sec_max", ValueType::ULLong},
    {"read_bytes_sec_max", ValueType::ULLong},
    {"write_bytes_sec_max", ValueType::ULLong},
    {"total_iops_sec_max", ValueType::ULLong},
    {"read_iops_sec_max", ValueType::ULLong},
    {"write_iops_sec_max", ValueType::ULLong},
    {"size_iops_sec", ValueType::ULLong},
    {"group_name", ValueType::String},
    {"total_bytes_sec_max_length", ValueType::ULLong},
    {"read_bytes_sec_max_length", ValueType::ULLong},
    {"write_bytes_sec_max_length", ValueType::ULLong},
    {"total_iops_sec_max_length", ValueType::ULLong},
    {"read_iops_sec_max_length", ValueType::ULLong},
    {"write_iops_sec_max_length", ValueType::ULLong},
};

} // namespace modvirt::test
