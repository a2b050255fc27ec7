/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's devices. */
#ifndef LIBVIRT_NODEDEV_H
#define LIBVIRT_NODEDEV_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a device of the host. Opaque; counted, and freed by virNodeDeviceFree. */
typedef struct _virNodeDevice virNodeDevice;
typedef virNodeDevice *virNodeDevicePtr;

/* Which devices are listed: by capability, and by being active. Since 0.10.2. */
__extension__ typedef enum {
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM = 1 << 0,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV = 1 << 1,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV = 1 << 2,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE = 1 << 3,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET = 1 << 4,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST = 1 << 5,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET = 1 << 6,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI = 1 << 7,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE = 1 << 8,
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST = 1 << 9,       /* since 1.0.4 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS = 1 << 10,       /* since 1.0.4 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC = 1 << 11, /* since 1.1.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM = 1 << 12,          /* since 3.1.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES = 1 << 13,   /* since 3.4.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV = 1 << 14,         /* since 3.4.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV = 1 << 15,      /* since 3.4.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV = 1 << 16,      /* since 6.8.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA = 1 << 17,         /* since 6.9.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD = 1 << 18,      /* since 7.0.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE = 1 << 19,     /* since 7.0.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX = 1 << 20,    /* since 7.0.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD = 1 << 21,          /* since 7.9.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE = 1 << 30,         /* since 7.3.0 */
    VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE = 1u << 31,          /* since 7.3.0 */
} virConnectListAllNodeDeviceFlags;

/* How a device is made. Since 8.10.0. */
typedef enum {
    VIR_NODE_DEVICE_CREATE_XML_VALIDATE = 1 << 0,
} virNodeDeviceCreateXMLFlags;

/* How a device's definition is stored. Since 8.10.0. */
typedef enum {
    VIR_NODE_DEVICE_DEFINE_XML_VALIDATE = 1 << 0,
} virNodeDeviceDefineXMLFlags;

/* Which events of devices are meant; decides the type of the callback. Since 2.2.0. */
typedef enum {
    VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE = 0,
    VIR_NODE_DEVICE_EVENT_ID_UPDATE = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_NODE_DEVICE_EVENT_ID_LAST = 2, /* one more than the last */
#endif
} virNodeDeviceEventID;

/* What happened in a device's life. Since 2.2.0. */
typedef enum {
    VIR_NODE_DEVICE_EVENT_CREATED = 0,
    VIR_NODE_DEVICE_EVENT_DELETED = 1,
    VIR_NODE_DEVICE_EVENT_DEFINED = 2,   /* since 7.3.0 */
    VIR_NODE_DEVICE_EVENT_UNDEFINED = 3, /* since 7.3.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_NODE_DEVICE_EVENT_LAST = 4, /* one more than the last */
#endif
} virNodeDeviceEventLifecycleType;

/* Stands for the type that belongs to a virNodeDeviceEventID; also the type for UPDATE. */
typedef void (*virConnectNodeDeviceEventGenericCallback)(virConnectPtr connection, virNodeDevicePtr device,
                                                         void *opaque);

/* LIFECYCLE: a virNodeDeviceEventLifecycleType; detail is 0. */
typedef void (*virConnectNodeDeviceEventLifecycleCallback)(virConnectPtr connection, virNodeDevicePtr device,
                                                           int event, int detail, void *opaque);

/* Casts the callback of one device event for registration. */
#define VIR_NODE_DEVICE_EVENT_CALLBACK(cb) ((virConnectNodeDeviceEventGenericCallback)(void (*)(void))(cb))

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-nodedev.h>

#endif
