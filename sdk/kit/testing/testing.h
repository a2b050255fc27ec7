/* SPDX-License-Identifier: MIT */
/*
 * For the tests of a driver, in C or C++: a host that only remembers what the driver told it, a plugin loaded as
 * modvirt loads it, and checks that count. No test framework is needed; any may be used beside it.
 *
 * Nothing here starts threads: the event loop of this host never calls back, and it spawns no children.
 */
#ifndef MODVIRT_KIT_TESTING_H
#define MODVIRT_KIT_TESTING_H

#include <modvirt/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- The host ---------------------------------------------------------------------------------------------- */

typedef struct modvirt_testing_host {
    modvirt_host_v1 table;
    const char *directory;   /* what every kind of directory is; NULL: there is none */
    char refusal[256];       /* what the plugin said when it refused to work */
    char last_log[256];      /* the newest log message */
    uint32_t event_count;    /* events that were emitted */
    int32_t last_event_type; /* of the newest event */
    int32_t last_event_detail;
    char last_event_domain[64];
} modvirt_testing_host;

/* Makes a host of this SDK's ABI. It must not move afterwards: `table` points back at it. */
void modvirt_testing_init_host(modvirt_testing_host *host);

/* --- A call -------------------------------------------------------------------------------------------------- */

/* The context of calls, and why the newest of them failed: `code` is 0 when none has. */
typedef struct modvirt_testing_call {
    modvirt_call call;
    int32_t code;
    int32_t domain;
    char message[512];
} modvirt_testing_call;

void modvirt_testing_init_call(modvirt_testing_call *call);

/* --- Sinks ---------------------------------------------------------------------------------------------------- */

#define MODVIRT_TESTING_MAX_DOMAINS 64

/* The domains that a call gave. `refs` are whole copies. */
typedef struct modvirt_testing_domains {
    modvirt_domain_sink sink;
    uint32_t count;
    modvirt_domain_ref refs[MODVIRT_TESTING_MAX_DOMAINS];
    char names[MODVIRT_TESTING_MAX_DOMAINS][64];
} modvirt_testing_domains;

void modvirt_testing_init_domains(modvirt_testing_domains *domains);

/* The text that a call gave, cut to what fits. */
typedef struct modvirt_testing_text {
    modvirt_string_sink sink;
    uint64_t size;
    char text[65536];
} modvirt_testing_text;

void modvirt_testing_init_text(modvirt_testing_text *text);

/* --- A plugin -------------------------------------------------------------------------------------------------- */

typedef struct modvirt_testing_plugin {
    void *library;
    const modvirt_plugin_v1 *plugin; /* what negotiation gave */
    uint32_t abi_minor;
    char failure[512]; /* why loading failed */
} modvirt_testing_plugin;

/* Loads a plugin and negotiates. Answers 0, or -1 with the cause in `failure`. */
int modvirt_testing_load(modvirt_testing_plugin *plugin, const char *file, modvirt_testing_host *host);
void modvirt_testing_unload(modvirt_testing_plugin *plugin);

/* Fills a request for `uri`, such as "acme:///default"; the texts stay the caller's. Answers 0, or -1 when it is no
 * URI of the form scheme:///path. */
typedef struct modvirt_testing_open {
    modvirt_open request;
    char scheme[64];
} modvirt_testing_open;

int modvirt_testing_init_open(modvirt_testing_open *open, const char *uri);

/* --- Checks ----------------------------------------------------------------------------------------------------- */

/* Prints what failed and counts it. Answers whether the condition holds. */
int modvirt_testing_check(int condition, const char *sentence);

/* Prints the outcome; answers what main() returns. */
int modvirt_testing_result(void);

#ifdef __cplusplus
}
#endif

#endif
