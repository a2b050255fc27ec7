/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Containers: the calls by which a process of the host enters one. */
#ifndef LIBVIRT_LXC_H
#define LIBVIRT_LXC_H

#include <libvirt/libvirt.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The namespaces of a container as open files, in an array that the caller frees; their number is returned. */
int virDomainLxcOpenNamespace(virDomainPtr domain, int **fdlist, unsigned int flags);

/* Enters the namespaces, and hands out those of before where `oldfdlist` is given. */
int virDomainLxcEnterNamespace(virDomainPtr domain, unsigned int nfdlist, int *fdlist, unsigned int *noldfdlist,
                               int **oldfdlist, unsigned int flags);

/* Takes on a security label, and tells the one of before where `oldlabel` is given. */
int virDomainLxcEnterSecurityLabel(virSecurityModelPtr model, virSecurityLabelPtr label,
                                   virSecurityLabelPtr oldlabel, unsigned int flags);

/* Joins the control groups of a container. */
int virDomainLxcEnterCGroup(virDomainPtr domain, unsigned int flags);

#ifdef __cplusplus
}
#endif

#endif
