// SPDX-License-Identifier: LGPL-2.1-or-later
// Flags of the public calls that the manager looks at.
#pragma once

#include <cstdint>

namespace modvirt::storage_manager {

// virStoragePoolCreateFlags
inline constexpr uint32_t pool_create_build = 1;
inline constexpr uint32_t pool_create_overwrite = 2;
inline constexpr uint32_t pool_create_no_overwrite = 4;
inline constexpr uint32_t pool_create_known = 7;
// virStoragePoolBuildFlags
inline constexpr uint32_t pool_build_no_overwrite = 4;
inline constexpr uint32_t pool_build_overwrite = 8;
inline constexpr uint32_t pool_build_known = 15;

inline constexpr uint32_t pool_define_validate = 1; // VIR_STORAGE_POOL_DEFINE_VALIDATE
inline constexpr uint32_t pool_delete_known = 1;    // virStoragePoolDeleteFlags
inline constexpr uint32_t pool_xml_inactive = 1;    // VIR_STORAGE_XML_INACTIVE

// virStorageVolCreateFlags
inline constexpr uint32_t volume_create_validate = 4;
inline constexpr uint32_t volume_create_known = 7;

inline constexpr uint32_t volume_delete_known = 3;    // virStorageVolDeleteFlags
inline constexpr uint32_t volume_get_physical = 1;    // VIR_STORAGE_VOL_GET_PHYSICAL
inline constexpr uint32_t volume_sparse_stream = 1;   // VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM and its sibling
inline constexpr uint32_t volume_wipe_algorithms = 10; // virStorageVolWipeAlgorithm: 0 to 9

} // namespace modvirt::storage_manager
