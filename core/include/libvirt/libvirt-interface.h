/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's network interfaces. */
#ifndef LIBVIRT_INTERFACE_H
#define LIBVIRT_INTERFACE_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a network interface of the host. Opaque; counted, and freed by virInterfaceFree. */
typedef struct _virInterface virInterface;
typedef virInterface *virInterfacePtr;

/* Which interfaces are listed. Since 0.10.2. */
typedef enum {
    VIR_CONNECT_LIST_INTERFACES_INACTIVE = 1 << 0,
    VIR_CONNECT_LIST_INTERFACES_ACTIVE = 1 << 1,
} virConnectListAllInterfacesFlags;

/* What an interface's XML shows. Since 0.7.3. */
typedef enum {
    VIR_INTERFACE_XML_INACTIVE = 1 << 0,
} virInterfaceXMLFlags;

/* How an interface's definition is stored. Since 7.7.0. */
typedef enum {
    VIR_INTERFACE_DEFINE_VALIDATE = 1 << 0,
} virInterfaceDefineFlags;

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-interface.h>

#endif
