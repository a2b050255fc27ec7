/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains. The types stand in the headers that this one includes. */
#ifndef LIBVIRT_DOMAIN_H
#define LIBVIRT_DOMAIN_H

#include <libvirt/libvirt-domain-cpu.h>
#include <libvirt/libvirt-domain-device.h>
#include <libvirt/libvirt-domain-event.h>
#include <libvirt/libvirt-domain-guest.h>
#include <libvirt/libvirt-domain-job.h>
#include <libvirt/libvirt-domain-memory.h>
#include <libvirt/libvirt-domain-state.h>
#include <libvirt/libvirt-domain-stats.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-domain-cpu.h>
#include <libvirt/calls-domain-device.h>
#include <libvirt/calls-domain-guest.h>
#include <libvirt/calls-domain-job.h>
#include <libvirt/calls-domain-memory.h>
#include <libvirt/calls-domain.h>

#endif
