// SPDX-License-Identifier: LGPL-2.1-or-later
// What a volume of a pretended pool is, for calls and host descriptions alike.
#pragma once

#include <string_view>

#include "kit/storage/pool.hpp"
#include "kit/storage/volume.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::test {

// What libvirt calls volumes of such a pool, whatever their XML says.
storage::VolumeType volume_type(storage::PoolType pool) noexcept;

enum class PlaceOfVolume : uint8_t {
    Chosen,  // where the pool has its volumes
    Written, // where the text says, as far as it does
};

// The volume that `xml` describes, with the key and the path that it has in this pool.
storage::VolumePtr read_volume(std::string_view xml, const storage::Pool &pool, PlaceOfVolume place,
                               xml::Strictness strictness = xml::Strictness::Lenient);

} // namespace modvirt::test
