/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What every part of the interface needs: versions and typed parameters. */
#ifndef LIBVIRT_COMMON_H
#define LIBVIRT_COMMON_H

#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks what programs should not use any more. */
#ifndef VIR_DEPRECATED
#ifdef __GNUC__
#define VIR_DEPRECATED __attribute__((__deprecated__))
#else
#define VIR_DEPRECATED
#endif
#endif

/* How a variable of the library is declared. */
#define VIR_EXPORT_VAR extern

/* The version of the interface that these headers describe: major * 1000000 + minor * 1000 + micro. */
#define LIBVIR_VERSION_NUMBER 9000000

/* Whether these headers describe at least the given version. */
#define LIBVIR_CHECK_VERSION(major, minor, micro)                                                            \
    (LIBVIR_VERSION_NUMBER >= (major)*1000000 + (minor)*1000 + (micro))

/* Bytes in the name of a typed parameter, with its NUL. */
#define VIR_TYPED_PARAM_FIELD_LENGTH 80

/* Why a connection was lost. Since 0.10.0. */
typedef enum {
    VIR_CONNECT_CLOSE_REASON_ERROR = 0,
    VIR_CONNECT_CLOSE_REASON_EOF = 1,
    VIR_CONNECT_CLOSE_REASON_KEEPALIVE = 2,
    VIR_CONNECT_CLOSE_REASON_CLIENT = 3,
#ifdef VIR_ENUM_SENTINELS
    VIR_CONNECT_CLOSE_REASON_LAST = 4, /* one more than the last */
#endif
} virConnectCloseReason;

/* The type of a typed parameter: which member of its value holds. Since 0.9.2. */
typedef enum {
    VIR_TYPED_PARAM_INT = 1,
    VIR_TYPED_PARAM_UINT = 2,
    VIR_TYPED_PARAM_LLONG = 3,
    VIR_TYPED_PARAM_ULLONG = 4,
    VIR_TYPED_PARAM_DOUBLE = 5,
    VIR_TYPED_PARAM_BOOLEAN = 6,
    VIR_TYPED_PARAM_STRING = 7, /* since 0.9.8 */
#ifdef VIR_ENUM_SENTINELS
    VIR_TYPED_PARAM_LAST = 8, /* one more than the last */
#endif
} virTypedParameterType;

/* How typed parameters are exchanged. STRING_OKAY says that the caller can take strings. Since 0.9.8. */
typedef enum {
    VIR_TYPED_PARAM_STRING_OKAY = 1 << 2,
} virTypedParameterFlags;

/* One typed parameter. Arrays that the library allocates are freed with virTypedParamsFree. Since 0.9.2. */
typedef struct _virTypedParameter {
    char field[VIR_TYPED_PARAM_FIELD_LENGTH]; /* its name */
    int type;                                 /* a virTypedParameterType: which member of value holds */
    union {
        int i;                 /* VIR_TYPED_PARAM_INT */
        unsigned int ui;       /* VIR_TYPED_PARAM_UINT */
        long long int l;       /* VIR_TYPED_PARAM_LLONG */
        unsigned long long ul; /* VIR_TYPED_PARAM_ULLONG */
        double d;              /* VIR_TYPED_PARAM_DOUBLE */
        char b;                /* VIR_TYPED_PARAM_BOOLEAN: 1 or 0 */
        char *s;               /* VIR_TYPED_PARAM_STRING: allocated, freed with the array */
    } value;
} virTypedParameter;
typedef virTypedParameter *virTypedParameterPtr;

/* Frees the data given with another function. */
typedef void (*virFreeCallback)(void *opaque);

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-typedparam.h>

#endif
