/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Streams. */
#ifndef LIBVIRT_STREAM_H
#define LIBVIRT_STREAM_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a stream behaves. Since 0.7.2. */
typedef enum {
    VIR_STREAM_NONBLOCK = 1 << 0,
} virStreamFlags;

/* How bytes are received. Since 3.4.0. */
typedef enum {
    VIR_STREAM_RECV_STOP_AT_HOLE = 1 << 0,
} virStreamRecvFlagsValues;

/* What a stream can be waited for. Since 0.7.2. */
typedef enum {
    VIR_STREAM_EVENT_READABLE = 1 << 0,
    VIR_STREAM_EVENT_WRITABLE = 1 << 1,
    VIR_STREAM_EVENT_ERROR = 1 << 2,
    VIR_STREAM_EVENT_HANGUP = 1 << 3,
} virStreamEventType;

/* Provides up to nbytes bytes; answers how many, 0 at the end, -1 to give up. */
typedef int (*virStreamSourceFunc)(virStreamPtr stream, char *data, size_t nbytes, void *opaque);

/* Takes nbytes bytes; answers how many it took, -1 to give up. */
typedef int (*virStreamSinkFunc)(virStreamPtr stream, const char *data, size_t nbytes, void *opaque);

/* Tells whether data (1) or a hole (0) comes next and its length; answers 0, or -1 to give up. */
typedef int (*virStreamSourceHoleFunc)(virStreamPtr stream, int *in_data, long long *length, void *opaque);

/* Skips a hole in the source; answers 0, or -1 to give up. */
typedef int (*virStreamSourceSkipFunc)(virStreamPtr stream, long long length, void *opaque);

/* Takes a hole; answers 0, or -1 to give up. */
typedef int (*virStreamSinkHoleFunc)(virStreamPtr stream, long long length, void *opaque);

/* Is told that a stream can go on: virStreamEventType bits. */
typedef void (*virStreamEventCallback)(virStreamPtr stream, int events, void *opaque);

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-stream.h>

#endif
