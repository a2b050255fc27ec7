/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Virtual networks and their ports. */
#ifndef LIBVIRT_NETWORK_H
#define LIBVIRT_NETWORK_H

#include <libvirt/libvirt-host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A handle on a network. Opaque; counted, and freed by virNetworkFree. */
typedef struct _virNetwork virNetwork;
typedef virNetwork *virNetworkPtr;

/* A handle on a port. Opaque; counted, and freed by virNetworkPortFree. */
typedef struct _virNetworkPort virNetworkPort;
typedef virNetworkPort *virNetworkPortPtr;

/* Parameters of virNetworkPortGetParameters; uint, as the host sees the guest's traffic. */
#define VIR_NETWORK_PORT_BANDWIDTH_IN_AVERAGE "inbound.average"   /* KiB per second */
#define VIR_NETWORK_PORT_BANDWIDTH_IN_PEAK "inbound.peak"         /* KiB per second in a burst */
#define VIR_NETWORK_PORT_BANDWIDTH_IN_BURST "inbound.burst"       /* KiB in a burst */
#define VIR_NETWORK_PORT_BANDWIDTH_IN_FLOOR "inbound.floor"       /* KiB per second guaranteed */
#define VIR_NETWORK_PORT_BANDWIDTH_OUT_AVERAGE "outbound.average" /* KiB per second */
#define VIR_NETWORK_PORT_BANDWIDTH_OUT_PEAK "outbound.peak"       /* KiB per second in a burst */
#define VIR_NETWORK_PORT_BANDWIDTH_OUT_BURST "outbound.burst"     /* KiB in a burst */

/* What a network's XML shows. Since 0.9.10. */
typedef enum {
    VIR_NETWORK_XML_INACTIVE = 1 << 0,
} virNetworkXMLFlags;

/* Which networks are listed: one match within a group is enough, every group named must match. Since 0.10.2.
 */
typedef enum {
    VIR_CONNECT_LIST_NETWORKS_INACTIVE = 1 << 0,
    VIR_CONNECT_LIST_NETWORKS_ACTIVE = 1 << 1,
    VIR_CONNECT_LIST_NETWORKS_PERSISTENT = 1 << 2,
    VIR_CONNECT_LIST_NETWORKS_TRANSIENT = 1 << 3,
    VIR_CONNECT_LIST_NETWORKS_AUTOSTART = 1 << 4,
    VIR_CONNECT_LIST_NETWORKS_NO_AUTOSTART = 1 << 5,
} virConnectListAllNetworksFlags;

/* How a network is started. Since 7.8.0. */
typedef enum {
    VIR_NETWORK_CREATE_VALIDATE = 1 << 0,
} virNetworkCreateFlags;

/* How a network's definition is stored. Since 7.7.0. */
typedef enum {
    VIR_NETWORK_DEFINE_VALIDATE = 1 << 0,
} virNetworkDefineFlags;

/* What is done to a part of a network. Since 0.10.2. */
typedef enum {
    VIR_NETWORK_UPDATE_COMMAND_NONE = 0,
    VIR_NETWORK_UPDATE_COMMAND_MODIFY = 1,
    VIR_NETWORK_UPDATE_COMMAND_DELETE = 2,
    VIR_NETWORK_UPDATE_COMMAND_ADD_LAST = 3,
    VIR_NETWORK_UPDATE_COMMAND_ADD_FIRST = 4,
#ifdef VIR_ENUM_SENTINELS
    VIR_NETWORK_UPDATE_COMMAND_LAST = 5, /* one more than the last */
#endif
} virNetworkUpdateCommand;

/* Which part of a network is changed. Since 0.10.2. */
typedef enum {
    VIR_NETWORK_SECTION_NONE = 0,
    VIR_NETWORK_SECTION_BRIDGE = 1,
    VIR_NETWORK_SECTION_DOMAIN = 2,
    VIR_NETWORK_SECTION_IP = 3,
    VIR_NETWORK_SECTION_IP_DHCP_HOST = 4,
    VIR_NETWORK_SECTION_IP_DHCP_RANGE = 5,
    VIR_NETWORK_SECTION_FORWARD = 6,
    VIR_NETWORK_SECTION_FORWARD_INTERFACE = 7,
    VIR_NETWORK_SECTION_FORWARD_PF = 8,
    VIR_NETWORK_SECTION_PORTGROUP = 9,
    VIR_NETWORK_SECTION_DNS_HOST = 10,
    VIR_NETWORK_SECTION_DNS_TXT = 11,
    VIR_NETWORK_SECTION_DNS_SRV = 12,
#ifdef VIR_ENUM_SENTINELS
    VIR_NETWORK_SECTION_LAST = 13, /* one more than the last */
#endif
} virNetworkUpdateSection;

/* What a change of a network applies to. Since 0.10.2. */
typedef enum {
    VIR_NETWORK_UPDATE_AFFECT_CURRENT = 0,
    VIR_NETWORK_UPDATE_AFFECT_LIVE = 1 << 0,
    VIR_NETWORK_UPDATE_AFFECT_CONFIG = 1 << 1,
} virNetworkUpdateFlags;

/* What happened in a network's life. Since 1.2.1. */
typedef enum {
    VIR_NETWORK_EVENT_DEFINED = 0,
    VIR_NETWORK_EVENT_UNDEFINED = 1,
    VIR_NETWORK_EVENT_STARTED = 2,
    VIR_NETWORK_EVENT_STOPPED = 3,
#ifdef VIR_ENUM_SENTINELS
    VIR_NETWORK_EVENT_LAST = 4, /* one more than the last */
#endif
} virNetworkEventLifecycleType;

/* Which events of networks are meant; decides the type of the callback. Since 1.2.1. */
typedef enum {
    VIR_NETWORK_EVENT_ID_LIFECYCLE = 0,
#ifdef VIR_ENUM_SENTINELS
    VIR_NETWORK_EVENT_ID_LAST = 1, /* one more than the last */
#endif
} virNetworkEventID;

/* The family of an IP address. Since 1.2.6. */
typedef enum {
    VIR_IP_ADDR_TYPE_IPV4 = 0,
    VIR_IP_ADDR_TYPE_IPV6 = 1,
#ifdef VIR_ENUM_SENTINELS
    VIR_IP_ADDR_TYPE_LAST = 2, /* one more than the last */
#endif
} virIPAddrType;

/* How a port is made. Since 5.5.0. */
typedef enum {
    VIR_NETWORK_PORT_CREATE_RECLAIM = 1 << 0,
    VIR_NETWORK_PORT_CREATE_VALIDATE = 1 << 1, /* since 7.8.0 */
} virNetworkPortCreateFlags;

/* An address that a network handed out. Freed with virNetworkDHCPLeaseFree; texts may be NULL. Since 1.2.6.
 */
typedef struct _virNetworkDHCPLease {
    char *iface;          /* the network's bridge */
    long long expirytime; /* seconds since 1970 */
    int type;             /* a virIPAddrType */
    char *mac;            /* the guest's MAC address */
    char *iaid;           /* the identity association of DHCPv6 */
    char *ipaddr;         /* the address */
    unsigned int prefix;  /* bits of the network */
    char *hostname;       /* the name that the guest gave */
    char *clientid;       /* the client id, or the DUID of DHCPv6 */
} virNetworkDHCPLease;
typedef virNetworkDHCPLease *virNetworkDHCPLeasePtr;

/* Stands for the type that belongs to a virNetworkEventID. */
typedef void (*virConnectNetworkEventGenericCallback)(virConnectPtr connection, virNetworkPtr network,
                                                      void *opaque);

/* LIFECYCLE: a virNetworkEventLifecycleType; detail is 0. */
typedef void (*virConnectNetworkEventLifecycleCallback)(virConnectPtr connection, virNetworkPtr network,
                                                        int event, int detail, void *opaque);

/* Casts the callback of one network event for registration. */
#define VIR_NETWORK_EVENT_CALLBACK(cb) ((virConnectNetworkEventGenericCallback)(void (*)(void))(cb))

#ifdef __cplusplus
}
#endif

#include <libvirt/calls-network.h>
#include <libvirt/calls-port.h>

#endif
