/* SPDX-License-Identifier: MIT */
/*
 * The interface "xml/1": a hardened streaming XML parser behind one C function.
 *
 * It reports what stands in a document, and judges nothing but well-formedness and size. Trees, tables of
 * elements and error messages about their meaning belong to the XML library in the kit.
 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What parse() refuses, and where it stops. */
#define MODVIRT_XML_MAX_SIZE (16u * 1024u * 1024u)
#define MODVIRT_XML_MAX_DEPTH 128u
#define MODVIRT_XML_MAX_ATTRIBUTES 256u

/* Fault codes. */
#define MODVIRT_XML_FAULT_MALFORMED 1 /* not well-formed XML */
#define MODVIRT_XML_FAULT_REFUSED 2   /* well-formed perhaps, but of a kind that is never accepted (DOCTYPE) \
                                       */
#define MODVIRT_XML_FAULT_ENCODING 3  /* not UTF-8 */
#define MODVIRT_XML_FAULT_LIMIT 4     /* larger or deeper than the limits above */
#define MODVIRT_XML_FAULT_INTERNAL 5  /* the parser itself failed, for example without memory */

/* What went wrong, in a struct that the caller brings: nothing is allocated for it. */
typedef struct modvirt_xml_fault_v1 {
    uint32_t struct_size; /* set by the caller to sizeof(modvirt_xml_fault_v1) */
    int32_t code;
    uint32_t line;   /* counted from 1; 0 when the fault has no place */
    uint32_t column; /* in characters, counted from 1; 0 when the fault has no place */
    char message[496];
} modvirt_xml_fault_v1;

/* Strings are UTF-8, NUL-terminated, free of other NULs, and lent for the time of the callback. */
typedef struct modvirt_xml_attribute_v1 {
    const char *name;
    const char *value;
    uint32_t name_size;
    uint32_t value_size;
    uint32_t line;
    uint32_t column;
} modvirt_xml_attribute_v1;

/*
 * The callbacks. Each returns 0 to go on; any other value ends the parse and is what parse() returns, so it
 * has to be positive. None may throw. A null callback is skipped.
 *
 * `start` tells of an element with the place of its '<'. A qualified name comes as it is written
 * ("qemu:arg"), and xmlns declarations come as ordinary attributes. `text` may tell of one run of text in
 * several pieces; entities are resolved and CDATA comes as text.
 */
typedef struct modvirt_xml_events_v1 {
    uint32_t struct_size; /* set by the caller to sizeof(modvirt_xml_events_v1) */
    uint32_t reserved;
    void *context;
    int32_t (*start)(void *context, const char *name, uint32_t name_size,
                     const modvirt_xml_attribute_v1 *attributes, uint32_t attribute_count, uint32_t line,
                     uint32_t column);
    int32_t (*end)(void *context, const char *name, uint32_t name_size);
    int32_t (*text)(void *context, const char *text, uint32_t size);
    int32_t (*comment)(void *context, const char *text, uint32_t size);
} modvirt_xml_events_v1;

/*
 * The interface. parse() reads `size` bytes of UTF-8 at `text` and returns 0 when the whole document was
 * told, the callback's own value when one ended the parse, or -1 with `fault` filled in. It may be called
 * from any number of threads at once, also from within a callback.
 */
typedef struct modvirt_xml_v1 {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t (*parse)(const char *text, uint64_t size, const modvirt_xml_events_v1 *events,
                     modvirt_xml_fault_v1 *fault);
} modvirt_xml_v1;

/* The one function that the module exports, and its type. */
typedef const modvirt_xml_v1 *(*modvirt_xml_interface_v1_fn)(void);

#ifdef __cplusplus
}
#endif
