/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network filters and their bindings. */
#ifndef LIBVIRT_NWFILTER_H
#define LIBVIRT_NWFILTER_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a network filter. Opaque; counted, and freed by virNWFilterFree. */
typedef struct _virNWFilter virNWFilter;
typedef virNWFilter *virNWFilterPtr;

/* A handle on a filter binding. Opaque; counted, and freed by virNWFilterBindingFree. */
typedef struct _virNWFilterBinding virNWFilterBinding;
typedef virNWFilterBinding *virNWFilterBindingPtr;

/* How a filter is stored. Since 7.7.0. */
typedef enum {
    VIR_NWFILTER_DEFINE_VALIDATE = 1 << 0,
} virNWFilterDefineFlags;

/* How a binding is made. Since 7.8.0. */
typedef enum {
    VIR_NWFILTER_BINDING_CREATE_VALIDATE = 1 << 0,
} virNWFilterBindingCreateFlags;

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-nwfilter.h>

#endif
