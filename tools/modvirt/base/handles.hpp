// SPDX-License-Identifier: LGPL-2.1-or-later
// The owners of what the C API hands out are those that every application may use.
#pragma once

#include <modvirt/handles.hpp>

namespace modvirt::cli {

using api::Connection;
using api::Domain;
using api::DomainCheckpoint;
using api::DomainEvents;
using api::DomainSnapshot;
using api::FreeMemory;
using api::Interface;
using api::LibraryText;
using api::Network;
using api::NetworkFilter;
using api::NetworkFilterBinding;
using api::NetworkPort;
using api::NodeDevice;
using api::ParameterList;
using api::Release;
using api::Secret;
using api::StoragePool;
using api::StorageVolume;
using api::Stream;
using api::TypedParameters;

} // namespace modvirt::cli
