/* SPDX-License-Identifier: MIT */
/*
 * The manifest of a plugin: JSON text in an ELF note, which the host reads without loading the library.
 * modvirt_add_plugin() writes it. A plugin that is built without CMake says once, outside any function:
 *
 *     MODVIRT_MANIFEST("{\"manifest\":1,\"abi\":\"1.0\",\"min_abi\":\"1.0\",\"kind\":\"hypervisor\","
 *                      "\"name\":\"acme\",\"version\":\"1.0\",\"uri_schemes\":[\"acme\"],"
 *                      "\"threading\":\"serialized\"}");
 *
 * "pool_types", "license", "vendor", "bug_url" and "package" may be given as well. In C only: a C++ plugin
 * compiles it in a C file of its own. Since 1.0.
 */
#ifndef MODVIRT_MANIFEST_H
#define MODVIRT_MANIFEST_H

#include <stdint.h>

/* The layout is that of an ELF note whose owner and type are MODVIRT_NOTE_OWNER and MODVIRT_NOTE_TYPE. */
#define MODVIRT_MANIFEST(json)                                                                               \
    extern const struct modvirt_manifest_note {                                                              \
        uint32_t owner_size;                                                                                 \
        uint32_t text_size;                                                                                  \
        uint32_t type;                                                                                       \
        char owner[8];                                                                                       \
        char text[(sizeof(json) + 3u) & ~3u];                                                                \
    } modvirt_manifest;                                                                                      \
    __attribute__((section(".note.modvirt"), aligned(4), used, visibility("hidden")))                        \
    const struct modvirt_manifest_note modvirt_manifest = {8, sizeof(json), 1, "modvirt", json}

#endif
