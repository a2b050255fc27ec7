/* SPDX-License-Identifier: MIT */
/*
 * The interface "secret-values/1": how drivers of one host get at the secrets that another driver keeps.
 *
 * A driver of secrets provides those of a root, the directory that it keeps them in, while it has that open. Others ask for
 * a value by that root. C++ authors use the wrapper in the kit, <kit/secret_client/secret_values.hpp>.
 */
#ifndef MODVIRT_SECRET_VALUES_H
#define MODVIRT_SECRET_VALUES_H

#include <modvirt/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All functions may be called from any thread. Since 1.0. */
typedef struct modvirt_secret_values_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    void *data; /* the host's own */

    /*
     * From now on `source` answers for `root`, an absolute path without links and dots, which is copied. The source stays
     * its owner's, is valid until withdraw() has returned, and must not call this interface while it answers. Answers 0,
     * or an errno: EEXIST when the root has a source.
     */
    int32_t (*provide)(const struct modvirt_secret_values_v1 *values, const char *root, const modvirt_secret_source *source);
    /* Waits for answers that are being given. Nothing happens when the source was not provided. */
    void (*withdraw)(const struct modvirt_secret_values_v1 *values, const modvirt_secret_source *source);

    /*
     * As modvirt_secret_source.value, of the source for `root`. While there is none, the driver of secrets for
     * `connection->scheme` is asked to open `connection`, which is one to that root, for the time of this call; that may
     * load a plugin. NoSecret also tells that no driver has the root, and what to install.
     */
    int32_t (*value)(const struct modvirt_secret_values_v1 *values, const char *root, const modvirt_open *connection,
                     const modvirt_secret_ref *wanted, const modvirt_string_sink *value, const modvirt_call *call);
} modvirt_secret_values_v1;

#define MODVIRT_SECRET_VALUES "secret-values/1"

#ifdef __cplusplus
}
#endif

#endif
