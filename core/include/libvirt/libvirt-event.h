/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The event loop that the library runs in. */
#ifndef LIBVIRT_EVENT_H
#define LIBVIRT_EVENT_H

#include <libvirt/libvirt-common.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a file descriptor can be waited for. Since 0.5.0. */
typedef enum {
    VIR_EVENT_HANDLE_READABLE = 1 << 0,
    VIR_EVENT_HANDLE_WRITABLE = 1 << 1,
    VIR_EVENT_HANDLE_ERROR = 1 << 2,
    VIR_EVENT_HANDLE_HANGUP = 1 << 3,
} virEventHandleType;

/* Is told that a file descriptor is ready: virEventHandleType bits. */
typedef void (*virEventHandleCallback)(int watch, int fd, int events, void *opaque);

/* Is told that a timer is due. */
typedef void (*virEventTimeoutCallback)(int timer, void *opaque);

/* Starts watching a file descriptor; answers the number of the watch, or -1. */
typedef int (*virEventAddHandleFunc)(int fd, int event, virEventHandleCallback callback, void *opaque,
                                     virFreeCallback free_data);

/* Changes what is watched. */
typedef void (*virEventUpdateHandleFunc)(int watch, int event);

/* Stops watching; calls the free function later, from the loop. Answers 0 or -1. */
typedef int (*virEventRemoveHandleFunc)(int watch);

/* Starts a timer; answers its number, or -1. */
typedef int (*virEventAddTimeoutFunc)(int timeout, virEventTimeoutCallback callback, void *opaque,
                                      virFreeCallback free_data);

/* Changes a timer's interval, in milliseconds. */
typedef void (*virEventUpdateTimeoutFunc)(int timer, int timeout);

/* Stops a timer; calls the free function later, from the loop. Answers 0 or -1. */
typedef int (*virEventRemoveTimeoutFunc)(int timer);

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-event.h>

#endif
