// SPDX-License-Identifier: LGPL-2.1-or-later
// The interface "storage-backends/1": lets a pool manager, which is a plugin itself, use the plugins that know the storage.
#pragma once

#include <modvirt/storage_backends.h>

namespace modvirt::registry {

class Registry;

// Its table is handed to plugins and must outlive them; the registry outlives it.
class StorageBackends {
public:
    explicit StorageBackends(Registry &registry);
    StorageBackends(const StorageBackends &) = delete;
    StorageBackends &operator=(const StorageBackends &) = delete;

    [[nodiscard]] const modvirt_storage_backends_v1 *table() const { return &m_table; }

private:
    modvirt_storage_backends_v1 m_table{};
};

} // namespace modvirt::registry
