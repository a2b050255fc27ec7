/* SPDX-License-Identifier: MIT */
/*
 * The plugin ABI of modvirt, major 1: all that a driver and the host that loads it agree on.
 *
 * Rules that hold for every declaration here:
 *  - Pure C11, fixed-width integers, UTF-8 text. Nothing throws across. No allocation crosses: inputs are
 * lent for the duration of the call, outputs go into a sink or a struct that the caller brought.
 *  - Every struct that may grow starts with its size. It grows at the end only; a field beyond the other
 * side's size is absent. MODVIRT_HAS tells whether a field is present.
 *  - A plugin imports no symbol of the host. What it needs comes in struct modvirt_host_v1.
 *  - A plugin exports one symbol, modvirt_plugin_negotiate_v1.
 *
 * C++ authors include <modvirt/plugin.hpp> instead and derive a class.
 */
#ifndef MODVIRT_PLUGIN_H
#define MODVIRT_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MODVIRT_ABI_MAJOR 1
#define MODVIRT_ABI_MINOR 0

/* Whether the object behind `pointer`, which starts with its struct_size, is long enough to have `field`. */
#define MODVIRT_HAS(pointer, field)                                                                          \
    ((size_t)(pointer)->struct_size >=                                                                       \
     (size_t)((const char *)&(pointer)->field - (const char *)(pointer)) + sizeof((pointer)->field))

/* --- A call ----------------------------------------------------------------------------------------------
 */

/* The context of one call, lent to the driver for its duration. Thread-safe. Since 1.0. */
typedef struct modvirt_call {
    uint32_t struct_size;
    uint32_t flags;      /* MODVIRT_CALL_* */
    int64_t deadline_ms; /* CLOCK_MONOTONIC, milliseconds; 0 when the call may take any time */
    void *host_data;     /* the host's own */
    /* Records why the call fails; the slot then returns -1. `code` is a virErrorNumber; `domain` a
     * virErrorDomain, 0 for the driver's own, or MODVIRT_ERROR_NOWHERE. `message` is
     * one sentence. A second call replaces the first.
     */
    void (*fail)(const struct modvirt_call *call, int32_t code, int32_t domain, const char *message);
    /* Nonzero once nobody waits for the result any more. */
    int32_t (*is_cancelled)(const struct modvirt_call *call);
} modvirt_call;

#define MODVIRT_ERROR_NOWHERE (-1) /* no part of the library speaks: VIR_FROM_NONE */

#define MODVIRT_CALL_READ_ONLY 1u /* made on a read-only connection */
/* Only how many typed parameters there are is asked: those that the slot puts are counted and not looked at. A slot
 * may answer from what it knows of all its objects, and need not find the one that is named. */
#define MODVIRT_CALL_COUNT 2u

/* --- Values -----------------------------------------------------------------------------------------------
 */

/* Names a domain. `id` is its run-time id, -1 when it is not running; identity is the UUID. Since 1.0. */
typedef struct modvirt_domain_ref {
    uint32_t struct_size;
    int32_t id;
    uint8_t uuid[16];
    const char *name;
} modvirt_domain_ref;

/* Names a virtual network. Since 1.0. */
typedef struct modvirt_network_ref {
    uint32_t struct_size;
    uint32_t reserved;
    uint8_t uuid[16];
    const char *name;
} modvirt_network_ref;

/* Names a storage pool. Since 1.0. */
typedef struct modvirt_storage_pool_ref {
    uint32_t struct_size;
    uint32_t reserved;
    uint8_t uuid[16];
    const char *name;
} modvirt_storage_pool_ref;

/* Names a storage volume. `key` is unique on the host and outlives a move to another pool. Since 1.0. */
typedef struct modvirt_storage_vol_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *pool; /* the pool's name */
    const char *name;
    const char *key;
} modvirt_storage_vol_ref;

/* Names a device of the host. Since 1.0. */
typedef struct modvirt_node_device_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
} modvirt_node_device_ref;

/* Names a network interface of the host. `mac` is "" when it has none. Since 1.0. */
typedef struct modvirt_interface_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const char *mac;
} modvirt_interface_ref;

/* Names a secret. Since 1.0. */
typedef struct modvirt_secret_ref {
    uint32_t struct_size;
    int32_t usage_type; /* virSecretUsageType */
    uint8_t uuid[16];
    const char *usage_id; /* "" when it has none */
} modvirt_secret_ref;

/* Names a network filter. Since 1.0. */
typedef struct modvirt_nwfilter_ref {
    uint32_t struct_size;
    uint32_t reserved;
    uint8_t uuid[16];
    const char *name;
} modvirt_nwfilter_ref;

/* Names a filter that is applied to a port; identity is the port's device. Since 1.0. */
typedef struct modvirt_nwfilter_binding_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *port_dev;
    const char *filter_name;
} modvirt_nwfilter_binding_ref;

/* Names a port of a virtual network. What a driver gives back is of the network that it was asked about, and
 * needs not name it. Since 1.0. */
typedef struct modvirt_network_port_ref {
    uint32_t struct_size;
    uint32_t reserved;
    uint8_t uuid[16];
    const modvirt_network_ref *network; /* NULL in what a driver gives back */
} modvirt_network_port_ref;

/* Names a snapshot of a domain. What a driver gives back is of the domain that it was asked about, and needs
 * not name it. Since 1.0. */
typedef struct modvirt_snapshot_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const modvirt_domain_ref *domain; /* NULL in what a driver gives back */
} modvirt_snapshot_ref;

/* Names a checkpoint of a domain, as a snapshot is named. Since 1.0. */
typedef struct modvirt_checkpoint_ref {
    uint32_t struct_size;
    uint32_t reserved;
    const char *name;
    const modvirt_domain_ref *domain; /* NULL in what a driver gives back */
} modvirt_checkpoint_ref;

/* Since 1.0. */
typedef struct modvirt_domain_info {
    uint32_t struct_size;
    uint32_t state; /* virDomainState */
    uint64_t max_memory_kib;
    uint64_t memory_kib;
    uint64_t cpu_time_ns;
    uint32_t vcpus;
    uint32_t reserved;
} modvirt_domain_info;

/* Since 1.0. */
typedef struct modvirt_domain_state {
    uint32_t struct_size;
    int32_t state;  /* virDomainState */
    int32_t reason; /* virDomainRunningReason and its siblings, by state */
} modvirt_domain_state;

/* Since 1.0. */
typedef struct modvirt_domain_control {
    uint32_t struct_size;
    uint32_t state;   /* virDomainControlState */
    uint32_t details; /* virDomainControlErrorReason */
    uint32_t reserved;
    uint64_t state_time_ms; /* since the state was entered */
} modvirt_domain_control;

/* One virtual processor. `cpumap` has a bit for every host processor it may use, lowest first. Since 1.0. */
typedef struct modvirt_vcpu {
    uint32_t struct_size;
    uint32_t number;
    int32_t state; /* virVcpuState */
    int32_t cpu;   /* the host processor it runs on, -1 when offline or unknown */
    uint64_t cpu_time_ns;
    const uint8_t *cpumap;
    uint64_t cpumap_size; /* bytes */
} modvirt_vcpu;

/* Counters of one disk; -1 where the hypervisor does not tell. Since 1.0. */
typedef struct modvirt_block_stats {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t read_requests;
    int64_t read_bytes;
    int64_t write_requests;
    int64_t write_bytes;
    int64_t errors;
} modvirt_block_stats;

/* Counters of one network interface, seen from the guest; -1 where unknown. Since 1.0. */
typedef struct modvirt_interface_stats {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t rx_bytes, rx_packets, rx_errors, rx_dropped;
    int64_t tx_bytes, tx_packets, tx_errors, tx_dropped;
} modvirt_interface_stats;

/* Sizes of one disk, in bytes. Since 1.0. */
typedef struct modvirt_block_info {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t capacity;   /* what the guest sees */
    uint64_t allocation; /* what the host has given */
    uint64_t physical;   /* the container's size */
} modvirt_block_info;

/* The host, as virNodeGetInfo tells it. Since 1.0. */
typedef struct modvirt_node_info {
    uint32_t struct_size;
    uint32_t cpus;
    uint64_t memory_kib;
    uint32_t mhz;
    uint32_t nodes;
    uint32_t sockets; /* per node */
    uint32_t cores;   /* per socket */
    uint32_t threads; /* per core */
    char model[32];   /* NUL-terminated */
} modvirt_node_info;

/* Since 1.0. */
typedef struct modvirt_security_model {
    uint32_t struct_size;
    char model[257]; /* NUL-terminated */
    char doi[257];   /* domain of interpretation, NUL-terminated */
} modvirt_security_model;

/* Since 1.0. */
typedef struct modvirt_security_label {
    uint32_t struct_size;
    int32_t enforcing;
    char label[4097]; /* NUL-terminated */
} modvirt_security_label;

/* One typed parameter: `type` is a virTypedParameterType and chooses the member. Since 1.0. */
typedef struct modvirt_parameter {
    uint32_t struct_size;
    uint32_t type;
    const char *name;
    union {
        int32_t i32;
        uint32_t u32;
        int64_t i64;
        uint64_t u64;
        double f64;
        int32_t boolean;
        const char *text;
    } value;
} modvirt_parameter;

/* A file system that a guest has mounted. Since 1.0. */
typedef struct modvirt_file_system {
    uint32_t struct_size;
    uint32_t device_count;
    const char *mountpoint;
    const char *name; /* the guest's name of the device */
    const char *type;
    const char *const *devices; /* the targets of the domain's disks behind it */
} modvirt_file_system;

/* An I/O thread. `cpumap` has a bit for every host processor it may use, lowest first. Since 1.0. */
typedef struct modvirt_iothread {
    uint32_t struct_size;
    uint32_t id;
    const uint8_t *cpumap;
    uint64_t cpumap_size; /* bytes */
} modvirt_iothread;

/* Since 1.0. */
typedef struct modvirt_ip_address {
    uint32_t struct_size;
    int32_t type; /* virIPAddrType */
    uint32_t prefix;
    uint32_t reserved;
    const char *address;
} modvirt_ip_address;

/* A network interface with its addresses. Since 1.0. */
typedef struct modvirt_guest_interface {
    uint32_t struct_size;
    uint32_t address_count;
    const char *name;
    const char *mac; /* or NULL */
    const modvirt_ip_address *const *addresses;
} modvirt_guest_interface;

/* One figure of a guest's memory. Since 1.0. */
typedef struct modvirt_memory_stat {
    uint32_t struct_size;
    int32_t tag; /* virDomainMemoryStatTags */
    uint64_t value;
} modvirt_memory_stat;

/* A disk on which an error happened. Since 1.0. */
typedef struct modvirt_disk_error {
    uint32_t struct_size;
    int32_t error; /* virDomainDiskErrorCode */
    const char *disk;
} modvirt_disk_error;

/* A job on a disk. `cur` and `end` have no unit. Since 1.0. */
typedef struct modvirt_block_job {
    uint32_t struct_size;
    int32_t exists; /* 0 when the disk has none; the rest is then without meaning */
    int32_t type;   /* virDomainBlockJobType */
    uint32_t reserved;
    uint64_t bandwidth; /* bytes per second, or MiB per second, as the call's flags say */
    uint64_t cur;
    uint64_t end;
} modvirt_block_job;

/* A storage volume as a backend finds it. Since 1.0. */
typedef struct modvirt_volume {
    uint32_t struct_size;
    uint32_t type; /* virStorageVolType */
    const char *name;
    const char *key;
    const char *path;
    const char *format;  /* "raw", "qcow2", ... or NULL: it has none, or a listing has not looked into it */
    uint64_t capacity;   /* bytes; of what a listing has not looked into, the size of what holds it */
    uint64_t allocation; /* bytes */
} modvirt_volume;

/* Bytes. Since 1.0. */
typedef struct modvirt_pool_usage {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t capacity;
    uint64_t allocation;
    uint64_t available;
} modvirt_pool_usage;

/* A pool's state and sizes. Since 1.0. */
typedef struct modvirt_pool_info {
    uint32_t struct_size;
    uint32_t state; /* virStoragePoolState */
    uint64_t capacity;   /* bytes */
    uint64_t allocation; /* bytes */
    uint64_t available;  /* bytes */
} modvirt_pool_info;

/* A volume's type and sizes. Since 1.0. */
typedef struct modvirt_volume_info {
    uint32_t struct_size;
    uint32_t type; /* virStorageVolType */
    uint64_t capacity;   /* bytes */
    uint64_t allocation; /* bytes; with VIR_STORAGE_VOL_GET_PHYSICAL the physical size */
} modvirt_volume_info;

/* A lease of a network's DHCP server; a text that is not known is NULL. Since 1.0. */
typedef struct modvirt_dhcp_lease {
    uint32_t struct_size;
    int32_t type; /* virIPAddrType */
    uint32_t prefix;
    uint32_t reserved;
    int64_t expires; /* seconds since 1970 */
    const char *interface;
    const char *mac;
    const char *iaid;
    const char *address;
    const char *hostname;
    const char *client_id;
} modvirt_dhcp_lease;

/* --- Sinks: where a driver puts its answers, once per item
 * --------------------------------------------------- */

/* `put` copies what it is given before it returns; nonzero means that the caller wants no more. Since 1.0. */
typedef struct modvirt_domain_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_domain_sink *sink, const modvirt_domain_ref *domain);
} modvirt_domain_sink;

typedef struct modvirt_network_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_network_sink *sink, const modvirt_network_ref *network);
} modvirt_network_sink;

typedef struct modvirt_storage_pool_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_storage_pool_sink *sink, const modvirt_storage_pool_ref *pool);
} modvirt_storage_pool_sink;

typedef struct modvirt_storage_vol_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_storage_vol_sink *sink, const modvirt_storage_vol_ref *volume);
} modvirt_storage_vol_sink;

typedef struct modvirt_node_device_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_node_device_sink *sink, const modvirt_node_device_ref *device);
} modvirt_node_device_sink;

typedef struct modvirt_interface_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_interface_sink *sink, const modvirt_interface_ref *interface);
} modvirt_interface_sink;

typedef struct modvirt_secret_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_secret_sink *sink, const modvirt_secret_ref *secret);
} modvirt_secret_sink;

typedef struct modvirt_nwfilter_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_nwfilter_sink *sink, const modvirt_nwfilter_ref *filter);
} modvirt_nwfilter_sink;

typedef struct modvirt_nwfilter_binding_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_nwfilter_binding_sink *sink, const modvirt_nwfilter_binding_ref *binding);
} modvirt_nwfilter_binding_sink;

typedef struct modvirt_network_port_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_network_port_sink *sink, const modvirt_network_port_ref *port);
} modvirt_network_port_sink;

typedef struct modvirt_snapshot_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_snapshot_sink *sink, const modvirt_snapshot_ref *snapshot);
} modvirt_snapshot_sink;

typedef struct modvirt_checkpoint_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_checkpoint_sink *sink, const modvirt_checkpoint_ref *checkpoint);
} modvirt_checkpoint_sink;

typedef struct modvirt_dhcp_lease_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_dhcp_lease_sink *sink, const modvirt_dhcp_lease *lease);
} modvirt_dhcp_lease_sink;

typedef struct modvirt_string_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_string_sink *sink, const char *text, uint64_t size);
} modvirt_string_sink;

typedef struct modvirt_vcpu_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_vcpu_sink *sink, const modvirt_vcpu *vcpu);
} modvirt_vcpu_sink;

typedef struct modvirt_u64_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_u64_sink *sink, uint64_t value);
} modvirt_u64_sink;

typedef struct modvirt_parameter_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_parameter_sink *sink, const modvirt_parameter *parameter);
} modvirt_parameter_sink;

typedef struct modvirt_volume_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_volume_sink *sink, const modvirt_volume *volume);
} modvirt_volume_sink;

typedef struct modvirt_file_system_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_file_system_sink *sink, const modvirt_file_system *file_system);
} modvirt_file_system_sink;

typedef struct modvirt_iothread_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_iothread_sink *sink, const modvirt_iothread *thread);
} modvirt_iothread_sink;

typedef struct modvirt_guest_interface_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_guest_interface_sink *sink, const modvirt_guest_interface *interface);
} modvirt_guest_interface_sink;

typedef struct modvirt_memory_stat_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_memory_stat_sink *sink, const modvirt_memory_stat *stat);
} modvirt_memory_stat_sink;

typedef struct modvirt_disk_error_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_disk_error_sink *sink, const modvirt_disk_error *error);
} modvirt_disk_error_sink;

typedef struct modvirt_security_label_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_security_label_sink *sink, const modvirt_security_label *label);
} modvirt_security_label_sink;

/* Takes groups of parameters: the figures of one domain, or those of one processor after the other, for which
 * `domain` is NULL. `parameters` are an array, each of the size that the first one tells. */
typedef struct modvirt_stats_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*put)(const struct modvirt_stats_sink *sink, const modvirt_domain_ref *domain,
                   const modvirt_parameter *parameters, uint64_t count);
} modvirt_stats_sink;

/* --- Streams
 * --------------------------------------------------------------------------------------------------- */

#define MODVIRT_STREAM_WOULD_BLOCK (-2)

/*
 * The driver's end of a stream of bytes. The host makes one call on it at a time, from any thread, and none
 * after free; it closes the end before the session. No function waits: receive and send answer
 * MODVIRT_STREAM_WOULD_BLOCK when nothing can be moved now, and the host then waits for `fd`, which polls
 * readable when receive can go on and writable when send can. An end that is always ready has fd -1.
 *
 * in_data, skip and hole are all there for an end that knows of holes, and NULL for one that does not. Since 1.0.
 */
typedef struct modvirt_stream {
    uint32_t struct_size;
    int32_t fd;
    void *data; /* the driver's own */
    /* Answers how many bytes it stored, 0 at the end, MODVIRT_STREAM_WOULD_BLOCK, or -1 after call->fail. It
     * does not read beyond the data that in_data tells of. */
    int64_t (*receive)(const struct modvirt_stream *stream, char *bytes, uint64_t size,
                       const modvirt_call *call);
    /* Answers how many bytes it took, MODVIRT_STREAM_WOULD_BLOCK, or -1 after call->fail. */
    int64_t (*send)(const struct modvirt_stream *stream, const char *bytes, uint64_t size,
                    const modvirt_call *call);
    /* Whether data or a hole comes next for receive, and how long it is; 0 at the end. */
    int32_t (*in_data)(const struct modvirt_stream *stream, int32_t *is_data, uint64_t *length,
                       const modvirt_call *call);
    /* Passes over so much of the hole that comes next for receive. */
    int32_t (*skip)(const struct modvirt_stream *stream, uint64_t length, const modvirt_call *call);
    /* So many zeros follow what was sent. */
    int32_t (*hole)(const struct modvirt_stream *stream, uint64_t length, const modvirt_call *call);
    /* All is sent and received: answers 0 when it is kept safely. free follows. */
    int32_t (*finish)(const struct modvirt_stream *stream, const modvirt_call *call);
    /* The other side gave up. free follows. */
    void (*abort)(const struct modvirt_stream *stream);
    void (*free)(const struct modvirt_stream *stream);
} modvirt_stream;

/* Takes the end over, and answers 0; nonzero when it is refused and stays the driver's. A slot attaches one
 * end. It is freed without finish when the slot then fails. Since 1.0. */
typedef struct modvirt_stream_sink {
    uint32_t struct_size;
    uint32_t reserved;
    void *data;
    int32_t (*attach)(const struct modvirt_stream_sink *sink, const modvirt_stream *stream);
} modvirt_stream_sink;

/* --- Events
 * ---------------------------------------------------------------------------------------------------- */

/* The host's name for one open connection; the token by which a driver addresses its events. */
typedef struct modvirt_connection modvirt_connection;

/* One end of a graphics client's connection: `family` is a virDomainEventGraphicsAddressType. Since 1.0. */
typedef struct modvirt_graphics_address {
    uint32_t struct_size;
    int32_t family;
    const char *node;    /* an address, or a socket's path */
    const char *service; /* a port, or "" */
} modvirt_graphics_address;

/* Who came to a graphics display. Since 1.0. */
typedef struct modvirt_graphics_client {
    uint32_t struct_size;
    uint32_t identity_count;
    const modvirt_graphics_address *local;
    const modvirt_graphics_address *remote;
    const char *auth_scheme;
    const char *const *identities; /* a type and a name in turn: 2 * identity_count texts */
} modvirt_graphics_client;

/*
 * Something happened to a domain. What an event does not have is 0 or NULL. Since 1.0.
 *
 * The events that take more than `type`, named by their virDomainEventID:
 *   LIFECYCLE (virDomainEventType), AGENT_LIFECYCLE, MEMORY_FAILURE, BLOCK_JOB and BLOCK_JOB_2 (status):
 * detail RTC_CHANGE (seconds), BALLOON_CHANGE (KiB), MEMORY_DEVICE_SIZE_CHANGE (KiB), MEMORY_FAILURE (flags):
 * value BLOCK_THRESHOLD: value is the threshold, excess the bytes beyond it IO_ERROR, IO_ERROR_REASON: device
 * and path; text is the reason BLOCK_JOB, BLOCK_JOB_2, BLOCK_THRESHOLD, TRAY_CHANGE and DEVICE_*: device;
 * BLOCK_THRESHOLD: path DISK_CHANGE: device, old_path and path METADATA_CHANGE: text is the namespace
 *   TUNABLE, JOB_COMPLETED: parameters
 *   GRAPHICS: graphics
 */
typedef struct modvirt_domain_event {
    uint32_t struct_size;
    uint32_t event_id; /* virDomainEventID */
    const modvirt_domain_ref *domain;
    int32_t type;
    int32_t detail;
    int64_t value;
    uint64_t excess;
    const char *device; /* an alias, or a disk's target or path */
    const char *path;
    const char *old_path;
    const char *text;
    const modvirt_parameter *parameters; /* an array; each of the size that the first one tells */
    uint64_t parameter_count;
    const modvirt_graphics_client *graphics;
} modvirt_domain_event;

/*
 * Something happened to an object that is no domain: exactly one of the references is not NULL. `type` and
 * `detail` are of the virNetworkEventLifecycleType of the lifecycle event and its siblings; other events have 0.
 * Since 1.0.
 */
typedef struct modvirt_object_event {
    uint32_t struct_size;
    uint32_t event_id; /* virNetworkEventID, virStoragePoolEventID, virNodeDeviceEventID, virSecretEventID */
    const modvirt_network_ref *network;
    const modvirt_storage_pool_ref *storage_pool;
    const modvirt_node_device_ref *node_device;
    const modvirt_secret_ref *secret;
    int32_t type;
    int32_t detail;
} modvirt_object_event;

/* --- What the host offers
 * ---------------------------------------------------------------------------------------- */

#define MODVIRT_LOG_DEBUG 1u
#define MODVIRT_LOG_INFO 2u
#define MODVIRT_LOG_WARNING 3u
#define MODVIRT_LOG_ERROR 4u

#define MODVIRT_DIR_STATE 1u  /* survives a reboot */
#define MODVIRT_DIR_RUN 2u    /* gone after a reboot */
#define MODVIRT_DIR_CACHE 3u  /* may be deleted at any time */
#define MODVIRT_DIR_LOG 4u    /* only ever appended to */
#define MODVIRT_DIR_CONFIG 5u /* the administrator's; may not exist */

#define MODVIRT_FD_READABLE 1u
#define MODVIRT_FD_WRITABLE 2u
#define MODVIRT_FD_ERROR 4u
#define MODVIRT_FD_HANGUP 8u

/* One descriptor for a child: `fd` of this process becomes `child_fd` of the child. Since 1.0. */
typedef struct modvirt_spawn_fd {
    int32_t fd;
    int32_t child_fd;
} modvirt_spawn_fd;

/* How to start a child. It gets no descriptor but those listed, a session of its own and no shell. Since 1.0.
 */
typedef struct modvirt_spawn {
    uint32_t struct_size;
    uint32_t fd_count;
    const char *const *argv;        /* NULL-terminated; argv[0] is an absolute path */
    const char *const *environment; /* NULL-terminated; NULL for an empty one */
    const modvirt_spawn_fd *fds;
    const char *directory; /* working directory; NULL for / */
} modvirt_spawn;

/*
 * The host services table. It outlives the plugin. Every service may be called from any thread and never
 * re-enters the driver before it returns. Since 1.0.
 */
typedef struct modvirt_host_v1 {
    uint32_t struct_size;
    uint32_t abi_minor;       /* the newest minor that the host knows */
    const char *host_version; /* for messages */
    void *data;               /* the host's own */

    /* `category` is the plugin's name or a part of it. */
    void (*log)(const struct modvirt_host_v1 *host, uint32_t level, const char *category,
                const char *message);
    /* Says why negotiation fails, in one sentence; `hint` says what to do about it and may be NULL. */
    void (*refuse)(const struct modvirt_host_v1 *host, const char *reason, const char *hint);
    /* A named, versioned group of further services such as "xml/1" (<modvirt/xml.h>); NULL when unknown. */
    const void *(*get_interface)(const struct modvirt_host_v1 *host, const char *name);

    /* Queues an event for the connection's listeners. Dropped when there are none. */
    void (*emit_domain_event)(const struct modvirt_host_v1 *host, modvirt_connection *connection,
                              const modvirt_domain_event *event);
    /* Tells that the driver has lost the hypervisor: `reason` is a virConnectCloseReason. */
    void (*emit_close)(const struct modvirt_host_v1 *host, modvirt_connection *connection, int32_t reason);

    /* The event loop: one thread of the host calls back. Answers an id, or -1. `events` is of MODVIRT_FD_*.
     */
    int32_t (*watch_fd)(const struct modvirt_host_v1 *host, int32_t fd, uint32_t events,
                        void (*ready)(int32_t id, int32_t fd, uint32_t events, void *data), void *data);
    int32_t (*rewatch_fd)(const struct modvirt_host_v1 *host, int32_t id, uint32_t events);
    /* Calls back once after `delay_ms`. */
    int32_t (*start_timer)(const struct modvirt_host_v1 *host, uint32_t delay_ms,
                           void (*expired)(int32_t id, void *data), void *data);
    /* Ends a watch or a timer. When it returns, its callback neither runs nor will run, unless it is called
     * from inside that callback. */
    void (*cancel)(const struct modvirt_host_v1 *host, int32_t id);

    /* The administrator's setting `key` of section [plugin.NAME], as text; 0 when it is set, 1 when not. */
    int32_t (*config)(const struct modvirt_host_v1 *host, const char *plugin, const char *key,
                      const modvirt_string_sink *value);
    /* An absolute directory for the plugin's files, `which` of MODVIRT_DIR_*; all but CONFIG are created.
     * Answers 0, or an errno. */
    int32_t (*directory)(const struct modvirt_host_v1 *host, const char *plugin, uint32_t which,
                         const modvirt_string_sink *path);

    /* Starts a child; answers 0 with its pid and a pidfd, which the caller closes, or an errno. */
    int32_t (*spawn)(const struct modvirt_host_v1 *host, const modvirt_spawn *spawn, int64_t *pid,
                     int32_t *pidfd);
    /* Adds to a counter that the administrator can read, such as "qemu.starts". */
    void (*count)(const struct modvirt_host_v1 *host, const char *metric, int64_t delta);

    /* As emit_domain_event, for all other objects. */
    void (*emit_object_event)(const struct modvirt_host_v1 *host, modvirt_connection *connection,
                              const modvirt_object_event *event);
} modvirt_host_v1;

/* --- Opening a connection
 * --------------------------------------------------------------------------------------- */

/* One question to the user. `type` is a virConnectCredentialType. Since 1.0. */
typedef struct modvirt_credential {
    uint32_t struct_size;
    int32_t type;
    const char *prompt;
    const char *challenge; /* or NULL */
    const char *fallback;  /* the default answer, or NULL */
} modvirt_credential;

/*
 * Where the values of secrets come from. Any thread may ask, as long as the struct that the source stands in says. A driver
 * may use private ones, and must not tell them. Since 1.0.
 */
typedef struct modvirt_secret_source {
    uint32_t struct_size;
    uint32_t reserved;
    void *data; /* of whoever made the source */
    /* Puts the value: of the secret for `wanted->usage_id` when that is not "", and otherwise of the one with its UUID.
     * Answers 0, or -1 after call->fail: NoSecret when there is none, or it has no value. */
    int32_t (*value)(const struct modvirt_secret_source *source, const modvirt_secret_ref *wanted,
                     const modvirt_string_sink *value, const modvirt_call *call);
} modvirt_secret_source;

#define MODVIRT_OPEN_READ_ONLY 1u

/* What a driver is asked to open. The parts of the URI are decoded; absent ones are "". Since 1.0. */
typedef struct modvirt_open {
    uint32_t struct_size;
    uint32_t flags; /* MODVIRT_OPEN_* */
    const char *uri;
    const char *scheme;
    const char *server;
    const char *path;
    const char *query;              /* still encoded */
    const char *document;           /* for a storage backend: the pool's XML; otherwise "" */
    modvirt_connection *connection; /* for events; valid until the session is closed */
    /* Asks the application for one credential; -1 when it cannot or will not answer. */
    int32_t (*ask)(const struct modvirt_open *request, const modvirt_credential *question,
                   const modvirt_string_sink *answer);
    void *host_data; /* the host's own */
    /* For a storage backend: the secrets that the pool and its volumes name. Valid until the session is closed; NULL when
     * the pool manager has none. */
    const modvirt_secret_source *secrets;
} modvirt_open;

/* The driver's own object behind an open connection. */
typedef struct modvirt_session modvirt_session;

#include <modvirt/slots.h>

/* --- The plugin
 * ---------------------------------------------------------------------------------------------------- */

#define MODVIRT_THREADING_SERIALIZED 1u /* at most one call at a time in the whole plugin */
#define MODVIRT_THREADING_PER_HANDLE 2u /* at most one call at a time on a session */
#define MODVIRT_THREADING_PARALLEL 3u   /* any number of calls at a time */

/* What a plugin is. Static; a kind that it does not serve is NULL. Since 1.0. */
typedef struct modvirt_plugin_v1 {
    uint32_t struct_size;
    uint32_t threading; /* MODVIRT_THREADING_* */
    const char *name;   /* as in the manifest */
    const char *version;
    const char *type_name; /* what virConnectGetType answers, such as "QEMU" */
    uint32_t error_domain; /* virErrorDomain of errors that name none */
    uint32_t reserved;
    const modvirt_hypervisor_v1 *hypervisor;
    const modvirt_network_v1 *network;
    const modvirt_storage_backend_v1 *storage_backend;
    /* Optional. After start the plugin may run threads; when stop returns, none of them runs any more. */
    int32_t (*start)(const modvirt_call *call);
    void (*stop)(void);
    const modvirt_storage_v1 *storage; /* pools and volumes, as an application sees them */
    const modvirt_interface_v1 *interface;
    const modvirt_nodedev_v1 *nodedev;
    const modvirt_secret_v1 *secret;
    const modvirt_nwfilter_v1 *nwfilter;
} modvirt_plugin_v1;

#define MODVIRT_NEGOTIATE_OK 0
#define MODVIRT_NEGOTIATE_HOST_TOO_OLD 1
#define MODVIRT_NEGOTIATE_HOST_TOO_NEW 2
#define MODVIRT_NEGOTIATE_MISSING_SERVICE 3

/*
 * The one symbol that a plugin exports. In: the host, and in *abi_minor its newest minor. Out: the minor that
 * both use, at most the one given, and the plugin. Answers MODVIRT_NEGOTIATE_*. It has no side effects: no
 * threads, no files, no waiting.
 */
typedef int32_t (*modvirt_negotiate_v1_fn)(const modvirt_host_v1 *host, uint32_t *abi_minor,
                                           const modvirt_plugin_v1 **plugin);

#define MODVIRT_NEGOTIATE_SYMBOL "modvirt_plugin_negotiate_v1"

/* The manifest: an ELF note of this owner and type, whose descriptor is JSON text. */
#define MODVIRT_NOTE_OWNER "modvirt"
#define MODVIRT_NOTE_TYPE 1u

#ifdef __cplusplus
}
#endif

#endif
