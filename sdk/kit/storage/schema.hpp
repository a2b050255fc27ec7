// SPDX-License-Identifier: MIT
// The tables of the storage documents.
#pragma once

#include "kit/xml/schema.hpp"

namespace modvirt::storage {

const xml::Schema &pool_schema();
// Of pools whose type is none of libvirt's.
const xml::Schema &other_pool_schema();
const xml::Schema &volume_schema();

} // namespace modvirt::storage
