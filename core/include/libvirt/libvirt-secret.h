/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets. */
#ifndef LIBVIRT_SECRET_H
#define LIBVIRT_SECRET_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a secret. Opaque; counted, and freed by virSecretFree. */
typedef struct _virSecret virSecret;
typedef virSecret *virSecretPtr;

/* What kind of thing a secret is for. Since 0.7.1. */
typedef enum {
    VIR_SECRET_USAGE_TYPE_NONE = 0,
    VIR_SECRET_USAGE_TYPE_VOLUME = 1,
    VIR_SECRET_USAGE_TYPE_CEPH = 2,  /* since 0.9.7 */
    VIR_SECRET_USAGE_TYPE_ISCSI = 3, /* since 1.0.4 */
    VIR_SECRET_USAGE_TYPE_TLS = 4,   /* since 2.3.0 */
    VIR_SECRET_USAGE_TYPE_VTPM = 5,  /* since 5.6.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_SECRET_USAGE_TYPE_LAST = 6, /* one more than the last */
#endif
} virSecretUsageType;

/* Which secrets are listed: one match within a group is enough, every group named must match. Since 0.10.2.
 */
typedef enum {
    VIR_CONNECT_LIST_SECRETS_EPHEMERAL = 1 << 0,
    VIR_CONNECT_LIST_SECRETS_NO_EPHEMERAL = 1 << 1,
    VIR_CONNECT_LIST_SECRETS_PRIVATE = 1 << 2,
    VIR_CONNECT_LIST_SECRETS_NO_PRIVATE = 1 << 3,
} virConnectListAllSecretsFlags;

/* How a secret's description is stored. Since 7.7.0. */
typedef enum {
    VIR_SECRET_DEFINE_VALIDATE = 1 << 0,
} virSecretDefineFlags;

/* Which events of secrets are meant; decides the type of the callback. Since 3.0.0. */
typedef enum {
    VIR_SECRET_EVENT_ID_LIFECYCLE = 0,
    VIR_SECRET_EVENT_ID_VALUE_CHANGED = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_SECRET_EVENT_ID_LAST = 2, /* one more than the last */
#endif
} virSecretEventID;

/* What happened in a secret's life. Since 3.0.0. */
typedef enum {
    VIR_SECRET_EVENT_DEFINED = 0,
    VIR_SECRET_EVENT_UNDEFINED = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_SECRET_EVENT_LAST = 2, /* one more than the last */
#endif
} virSecretEventLifecycleType;

/* Stands for the type that belongs to a virSecretEventID; also the type for VALUE_CHANGED. */
typedef void (*virConnectSecretEventGenericCallback)(virConnectPtr connection, virSecretPtr secret,
                                                     void *opaque);

/* LIFECYCLE: a virSecretEventLifecycleType; detail is 0. */
typedef void (*virConnectSecretEventLifecycleCallback)(virConnectPtr connection, virSecretPtr secret,
                                                       int event, int detail, void *opaque);

/* Casts the callback of one secret event for registration. */
#define VIR_SECRET_EVENT_CALLBACK(cb) ((virConnectSecretEventGenericCallback)(void (*)(void))(cb))

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-secret.h>

#endif
