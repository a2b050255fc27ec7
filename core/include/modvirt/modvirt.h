/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What modvirt offers beyond libvirt's API: the plugins of this process, and judging documents. Every function answers 0, or -1 with
 * the reason in virGetLastError. All are thread-safe. Since 0.1.0.
 *
 * The reports are UTF-8 JSON texts in memory that the caller frees with free().
 */
#ifndef MODVIRT_MODVIRT_H
#define MODVIRT_MODVIRT_H

#ifdef __cplusplus
extern "C" {
#endif

/* Puts one plugin file before all others. It is read when a plugin is next looked for. */
int modvirtPluginAddFile(const char *path);

/* Puts directories, separated by colons, before all others; the first one named comes first. */
int modvirtPluginAddPath(const char *directories);

/* Every plugin that was found, with its state: {"plugins": [{"name", "kind", "version", "state", "reason",
 * "hint", "path", "abi", "uri_schemes", "pool_types", "threading", "vendor", "license", "shadowed_by"}]}. */
int modvirtPluginList(char **json);

/* One plugin, with "operations" that it serves and its "manifest". */
int modvirtPluginShow(const char *name, char **json);

/* How a connection to the URI would find its driver: {"uri", "scheme", "verdict", "driver", "searched",
 * "package", "hint"}. Nothing is connected. */
int modvirtPluginExplain(const char *uri, char **json);

/* What is wrong with the installation: {"healthy", "findings": [{"severity", "subject", "text", "hint"}]}. */
int modvirtPluginDoctor(char **json);

/* Which drivers serve which public function, read from the plugins: {"drivers": [{"name", "kind"}], "functions":
 * [{"name", "since", "area", "served", "drivers", "through"}]}. "served" is "drivers", "library" when no driver is
 * needed, or "nobody"; "through" names the function whose slot is used, where that is another one, or is null. */
int modvirtPluginMatrix(char **json);

/* What is wrong with a document: {"kind", "valid", "findings": [{"severity", "line", "column", "element", "message",
 * "remedy"}]}. Lines and columns count from 1, columns in characters. An "error" is why a hypervisor would refuse it, a
 * "warning" tells of something that would be dropped. `kind` is "domain", "network", "storagepool", "storagevol",
 * "interface", "nodedev", "secret", "networkport", "nwfilter", "nwfilterbinding", "domainsnapshot", "domaincheckpoint",
 * "capability", "domaincaps" or "domainbackup"; NULL lets the root element tell. A document that is not valid is no failure. */
int modvirtXmlValidate(const char *xml, const char *kind, char **json);

#ifdef __cplusplus
}
#endif

#endif
