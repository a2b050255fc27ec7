/* SPDX-License-Identifier: MIT */
/*
 * The interface "storage-volumes/1": how a hypervisor's driver finds the volumes that its guests name by pool and volume.
 *
 * The host opens what serves storage for the same URI as the driver's own connections, when it is first wanted. C++ authors
 * use the wrapper in the kit, <kit/storage_use/volume_finder.hpp>.
 */
#ifndef MODVIRT_STORAGE_VOLUMES_H
#define MODVIRT_STORAGE_VOLUMES_H

#include <modvirt/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The storage of one URI, open. */
typedef struct modvirt_storage_access modvirt_storage_access;

/*
 * All functions may be called from any thread. They may load a plugin, start pools and look at storage, and so take a while;
 * none of them may be called from within another service of the host. Since 1.0.
 */
typedef struct modvirt_storage_volumes_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    void *data; /* the host's own */

    /* Answers 0, or -1 after call->fail: NoSupport when nothing serves storage for that URI. */
    int32_t (*open)(const struct modvirt_storage_volumes_v1 *volumes, const char *uri, modvirt_storage_access **storage,
                    const modvirt_call *call);
    /* No call may be under way on it. */
    void (*close)(const struct modvirt_storage_volumes_v1 *volumes, modvirt_storage_access *storage);

    /* Puts the XML of the pool of that name and that of the volume in it. Answers 0, or -1 after call->fail:
     * NoStoragePool, NoStorageVol, ConfigUnsupported when the pool is not active, or what the pool manager says. */
    int32_t (*find)(const struct modvirt_storage_volumes_v1 *volumes, modvirt_storage_access *storage, const char *pool,
                    const char *volume, const modvirt_string_sink *pool_document,
                    const modvirt_string_sink *volume_document, const modvirt_call *call);
} modvirt_storage_volumes_v1;

#define MODVIRT_STORAGE_VOLUMES "storage-volumes/1"

#ifdef __cplusplus
}
#endif

#endif
