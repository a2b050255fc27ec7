/* SPDX-License-Identifier: MIT */
/*
 * The interface "storage-backends/1": how a pool manager reaches the plugins that know the storage itself.
 *
 * The host finds the plugin that claims a type of pool, loads it when it is first wanted, and opens sessions of it: one
 * for each pool. C++ authors use the wrapper in the kit, <kit/storage_client/backend_session.hpp>.
 */
#ifndef MODVIRT_STORAGE_BACKENDS_H
#define MODVIRT_STORAGE_BACKENDS_H

#include <modvirt/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One open pool of a backend: filled in by open(), and the caller's until close(). Since 1.0. */
typedef struct modvirt_backend {
    uint32_t struct_size;  /* set by the caller to sizeof(modvirt_backend) */
    uint32_t error_domain; /* virErrorDomain of failures that name none; 0 when the backend has none of its own */
    const char *plugin;    /* the backend's name, for messages; lives as long as the process */
    const modvirt_storage_backend_v1 *table; /* of this host's size: a slot that the backend does not serve is NULL */
    modvirt_session *session;
    void *host_data; /* the host's own */
    /* Set by the caller before open(), and valid until close() has returned: the secrets that the backend may ask for, or
     * NULL. A host that does not know this field gives the backend none. */
    const modvirt_secret_source *secrets;
} modvirt_backend;

/*
 * All functions may be called from any thread. They may load a plugin, and so take a while; none of them may be called
 * from within a service of the host. Since 1.0.
 */
typedef struct modvirt_storage_backends_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    void *data; /* the host's own */

    /* Puts the types of pools that the installed plugins claim, each once and sorted. Loads none of them. */
    void (*list_types)(const struct modvirt_storage_backends_v1 *backends, const modvirt_string_sink *types);

    /*
     * Opens a pool of that type: `document` is its XML, complete and checked, and lent for the call. For pool_find_sources
     * alone a session may be of no pool: its document then names the type and any name, and nothing else. The backend's
     * events go nowhere. Answers 0, or -1 after call->fail: NoConnect when no plugin serves the type.
     */
    int32_t (*open)(const struct modvirt_storage_backends_v1 *backends, const char *type, const char *document,
                    modvirt_backend *backend, const modvirt_call *call);
    /* No call may be under way on it. */
    void (*close)(const struct modvirt_storage_backends_v1 *backends, modvirt_backend *backend);

    /* What keeps the backend's declared threading: every call of a slot stands between the two, on one thread. */
    void (*enter)(const struct modvirt_storage_backends_v1 *backends, const modvirt_backend *backend);
    void (*leave)(const struct modvirt_storage_backends_v1 *backends, const modvirt_backend *backend);
} modvirt_storage_backends_v1;

#define MODVIRT_STORAGE_BACKENDS "storage-backends/1"

#ifdef __cplusplus
}
#endif

#endif
