/* SPDX-License-Identifier: MIT */
/*
 * The interface "storage-claims/1": who uses which file or device of the host, so that nobody destroys what another needs.
 *
 * Drivers of hypervisors claim what their running guests use; a pool manager claims what it is about to change. Claims are
 * kept in this process: they end with it, and a driver that finds guests of a process before it claims for them anew.
 * C++ authors use the wrapper in the kit, <kit/storage_use/claims.hpp>.
 */
#ifndef MODVIRT_STORAGE_CLAIMS_H
#define MODVIRT_STORAGE_CLAIMS_H

#include <modvirt/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a claim uses its storage. Claims of the same use stand beside each other; the others exclude each other. */
#define MODVIRT_STORAGE_IN_USE 1u  /* its contents are needed as they are, or written by the holder alone */
#define MODVIRT_STORAGE_CHANGES 2u /* it is about to be deleted, overwritten or shrunk */

/* Flags. */
#define MODVIRT_STORAGE_ANYWAY 1u /* the holder uses it already, so it is claimed whatever others do */
/* The paths are directories: what is in them and below is claimed as well, whether it is there yet or not. Only for changes. */
#define MODVIRT_STORAGE_BELOW 2u

/* Since 1.0. */
typedef struct modvirt_storage_claim {
    uint32_t struct_size;
    uint32_t use;       /* MODVIRT_STORAGE_IN_USE or MODVIRT_STORAGE_CHANGES */
    uint32_t flags;     /* MODVIRT_STORAGE_ANYWAY, MODVIRT_STORAGE_BELOW */
    uint32_t path_count;
    const char *holder; /* for messages: "domain 'web'" */
    /* Files and devices by absolute path, whether they exist or not; anything else names storage of another host, and is
     * the same as what is written the same. */
    const char *const *paths;
} modvirt_storage_claim;

/*
 * A path stands for the file or device that it leads to: links, dots, hard links and the other names of a device change
 * nothing. All functions may be called from any thread; none of them takes longer when there are more claims, but for
 * find_holder_below and claims with MODVIRT_STORAGE_BELOW. Since 1.0.
 */
typedef struct modvirt_storage_claims_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    void *data; /* the host's own */

    /* Claims all of the paths or none. Answers 0 with the claim's number in `id`, or -1 after call->fail:
     * OperationInvalid that names the path and who has it when another one's use excludes this one. */
    int32_t (*hold)(const struct modvirt_storage_claims_v1 *claims, const modvirt_storage_claim *wanted, uint64_t *id,
                    const modvirt_call *call);
    /* The claim ends. */
    void (*release)(const struct modvirt_storage_claims_v1 *claims, uint64_t id);

    /* Puts who uses it that way. Answers 0, or 1 when nobody does. */
    int32_t (*find_holder)(const struct modvirt_storage_claims_v1 *claims, const char *path, uint32_t use,
                           const modvirt_string_sink *holder);
    /* Puts who uses something in that directory or below it that way, and its path as it was claimed. */
    int32_t (*find_holder_below)(const struct modvirt_storage_claims_v1 *claims, const char *directory, uint32_t use,
                                 const modvirt_string_sink *holder, const modvirt_string_sink *path);
} modvirt_storage_claims_v1;

#define MODVIRT_STORAGE_CLAIMS "storage-claims/1"

#ifdef __cplusplus
}
#endif

#endif
