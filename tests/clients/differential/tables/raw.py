# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the binding does not let through: arguments that only a C program can give."""
import ctypes
import struct

import libvirt

from case import Case
from null_arguments import Error, text
from outcome import masked

STATES = ("off", "running")
# Where nothing is found any more, the calls that only count answer all the same.
COUNTED_STATES = ("gone", "transient", "read-only off")
COUNTED = ("virDomainGetBlkioParameters", "virDomainGetMemoryParameters", "virDomainGetNumaParameters",
           "virDomainGetBlockIoTune", "virDomainGetInterfaceParameters", "virDomainOpenGraphics", "virDomainFDAssociate")
NULL = None
DOMAIN = "the domain"
CONNECTION = "the connection"


class Buffer:
    """Room for so many bytes, zeroed; what it holds afterwards is told in hex when it is small."""

    def __init__(self, size, label=""):
        self.size = size
        self.label = label or f"{size} bytes"


class Number:
    """A place for an int, with what it holds before."""

    def __init__(self, value):
        self.value = value
        self.label = f"&{value}"


class Params:
    """An array of typed parameters: (name, virTypedParameterType, value) each."""

    SIZE = 96

    def __init__(self, *items):
        self.items = items
        self.label = "params " + ", ".join(f"{name[:20]}:{kind}={value}" for name, kind, value in items)

    def memory(self, kept):
        array = ctypes.create_string_buffer(self.SIZE * len(self.items))
        for place, (name, kind, value) in enumerate(self.items):
            start = place * self.SIZE
            array[start:start + min(len(name), 80)] = name.encode()[:80]
            array[start + 80:start + 84] = struct.pack("=i", kind)
            if isinstance(value, str):
                kept.append(ctypes.create_string_buffer(value.encode()))
                value = ctypes.addressof(kept[-1])
            array[start + 88:start + 96] = struct.pack("=d", value) if isinstance(value,
                float) else struct.pack("=q", value)
        return array


INFO, BIG = Buffer(64, "room"), Buffer(4096, "much room")
ROOM = Buffer(4096, "more room")
UUID_BYTES = bytes.fromhex("11111111222233334444555555555555")

# Symbol, result ("int", "long", "text", "handle"), arguments.
CALLS = [
    ("virDomainGetInfo", "int", DOMAIN, NULL),
    ("virDomainGetState", "int", DOMAIN, NULL, NULL, 0), ("virDomainGetState", "int", DOMAIN, Number(9), NULL, 0),
    ("virDomainGetControlInfo", "int", DOMAIN, NULL, 0),
    ("virDomainGetAutostart", "int", DOMAIN, NULL),
    ("virDomainGetUUID", "int", DOMAIN, NULL), ("virDomainGetUUIDString", "int", DOMAIN, NULL),
    ("virDomainGetSchedulerType", "text", DOMAIN, NULL), ("virDomainGetSchedulerType", "text", DOMAIN, Number(-1)),
    *[(symbol, "int", DOMAIN, *arguments)
      for symbol in ("virDomainGetSchedulerParametersFlags", "virDomainGetBlkioParameters",
                     "virDomainGetMemoryParameters",
                     "virDomainGetNumaParameters")
      for arguments in ((NULL, NULL, 0), (NULL, Number(0), 0), (NULL, Number(1), 0), (NULL, Number(-1), 0),
                        (BIG, Number(0), 0),
                        (BIG, Number(1), 0), (BIG, Number(-1), 0), (NULL, Number(0), 4), (NULL, Number(0), 3),
                        (NULL, Number(0), 8))],
    ("virDomainGetSchedulerParameters", "int", DOMAIN, NULL, NULL),
    ("virDomainGetSchedulerParameters", "int", DOMAIN, BIG, Number(0)),
    ("virDomainGetSchedulerParameters", "int", DOMAIN, BIG, Number(-1)),
    ("virDomainGetSchedulerParameters", "int", DOMAIN, BIG, Number(1)),
    *[(symbol, "int", DOMAIN, *arguments, 0)
      for symbol in ("virDomainSetSchedulerParametersFlags", "virDomainSetBlkioParameters",
                     "virDomainSetMemoryParameters",
                     "virDomainSetNumaParameters", "virDomainSetPerfEvents")
      for arguments in ((NULL, 0), (NULL, 1), (NULL, -1), (BIG, 0), (BIG, -1))],
    *[(symbol, "int", DOMAIN, *device, params, len(params.items), flags)
      for symbol, device, name in (("virDomainSetSchedulerParametersFlags", (), "weight"),
                                   ("virDomainSetBlkioParameters", (), "weight"),
                                   ("virDomainSetMemoryParameters", (), "hard_limit"),
                                   ("virDomainSetNumaParameters", (), "numa_mode"),
                                   ("virDomainSetPerfEvents", (), "cmt"),
                                   ("virDomainSetBlockIoTune", (b"vda",), "total_bytes_sec_max"),
                                   ("virDomainSetInterfaceParameters", (b"guest0",), "inbound.average"),
                                   ("virDomainSetIOThreadParams", (1,), "poll_grow"))
      for params in (Params((name, 2, 1)), Params((name, 4, 1)), Params((name, 1, 1)), Params((name, 6, 1)),
                     Params((name, 7, "text")),
                     Params(("nonsense", 2, 1)), Params((name, 4, 1), (name, 4, 2)), Params((name, 99, 1)),
                     Params(("x" * 90, 2, 1)))
      for flags in (0, 3)],
    *[(symbol, "int", DOMAIN, name, *arguments, 0)
      for symbol in ("virDomainGetBlockIoTune", "virDomainGetInterfaceParameters",
                     "virDomainBlockStatsFlags") for name in (NULL, b"vda", b"")
      for arguments in ((NULL, NULL), (NULL, Number(0)), (NULL, Number(-1)), (BIG, Number(0)), (BIG, Number(-1)))],
    *[(symbol, "int", DOMAIN, name, *arguments, 0)
      for symbol in ("virDomainSetBlockIoTune", "virDomainSetInterfaceParameters") for name in (NULL, b"vda")
      for arguments in ((NULL, 0), (NULL, 1), (BIG, 0), (BIG, -1))],
    *[("virDomainBlockStats", "int", DOMAIN, *arguments)
      for arguments in ((NULL, INFO, 40), (b"vda", NULL, 40), (b"vda", INFO, 41), (b"vda", INFO, 48),
                        (b"vdz", INFO, 40), (b"", INFO, 40))],
    *[("virDomainInterfaceStats", "int", DOMAIN, *arguments)
      for arguments in ((NULL, INFO, 64), (b"guest0", NULL, 64), (b"guest0", INFO, 72), (b"", INFO, 64),
                        (b"none", INFO, 64))],
    *[("virDomainMemoryStats", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (NULL, 5, 0), (BIG, 0, 0),
        (BIG, 1, 0), (BIG, 100, 0), (BIG, 5, 1))],
    *[("virDomainGetBlockInfo", "int", DOMAIN, *arguments) for arguments in ((NULL, INFO, 0), (b"vda", NULL, 0),
        (b"", INFO, 0), (b"vda", INFO, 1))],
    *[("virDomainGetVcpus", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 1, NULL, 0), (BIG, 0, NULL, 0), (BIG, -1, NULL, 0), (BIG, 1, NULL, 0),
                        (BIG, 100, NULL, 0), (BIG, 1, NULL, 1), (BIG, 1, BIG, 0),
                        (BIG, 1, BIG, -1), (BIG, 4, BIG, 1), (BIG, 4, BIG, 2), (BIG, 2 ** 31 - 1, BIG, 2 ** 31 - 1))],
    *[("virDomainGetVcpuPinInfo", "int", DOMAIN, *arguments)
      for arguments in ((1, NULL, 0, 0), (0, BIG, 1, 0), (-1, BIG, 1, 0), (1, BIG, 0, 0), (4, BIG, 2, 0),
                        (9, BIG, 2, 0), (4, BIG, 2, 3),
                        (2 ** 31 - 1, BIG, 2 ** 31 - 1, 0))],
    *[("virDomainGetEmulatorPinInfo", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 1, 0), (BIG, 0, 0), (BIG, -1, 0), (BIG, 2, 0), (BIG, 2, 3), (BIG, 2, 8))],
    *[("virDomainPinVcpu", "int", DOMAIN, *arguments) for arguments in ((0, NULL, 1), (0, b"\x01", 0),
        (0, b"\x01", -1), (0, b"\x01", 1), (9, b"\x01", 1), (0, b"\x00", 1))],
    *[("virDomainPinVcpuFlags", "int", DOMAIN, *arguments) for arguments in ((0, NULL, 1, 0), (0, b"\x01", 0, 0),
        (0, b"\x01", 1, 3), (0, b"\x01", 1, 2))],
    *[("virDomainPinEmulator", "int", DOMAIN, *arguments) for arguments in ((NULL, 1, 0), (b"\x01", 0, 0),
        (b"\x01", -1, 0), (b"\x01", 1, 3), (b"\x01", 1, 8))],
    *[("virDomainPinIOThread", "int", DOMAIN, *arguments) for arguments in ((1, NULL, 1, 0), (1, b"\x01", 0, 0),
        (1, b"\x01", 1, 3), (0, b"\x01", 1, 0), (9, b"\x01", 1, 0))],
    *[("virDomainGetIOThreadInfo", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 0), (Buffer(8), 3), (Buffer(8), 8))],
    *[("virDomainSetIOThreadParams", "int", DOMAIN, *arguments)
      for arguments in ((1, NULL, 0, 0), (1, BIG, 0, 0), (0, BIG, 1, 0), (1, NULL, 1, 0), (1, BIG, -1, 0))],
    *[("virDomainSendKey", "int", DOMAIN, *arguments)
      for arguments in ((0, 0, NULL, 1, 0), (0, 0, BIG, 0, 0), (0, 0, BIG, -1, 0), (0, 0, BIG, 16, 0),
                        (0, 0, BIG, 17, 0), (11, 0, BIG, 1, 0), (99, 0, BIG, 1, 0),
                        (0, 0, BIG, 1, 1))],
    *[("virDomainGetMetadata", "text", DOMAIN, *arguments)
      for arguments in ((0, NULL, 0), (0, b"urn:x", 0), (1, b"urn:x", 0), (2, NULL, 0), (2, b"", 0),
                        (2, b"http://example.org/app", 0), (2, b"http://example.org/app", 3),
                        (2, b"\xff", 0), (7, NULL, 0), (-1, NULL, 0), (7, b"urn:x", 0))],
    *[("virDomainSetMetadata", "int", DOMAIN, *arguments)
      for arguments in ((0, b"x", NULL, NULL, 0), (0, b"x", b"k", NULL, 0), (0, b"x", NULL, b"u", 0),
                        (1, b"a\nb", NULL, NULL, 0), (1, b"a\nb", b"k", b"u", 0),
                        (2, b"<x/>", NULL, NULL, 0), (2, b"<x/>", b"k", NULL, 0), (2, b"<x/>", NULL, b"u", 0),
                        (2, NULL, NULL, b"u", 0), (2, b"<x/>", b"k", b"urn:u", 0),
                        (2, b"<x/>", b"k", b"urn:u", 3), (0, b"x", NULL, NULL, 3), (0, b"\xff", NULL, NULL, 0),
                        (9, b"x", NULL, NULL, 0), (9, b"x", b"k", b"u", 0),
                        (0, b"x", NULL, NULL, 8))],
    *[("virDomainRename", "int", DOMAIN, *arguments) for arguments in ((NULL, 0), (b"", 0), (b"\xff", 0),
        (b"ok", 1))],
    *[("virDomainSave", "int", DOMAIN, path) for path in (NULL, b"", b"/proc/none/x")],
    *[("virDomainSaveFlags", "int", DOMAIN, *arguments) for arguments in ((NULL, NULL, 0),
        (b"/proc/none/x", NULL, 6), (b"/proc/none/x", NULL, 1), (b"/proc/none/x", b"<x/>", 0))],
    *[("virDomainSaveParams", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (BIG, 0, 0), (BIG, -1, 0))],
    *[("virDomainManagedSave", "int", DOMAIN, flags) for flags in (6, 7)],
    *[("virDomainCoreDump", "int", DOMAIN, *arguments) for arguments in ((NULL, 0), (b"/proc/none/x", 0),
        (b"/proc/none/x", 3), (b"/proc/none/x", 5), (b"/proc/none/x", 6),
                                                                        (b"/proc/none/x", 17),
                                                                        (b"/proc/none/x", 24))],
    *[("virDomainCoreDumpWithFormat", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 0, 0), (b"/proc/none/x", 1, 0), (b"/proc/none/x", 5, 0), (b"/proc/none/x", 6, 0),
                                                                                   (b"/proc/none/x", 99, 0),
                                                                                   (b"/proc/none/x", 0, 3),
                                                                                   (b"/proc/none/x", 0, 6))],
    *[("virDomainScreenshot", "text", DOMAIN, NULL, 0, 0)],
    *[("virDomainGetHostname", "text", DOMAIN, flags) for flags in (0, 1, 3)],
    *[("virDomainGetTime", "int", DOMAIN, *arguments) for arguments in ((NULL, NULL, 0), (Buffer(8), Number(0), 1))],
    *[("virDomainSetTime", "int", DOMAIN, *arguments) for arguments in ((5, 6, 0), (-5, 6, 0), (5, 2000000000, 0),
        (5, 6, 1), (5, 6, 2))],
    *[("virDomainSetUserPassword", "int", DOMAIN, *arguments)
      for arguments in ((NULL, b"x", 0), (b"x", NULL, 0), (b"x", b"y", 2))],
    *[("virDomainFSTrim", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (b"", 0, 0), (b"/", 0, 1))],
    *[("virDomainFSFreeze", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (NULL, 1, 0), (BIG, 0, 0),
        (NULL, 0, 1))],
    *[("virDomainFSThaw", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (NULL, 1, 0), (BIG, 0, 0),
        (NULL, 0, 1))],
    *[("virDomainGetFSInfo", "int", DOMAIN, *arguments) for arguments in ((NULL, 0), (Buffer(8), 1))],
    *[("virDomainGetGuestVcpus", "int", DOMAIN, *arguments) for arguments in ((NULL, NULL, 0),
        (Buffer(8), Buffer(4), 1))],
    *[("virDomainSetGuestVcpus", "int", DOMAIN, *arguments) for arguments in ((NULL, 1, 0), (b"", 1, 0),
        (b"0", 5, 0), (b"0", -1, 0), (b"0", 1, 1))],
    *[("virDomainSetVcpu", "int", DOMAIN, *arguments) for arguments in ((NULL, 1, 0), (b"", 1, 0), (b"3", 5, 0),
        (b"3", 1, 3))],
    *[("virDomainInterfaceAddresses", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 0, 0), (Buffer(8), 3, 0), (Buffer(8), 9, 0), (Buffer(8), 0, 1))],
    *[("virDomainGetCPUStats", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 0, -1, 1, 0), (NULL, 0, 0, 0, 0), (NULL, 0, 0, 1, 0), (NULL, 1, 0, 1, 0),
                        (BIG, 0, 0, 1, 0), (BIG, 1, -1, 2, 0), (BIG, 1, -2, 1, 0),
                        (BIG, 1, 0, 0, 0), (BIG, 1, 0, 200, 0), (NULL, 0, -1, 1, 4))],
    *[("virDomainGetDiskErrors", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 0), (NULL, 1, 0),
        (BIG, 0, 0), (BIG, 5, 0), (BIG, 5, 1))],
    *[("virDomainGetPerfEvents", "int", DOMAIN, *arguments) for arguments in ((NULL, NULL, 0), (Buffer(8), NULL, 0),
        (Buffer(8), Number(0), 3), (Buffer(8), Number(0), 8))],
    *[("virDomainGetJobStats", "int", DOMAIN, *arguments) for arguments in ((NULL, NULL, NULL, 0),
        (Number(0), Buffer(8), Number(0), 0), (Number(0), Buffer(8), Number(0), 8))],
    ("virDomainGetJobInfo", "int", DOMAIN, NULL),
    *[("virDomainGetSecurityLabel", "int", DOMAIN, NULL)], ("virDomainGetSecurityLabelList", "int", DOMAIN, NULL),
    *[("virDomainGetMessages", "int", DOMAIN, *arguments) for arguments in ((NULL, 0), (Buffer(8), 0),
        (Buffer(8), 1), (Buffer(8), 4))],
    *[("virDomainGetLaunchSecurityInfo", "int", DOMAIN, *arguments)
      for arguments in ((Buffer(8), Number(0), 0), (Buffer(8), Number(0), 8))],
    *[("virDomainOpenConsole", "int", DOMAIN, name, NULL, 0) for name in (NULL, b"serial0")],
    *[("virDomainOpenChannel", "int", DOMAIN, name, NULL, 0) for name in (NULL, b"x")],
    *[("virDomainOpenGraphics", "int", DOMAIN, 0, fd, 0) for fd in (-1, 0, 1 << 20)],
    *[("virDomainOpenGraphicsFD", "int", DOMAIN, 0, flags) for flags in (0, 1, 2)],
    *[("virDomainFDAssociate", "int", DOMAIN, b"files", *arguments)
      for arguments in ((0, NULL, 0), (1, NULL, 0), (0, BIG, 0), (1, BIG, 0), (1, BIG, 8))],
    *[(symbol, "int", DOMAIN, *device, params, count, flags)
      for symbol, devices in (("virDomainGetBlkioParameters", ((),)), ("virDomainGetMemoryParameters", ((),)),
                              ("virDomainGetNumaParameters", ((),)),
                              ("virDomainGetBlockIoTune", ((b"vda",), (b"none",), (NULL,))),
                              ("virDomainGetInterfaceParameters", ((b"guest0",), (b"none",))))
      for device in devices
      for params, count in ((ROOM, Number(0)), (ROOM, Number(1)))
      for flags in (1, 2, 3, 4, 8)],
    *[(symbol, "int", DOMAIN, xml, *flags) for symbol, flags in (("virDomainAttachDevice", ()),
        ("virDomainDetachDevice", ()), ("virDomainAttachDeviceFlags", (0,)),
                                                                  ("virDomainDetachDeviceFlags", (0,)),
                                                                  ("virDomainUpdateDeviceFlags", (0,)))
      for xml in (NULL, b"", b"\xff")],
    *[("virDomainDetachDeviceAlias", "int", DOMAIN, alias, 0) for alias in (NULL, b"")],
    *[("virDomainBlockPeek", "int", DOMAIN, *arguments) for arguments in ((NULL, 0, 1, BIG, 0),
        (b"vda", 0, 1, NULL, 0), (b"vda", 0, 0, NULL, 0), (b"", 0, 1, BIG, 0))],
    *[("virDomainMemoryPeek", "int", DOMAIN, *arguments) for arguments in ((0, 1, NULL, 1), (0, 1, BIG, 0),
        (0, 1, BIG, 3), (0, 0, NULL, 1))],
    *[("virDomainBlockResize", "int", DOMAIN, *arguments) for arguments in ((NULL, 1, 0), (b"vda", 2 ** 62, 0))],
    *[("virDomainSnapshotCreateXML", "handle", DOMAIN, *arguments)
      for arguments in ((NULL, 0), (b"", 0), (b"<domainsnapshot/>", 2), (b"<domainsnapshot/>", 3),
                        (b"<domainsnapshot/>", 40),
                                                                                     (b"<domainsnapshot/>", 96))],
    *[("virDomainSnapshotListNames", "int", DOMAIN, *arguments)
      for arguments in ((NULL, 0, 0), (NULL, 1, 0), (BIG, -1, 0), (BIG, 5, 0))],
    *[("virDomainSnapshotLookupByName", "handle", DOMAIN, name, 0) for name in (NULL, b"", b"x")],
    *[("virDomainListAllSnapshots", "int", DOMAIN, *arguments) for arguments in ((NULL, 0), (NULL, 1 << 29))],
    *[("virDomainCheckpointLookupByName", "handle", DOMAIN, name, 0) for name in (NULL, b"x")],
    *[("virDomainAddIOThread", "int", DOMAIN, *arguments) for arguments in ((0, 0), (3, 3))],
    *[("virDomainSetLifecycleAction", "int", DOMAIN, *arguments) for arguments in ((0, 0, 3), (9, 0, 0), (0, 9, 0))],
    *[("virDomainMigrate", "handle", DOMAIN, NULL, 0, NULL, NULL, 0)],
    *[("virDomainMigrateToURI", "int", DOMAIN, uri, 0, NULL, 0) for uri in (NULL, b"", b"test:///default")],
    *[("virConnectListDomains", "int", CONNECTION, *arguments)
      for arguments in ((NULL, 0), (NULL, 5), (BIG, -1), (BIG, 0), (BIG, 1), (BIG, 50))],
    *[("virConnectListDefinedDomains", "int", CONNECTION, *arguments)
      for arguments in ((NULL, 0), (NULL, 5), (BIG, -1), (BIG, 0), (BIG, 50))],
    *[("virConnectListAllDomains", "int", CONNECTION, NULL, flags) for flags in (0, 1, 2, 3, 1 << 20)],
    *[("virDomainLookupByName", "handle", CONNECTION, name) for name in (NULL, b"", b"\xff", b"guest")],
    *[("virDomainLookupByUUID", "handle", CONNECTION, uuid) for uuid in (NULL, UUID_BYTES)],
    *[("virDomainLookupByUUIDString", "handle", CONNECTION, uuid)
      for uuid in (NULL, b"", b"x", b" 11111111-2222-3333-4444-555555555555",
                   b"11111111-2222-3333-4444-555555555555 ")],
    *[(symbol, "handle", CONNECTION, xml, *flags) for symbol,
      flags in (("virDomainDefineXML", ()), ("virDomainDefineXMLFlags", (0,)), ("virDomainCreateXML", (0,)),
                ("virDomainCreateLinux", (0,)))
      for xml in (NULL, b"", b"\xff", b"<domain type='test'><name>\xff</name></domain>")],
    *[("virDomainRestore", "int", CONNECTION, path) for path in (NULL, b"", b"/nowhere")],
    *[("virDomainRestoreFlags", "int", CONNECTION, *arguments)
      for arguments in ((NULL, NULL, 0), (b"/nowhere", NULL, 6), (b"/nowhere", NULL, 1), (b"/nowhere", b"<x/>", 0))],
    *[("virDomainRestoreParams", "int", CONNECTION, *arguments) for arguments in ((NULL, 0, 0), (BIG, 0, 0))],
    *[("virDomainSaveImageGetXMLDesc", "text", CONNECTION, *arguments)
      for arguments in ((NULL, 0), (b"/nowhere", 0), (b"/nowhere", 1))],
    *[("virDomainSaveImageDefineXML", "int", CONNECTION, *arguments)
      for arguments in ((NULL, b"x", 0), (b"/nowhere", NULL, 0), (b"/nowhere", b"x", 6))],
    ("virNodeGetInfo", "int", CONNECTION, NULL), ("virNodeGetSecurityModel", "int", CONNECTION, NULL),
    ("virConnectGetVersion", "int", CONNECTION, NULL),
    ("virConnectGetLibVersion", "int", CONNECTION, NULL),
    *[("virNodeGetCellsFreeMemory", "int", CONNECTION, *arguments)
      for arguments in ((NULL, 0, 1), (BIG, 0, 0), (BIG, 0, -1), (BIG, -1, 1), (BIG, 0, 1), (BIG, 0, 50),
                        (BIG, 1, 1), (BIG, 9, 1))],
    *[("virNodeGetCPUMap", "int", CONNECTION, *arguments) for arguments in ((NULL, NULL, 0),
        (Buffer(8), Number(0), 0), (NULL, NULL, 1))],
    *[("virNodeGetFreePages", "int", CONNECTION, *arguments)
      for arguments in ((0, BIG, 0, 1, BIG, 0), (1, NULL, 0, 1, BIG, 0), (1, BIG, 0, 0, BIG, 0),
                        (1, BIG, 0, 1, NULL, 0), (1, BIG, 0, 1, BIG, 1))],
    *[("virNodeGetCPUStats", "int", CONNECTION, *arguments) for arguments in ((0, NULL, NULL, 0),
        (-2, NULL, Number(0), 0), (0, BIG, Number(-1), 0), (0, BIG, Number(0), 0))],
    *[("virNodeGetMemoryStats", "int", CONNECTION, *arguments)
      for arguments in ((0, NULL, NULL, 0), (-2, NULL, Number(0), 0), (0, BIG, Number(-1), 0))],
    *[("virNodeSuspendForDuration", "int", CONNECTION, *arguments)
      for arguments in ((0, 60, 0), (0, 60, 1), (9, 60, 0))],
    *[("virConnectGetAllDomainStats", "int", CONNECTION, *arguments) for arguments in ((0, NULL, 0), (0, NULL, 3))],
    *[("virDomainListGetStats", "int", *arguments) for arguments in ((NULL, 0, Buffer(8), 0), (BIG, 0, Buffer(8), 0),
        (BIG, 0, NULL, 0))],
    *[("virConnectGetCPUModelNames", "int", CONNECTION, *arguments)
      for arguments in ((NULL, NULL, 0), (b"x86_64", NULL, 1))],
    *[("virConnectCompareCPU", "int", CONNECTION, *arguments) for arguments in ((NULL, 0), (b"", 0), (b"<cpu/>", 9))],
    *[("virConnectBaselineCPU", "text", CONNECTION, *arguments)
      for arguments in ((NULL, 0, 0), (NULL, 1, 0), (BIG, 0, 0), (BIG, 1, 3))],
    *[("virConnectDomainXMLFromNative", "text", CONNECTION, *arguments)
      for arguments in ((NULL, b"x", 0), (b"x", NULL, 0))],
    *[("virConnectDomainXMLToNative", "text", CONNECTION, *arguments)
      for arguments in ((NULL, b"x", 0), (b"x", NULL, 0))],
    *[("virConnectDomainEventRegisterAny", "int", CONNECTION, NULL, event, callback, NULL, NULL)
      for event in (0, -1, 99) for callback in (NULL,)],
    *[("virConnectDomainEventDeregister", "int", CONNECTION, NULL)],
    *[("virConnectSetIdentity", "int", CONNECTION, *arguments)
      for arguments in ((NULL, 0, 0), (NULL, 1, 0), (Params(("user-name", 7, "joe")), 1, 0), (BIG, 0, 1))],
    *[("virConnectSetKeepAlive", "int", CONNECTION, *arguments) for arguments in ((0, 0), (-1, 5), (5, 5), (5, 0))],
    *[("virConnectRef", "int", CONNECTION), ("virDomainRef", "int", DOMAIN)],
    *[("virConnectOpen", "handle", uri) for uri in (b"", b"\xff", b"test:///\xff")],
    *[("virConnectOpenAuth", "handle", b"test:///default", NULL, flags) for flags in (0, 1, 2, 3, 4)],
    ("virConnectIsAlive", "int", CONNECTION), ("virConnectGetMaxVcpus", "int", CONNECTION, b"\xff"),
    *[("virGetVersion", "int", *arguments) for arguments in ((NULL, NULL, NULL), (Buffer(8), b"Test", NULL),
        (Buffer(8), b"nonsense", Buffer(8)), (Buffer(8), b"QEMU", Buffer(8)),
                                                           (Buffer(8), b"test", Buffer(8)),
                                                           (NULL, b"Test", Buffer(8)))],
    *[("virConnectFindStoragePoolSources", "text", CONNECTION, NULL, NULL, 0)],
    *[("virConnectGetDomainCapabilities", "text", CONNECTION, NULL, NULL, NULL, NULL, flags) for flags in (0, 1)],
]
RESULTS = {"int": ctypes.c_int, "text": ctypes.c_char_p, "handle": ctypes.c_void_p}


def _label(argument):
    if isinstance(argument, (Buffer, Number, Params)):
        return argument.label
    return argument if argument in (DOMAIN, CONNECTION) else "NULL" if argument is None else repr(argument)


def _value(argument, world, kept):
    if argument == DOMAIN:
        return ctypes.c_void_p(world.domain.c_pointer())
    if argument == CONNECTION:
        return ctypes.c_void_p(world.connection.c_pointer())
    if isinstance(argument, Buffer):
        kept.append(ctypes.create_string_buffer(argument.size))
        return kept[-1]
    if isinstance(argument, Params):
        kept.append(argument.memory(kept))
        return kept[-1]
    if isinstance(argument, Number):
        kept.append(ctypes.c_int(argument.value))
        return ctypes.byref(kept[-1])
    return ctypes.c_void_p(None) if argument is None else ctypes.c_char_p(argument) if isinstance(argument,
        bytes) else ctypes.c_longlong(argument)


def call(world, symbol, result, arguments):
    # The binding could not hand on a message that quotes bytes which are no text.
    libvirt.registerErrorHandler(None, None)
    library = ctypes.CDLL("libvirt.so.0")
    function = getattr(library, symbol)
    function.restype = RESULTS[result]
    kept = []
    values = [_value(argument, world, kept) for argument in arguments]
    answer = function(*values)
    library.virGetLastError.restype = ctypes.POINTER(Error)
    error = library.virGetLastError()
    numbers = [place.value for place in kept if isinstance(place, ctypes.c_int)]
    facts = {"answer": "a handle" if result == "handle" and answer else masked(answer.decode(errors="replace")) if isinstance(answer, bytes) else answer,
             "numbers": numbers}
    if error:
        facts["error"] = {"code": error.contents.code, "domain": error.contents.domain, "level": error.contents.level,
                          "message": masked(text(error.contents.message) or "")}
    return facts


def cases():
    for symbol, result, *arguments in CALLS:
        name = f"{symbol}({', '.join(map(_label, arguments))})"
        for state in (*STATES, *COUNTED_STATES) if symbol in COUNTED else STATES:
            yield Case("raw", state, name,
                       lambda world, symbol=symbol, result=result,
                       arguments=arguments: call(world, symbol, result, arguments))
