/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Domains: disks, interfaces, consoles, displays and keyboards. */
#ifndef LIBVIRT_DOMAIN_DEVICE_H
#define LIBVIRT_DOMAIN_DEVICE_H

#include <libvirt/libvirt-domain-state.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the names of virDomainBlockStatsFlags, with their NUL. */
#define VIR_DOMAIN_BLOCK_STATS_FIELD_LENGTH VIR_TYPED_PARAM_FIELD_LENGTH

/* The old name of a set of key codes, and how many keys one virDomainSendKey takes. */
#define VIR_KEYCODE_SET_RFB VIR_KEYCODE_SET_QNUM
#define VIR_DOMAIN_SEND_KEY_MAX_KEYS 16

/* Figures of virDomainBlockStatsFlags; llong, times in nanoseconds. */
#define VIR_DOMAIN_BLOCK_STATS_READ_BYTES "rd_bytes"                 /* bytes read */
#define VIR_DOMAIN_BLOCK_STATS_READ_REQ "rd_operations"              /* read requests */
#define VIR_DOMAIN_BLOCK_STATS_READ_TOTAL_TIMES "rd_total_times"     /* spent reading */
#define VIR_DOMAIN_BLOCK_STATS_WRITE_BYTES "wr_bytes"                /* bytes written */
#define VIR_DOMAIN_BLOCK_STATS_WRITE_REQ "wr_operations"             /* write requests */
#define VIR_DOMAIN_BLOCK_STATS_WRITE_TOTAL_TIMES "wr_total_times"    /* spent writing */
#define VIR_DOMAIN_BLOCK_STATS_FLUSH_REQ "flush_operations"          /* flush requests */
#define VIR_DOMAIN_BLOCK_STATS_FLUSH_TOTAL_TIMES "flush_total_times" /* spent flushing */
#define VIR_DOMAIN_BLOCK_STATS_ERRS "errs"                           /* errors */

/* Parameters of virDomainGetBlkioParameters. Those per device are strings of path,value pairs. */

/* uint: relative share */
#define VIR_DOMAIN_BLKIO_WEIGHT "weight"
/* string: relative share */
#define VIR_DOMAIN_BLKIO_DEVICE_WEIGHT "device_weight"
/* string: reads per second */
#define VIR_DOMAIN_BLKIO_DEVICE_READ_IOPS "device_read_iops_sec"
/* string: writes per second */
#define VIR_DOMAIN_BLKIO_DEVICE_WRITE_IOPS "device_write_iops_sec"
/* string: bytes read per second */
#define VIR_DOMAIN_BLKIO_DEVICE_READ_BPS "device_read_bytes_sec"
/* string: bytes written per second */
#define VIR_DOMAIN_BLKIO_DEVICE_WRITE_BPS "device_write_bytes_sec"

/* Parameters of virDomainGetBlockIoTune; ullong unless noted. A burst may last as many seconds as its length
 * says. */

/* bytes per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC "total_bytes_sec"
/* bytes per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC "read_bytes_sec"
/* bytes per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC "write_bytes_sec"
/* requests per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC "total_iops_sec"
/* requests per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC "read_iops_sec"
/* requests per second */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC "write_iops_sec"
/* bytes per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX "total_bytes_sec_max"
/* bytes per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX "read_bytes_sec_max"
/* bytes per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX "write_bytes_sec_max"
/* requests per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX "total_iops_sec_max"
/* requests per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX "read_iops_sec_max"
/* requests per second in a burst */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX "write_iops_sec_max"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_BYTES_SEC_MAX_LENGTH "total_bytes_sec_max_length"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_BYTES_SEC_MAX_LENGTH "read_bytes_sec_max_length"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_BYTES_SEC_MAX_LENGTH "write_bytes_sec_max_length"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_TOTAL_IOPS_SEC_MAX_LENGTH "total_iops_sec_max_length"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_READ_IOPS_SEC_MAX_LENGTH "read_iops_sec_max_length"
/* seconds */
#define VIR_DOMAIN_BLOCK_IOTUNE_WRITE_IOPS_SEC_MAX_LENGTH "write_iops_sec_max_length"
/* bytes that count as one request */
#define VIR_DOMAIN_BLOCK_IOTUNE_SIZE_IOPS_SEC "size_iops_sec"
/* string: disks of one group share the limits */
#define VIR_DOMAIN_BLOCK_IOTUNE_GROUP_NAME "group_name"

/* Parameters of virDomainGetInterfaceParameters; uint, as the host sees the guest's traffic. */
#define VIR_DOMAIN_BANDWIDTH_IN_AVERAGE "inbound.average"   /* KiB per second */
#define VIR_DOMAIN_BANDWIDTH_IN_PEAK "inbound.peak"         /* KiB per second in a burst */
#define VIR_DOMAIN_BANDWIDTH_IN_BURST "inbound.burst"       /* KiB in a burst */
#define VIR_DOMAIN_BANDWIDTH_IN_FLOOR "inbound.floor"       /* KiB per second guaranteed */
#define VIR_DOMAIN_BANDWIDTH_OUT_AVERAGE "outbound.average" /* KiB per second */
#define VIR_DOMAIN_BANDWIDTH_OUT_PEAK "outbound.peak"       /* KiB per second in a burst */
#define VIR_DOMAIN_BANDWIDTH_OUT_BURST "outbound.burst"     /* KiB in a burst */

/* Parameters of virDomainGetLaunchSecurityInfo and virDomainSetLaunchSecurityState. */

/* string: what was measured at launch, base64 */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_MEASUREMENT "sev-measurement"
/* uint: of the firmware */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MAJOR "sev-api-major"
/* uint: of the firmware */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_API_MINOR "sev-api-minor"
/* uint: of the firmware */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_BUILD_ID "sev-build-id"
/* uint: what the owner allows */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_POLICY "sev-policy"
/* string: needed to open the secret, base64 */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER "sev-secret-header"
/* string: the encrypted secret, base64 */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET "sev-secret"
/* ullong: where in the guest's memory it goes */
#define VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS "sev-secret-set-address"

/* What a change of a device applies to. Since 0.7.7. */
typedef enum {
    VIR_DOMAIN_DEVICE_MODIFY_CURRENT = VIR_DOMAIN_AFFECT_CURRENT,
    VIR_DOMAIN_DEVICE_MODIFY_LIVE = VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_DEVICE_MODIFY_CONFIG = VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_DEVICE_MODIFY_FORCE = 1 << 2, /* since 0.8.6 */
} virDomainDeviceModifyFlags;

/* How a disk's new size is given. Since 0.9.11. */
typedef enum {
    VIR_DOMAIN_BLOCK_RESIZE_BYTES = 1 << 0,
} virDomainBlockResizeFlags;

/* What happened on a disk. Since 0.9.10. */
typedef enum {
    VIR_DOMAIN_DISK_ERROR_NONE = 0,
    VIR_DOMAIN_DISK_ERROR_UNSPEC = 1,
    VIR_DOMAIN_DISK_ERROR_NO_SPACE = 2,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_DISK_ERROR_LAST = 3, /* one more than the last */
#endif
} virDomainDiskErrorCode;

/* The types of block I/O parameters, by their old names. Since 0.9.0. */
typedef enum {
    VIR_DOMAIN_BLKIO_PARAM_INT = VIR_TYPED_PARAM_INT,
    VIR_DOMAIN_BLKIO_PARAM_UINT = VIR_TYPED_PARAM_UINT,
    VIR_DOMAIN_BLKIO_PARAM_LLONG = VIR_TYPED_PARAM_LLONG,
    VIR_DOMAIN_BLKIO_PARAM_ULLONG = VIR_TYPED_PARAM_ULLONG,
    VIR_DOMAIN_BLKIO_PARAM_DOUBLE = VIR_TYPED_PARAM_DOUBLE,
    VIR_DOMAIN_BLKIO_PARAM_BOOLEAN = VIR_TYPED_PARAM_BOOLEAN,
} virBlkioParameterType;

/* Whom to ask for a guest's addresses. Since 1.2.14. */
typedef enum {
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE = 0,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT = 1,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP = 2, /* since 4.2.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LAST = 3, /* one more than the last */
#endif
} virDomainInterfaceAddressesSource;

/* How a console is opened. Since 0.9.11. */
typedef enum {
    VIR_DOMAIN_CONSOLE_FORCE = 1 << 0,
    VIR_DOMAIN_CONSOLE_SAFE = 1 << 1,
} virDomainConsoleFlags;

/* How a channel is opened. Since 1.0.2. */
typedef enum {
    VIR_DOMAIN_CHANNEL_FORCE = 1 << 0,
} virDomainChannelFlags;

/* How a display is opened. Since 0.9.7. */
typedef enum {
    VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH = 1 << 0,
} virDomainOpenGraphicsFlags;

/* Which set the codes of keys belong to. Since 0.9.3. */
typedef enum {
    VIR_KEYCODE_SET_LINUX = 0,
    VIR_KEYCODE_SET_XT = 1,
    VIR_KEYCODE_SET_ATSET1 = 2,
    VIR_KEYCODE_SET_ATSET2 = 3,
    VIR_KEYCODE_SET_ATSET3 = 4,
    VIR_KEYCODE_SET_OSX = 5,    /* since 0.9.4 */
    VIR_KEYCODE_SET_XT_KBD = 6, /* since 0.9.4 */
    VIR_KEYCODE_SET_USB = 7,    /* since 0.9.4 */
    VIR_KEYCODE_SET_WIN32 = 8,  /* since 0.9.4 */
    VIR_KEYCODE_SET_QNUM = 9,   /* since 4.2.0 */
#ifdef VIR_ENUM_SENTINELS
    VIR_KEYCODE_SET_LAST = 10, /* one more than the last */
#endif
} virKeycodeSet;

/* Signals for processes in guests, numbered as on Linux for any guest. Since 1.0.1. */
typedef enum {
    VIR_DOMAIN_PROCESS_SIGNAL_NOP = 0,
    VIR_DOMAIN_PROCESS_SIGNAL_HUP = 1,
    VIR_DOMAIN_PROCESS_SIGNAL_INT = 2,
    VIR_DOMAIN_PROCESS_SIGNAL_QUIT = 3,
    VIR_DOMAIN_PROCESS_SIGNAL_ILL = 4,
    VIR_DOMAIN_PROCESS_SIGNAL_TRAP = 5,
    VIR_DOMAIN_PROCESS_SIGNAL_ABRT = 6,
    VIR_DOMAIN_PROCESS_SIGNAL_BUS = 7,
    VIR_DOMAIN_PROCESS_SIGNAL_FPE = 8,
    VIR_DOMAIN_PROCESS_SIGNAL_KILL = 9,
    VIR_DOMAIN_PROCESS_SIGNAL_USR1 = 10,
    VIR_DOMAIN_PROCESS_SIGNAL_SEGV = 11,
    VIR_DOMAIN_PROCESS_SIGNAL_USR2 = 12,
    VIR_DOMAIN_PROCESS_SIGNAL_PIPE = 13,
    VIR_DOMAIN_PROCESS_SIGNAL_ALRM = 14,
    VIR_DOMAIN_PROCESS_SIGNAL_TERM = 15,
    VIR_DOMAIN_PROCESS_SIGNAL_STKFLT = 16,
    VIR_DOMAIN_PROCESS_SIGNAL_CHLD = 17,
    VIR_DOMAIN_PROCESS_SIGNAL_CONT = 18,
    VIR_DOMAIN_PROCESS_SIGNAL_STOP = 19,
    VIR_DOMAIN_PROCESS_SIGNAL_TSTP = 20,
    VIR_DOMAIN_PROCESS_SIGNAL_TTIN = 21,
    VIR_DOMAIN_PROCESS_SIGNAL_TTOU = 22,
    VIR_DOMAIN_PROCESS_SIGNAL_URG = 23,
    VIR_DOMAIN_PROCESS_SIGNAL_XCPU = 24,
    VIR_DOMAIN_PROCESS_SIGNAL_XFSZ = 25,
    VIR_DOMAIN_PROCESS_SIGNAL_VTALRM = 26,
    VIR_DOMAIN_PROCESS_SIGNAL_PROF = 27,
    VIR_DOMAIN_PROCESS_SIGNAL_WINCH = 28,
    VIR_DOMAIN_PROCESS_SIGNAL_POLL = 29,
    VIR_DOMAIN_PROCESS_SIGNAL_PWR = 30,
    VIR_DOMAIN_PROCESS_SIGNAL_SYS = 31,
    VIR_DOMAIN_PROCESS_SIGNAL_RT0 = 32,
    VIR_DOMAIN_PROCESS_SIGNAL_RT1 = 33,
    VIR_DOMAIN_PROCESS_SIGNAL_RT2 = 34,
    VIR_DOMAIN_PROCESS_SIGNAL_RT3 = 35,
    VIR_DOMAIN_PROCESS_SIGNAL_RT4 = 36,
    VIR_DOMAIN_PROCESS_SIGNAL_RT5 = 37,
    VIR_DOMAIN_PROCESS_SIGNAL_RT6 = 38,
    VIR_DOMAIN_PROCESS_SIGNAL_RT7 = 39,
    VIR_DOMAIN_PROCESS_SIGNAL_RT8 = 40,
    VIR_DOMAIN_PROCESS_SIGNAL_RT9 = 41,
    VIR_DOMAIN_PROCESS_SIGNAL_RT10 = 42,
    VIR_DOMAIN_PROCESS_SIGNAL_RT11 = 43,
    VIR_DOMAIN_PROCESS_SIGNAL_RT12 = 44,
    VIR_DOMAIN_PROCESS_SIGNAL_RT13 = 45,
    VIR_DOMAIN_PROCESS_SIGNAL_RT14 = 46,
    VIR_DOMAIN_PROCESS_SIGNAL_RT15 = 47,
    VIR_DOMAIN_PROCESS_SIGNAL_RT16 = 48,
    VIR_DOMAIN_PROCESS_SIGNAL_RT17 = 49,
    VIR_DOMAIN_PROCESS_SIGNAL_RT18 = 50,
    VIR_DOMAIN_PROCESS_SIGNAL_RT19 = 51,
    VIR_DOMAIN_PROCESS_SIGNAL_RT20 = 52,
    VIR_DOMAIN_PROCESS_SIGNAL_RT21 = 53,
    VIR_DOMAIN_PROCESS_SIGNAL_RT22 = 54,
    VIR_DOMAIN_PROCESS_SIGNAL_RT23 = 55,
    VIR_DOMAIN_PROCESS_SIGNAL_RT24 = 56,
    VIR_DOMAIN_PROCESS_SIGNAL_RT25 = 57,
    VIR_DOMAIN_PROCESS_SIGNAL_RT26 = 58,
    VIR_DOMAIN_PROCESS_SIGNAL_RT27 = 59,
    VIR_DOMAIN_PROCESS_SIGNAL_RT28 = 60,
    VIR_DOMAIN_PROCESS_SIGNAL_RT29 = 61,
    VIR_DOMAIN_PROCESS_SIGNAL_RT30 = 62,
    VIR_DOMAIN_PROCESS_SIGNAL_RT31 = 63,
    VIR_DOMAIN_PROCESS_SIGNAL_RT32 = 64,
#ifdef VIR_ENUM_SENTINELS
    VIR_DOMAIN_PROCESS_SIGNAL_LAST = 65, /* one more than the last */
#endif
} virDomainProcessSignal;

/* What happens to the labels of files that are handed over. Since 9.0.0. */
typedef enum {
    VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE = 1 << 0,
    VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE = 1 << 1,
} virDomainFDAssociateFlags;

/* The sizes of a disk, in bytes. Since 0.8.1. */
typedef struct _virDomainBlockInfo {
    unsigned long long capacity;   /* what the guest sees */
    unsigned long long allocation; /* the highest offset in use, or what the host has given */
    unsigned long long physical;   /* the size of the container */
} virDomainBlockInfo;
typedef virDomainBlockInfo *virDomainBlockInfoPtr;

/* The counters of a disk; -1 where the hypervisor does not tell. Since 0.3.3. */
typedef struct _virDomainBlockStats {
    long long rd_req;   /* read requests */
    long long rd_bytes; /* bytes read */
    long long wr_req;   /* write requests */
    long long wr_bytes; /* bytes written */
    long long errs;     /* errors */
} virDomainBlockStatsStruct;
typedef virDomainBlockStatsStruct *virDomainBlockStatsPtr;

/* The counters of an interface as the guest sees them; -1 where the hypervisor does not tell. Since 0.3.3. */
typedef struct _virDomainInterfaceStats {
    long long rx_bytes;   /* bytes received */
    long long rx_packets; /* packets received */
    long long rx_errs;    /* errors while receiving */
    long long rx_drop;    /* packets dropped while receiving */
    long long tx_bytes;   /* bytes sent */
    long long tx_packets; /* packets sent */
    long long tx_errs;    /* errors while sending */
    long long tx_drop;    /* packets dropped while sending */
} virDomainInterfaceStatsStruct;
typedef virDomainInterfaceStatsStruct *virDomainInterfaceStatsPtr;

/* A disk on which an error happened. Since 0.9.10. */
typedef struct _virDomainDiskError {
    char *disk; /* its target name, freed by the caller */
    int error;  /* a virDomainDiskErrorCode */
} virDomainDiskError;
typedef virDomainDiskError *virDomainDiskErrorPtr;

/* One IP address of a guest. Since 1.2.14. */
typedef struct _virDomainInterfaceIPAddress {
    int type;            /* a virIPAddrType */
    char *addr;          /* as text */
    unsigned int prefix; /* bits of the network */
} virDomainIPAddress;
typedef virDomainIPAddress *virDomainIPAddressPtr;

/* The addresses of one interface of a guest. Freed with virDomainInterfaceFree. Since 1.2.14. */
typedef struct _virDomainInterface {
    char *name;                  /* as the guest or the host calls it */
    char *hwaddr;                /* the MAC address, or NULL */
    unsigned int naddrs;         /* how many addresses */
    virDomainIPAddressPtr addrs; /* the addresses */
} virDomainInterface;
typedef virDomainInterface *virDomainInterfacePtr;

/* The old names of a typed parameter, for programs written before it had one name. Since 0.9.0. */
#define VIR_DOMAIN_BLKIO_FIELD_LENGTH VIR_TYPED_PARAM_FIELD_LENGTH
#define _virBlkioParameter _virTypedParameter
typedef struct _virTypedParameter virBlkioParameter;
typedef virBlkioParameter *virBlkioParameterPtr;

#ifdef __cplusplus
}
#endif

#endif
