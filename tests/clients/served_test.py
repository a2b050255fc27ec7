#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whatever libvirt's test driver serves, ours serves: each function that ours does not is not supported by libvirt's either.

Which functions ours does not serve is what docs/hvsupport.html tells; that page is held to the built drivers.
"""
import ctypes
import re
import socket
import sys
from pathlib import Path

import prerequisites
from null_arguments import Error, text

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hvsupport.html"
STOCK = "/usr/lib/x86_64-linux-gnu/libvirt.so.0"
NO_SUPPORT = 3
HEAD = re.compile(r"<th>([^<]*)</th>")
ROW = re.compile(r'^<tr id="(?P<name>\w+)">(?P<cells>.*)</tr>$', re.MULTILINE)
CELL = re.compile(r'<td(?: class="(\w+)")?>')

CONNECTION, DOMAIN, DEVICE = "connection", "domain", "device"
ROOM = object()
SOCKETS = socket.socketpair()

# With arguments that libvirt itself has nothing against.
CALLS = {
    "virConnectSetIdentity": (CONNECTION, None, 0, 0),
    "virConnectSetKeepAlive": (CONNECTION, 5, 5),
    "virConnectDomainXMLFromNative": (CONNECTION, b"x", b"x", 0),
    "virConnectDomainXMLToNative": (CONNECTION, b"x", b"<domain/>", 0),
    "virConnectGetDomainCapabilities": (CONNECTION, None, None, None, None, 0),
    "virDomainSetVcpu": (DOMAIN, b"0", 1, 0),
    "virDomainBlockStatsFlags": (DOMAIN, b"vda", None, ROOM, 0),
    "virDomainFDAssociate": (DOMAIN, b"x", 1, ROOM, 0),
    "virDomainOpenGraphics": (DOMAIN, 0, SOCKETS[0].fileno(), 0),
    "virDomainOpenGraphicsFD": (DOMAIN, 0, 0),
    "virDomainSetLaunchSecurityState": (DOMAIN, ROOM, 1, 0),
    "virDomainGetGuestVcpus": (DOMAIN, ROOM, ROOM, 0),
    "virDomainSetGuestVcpus": (DOMAIN, b"0", 1, 0),
    "virNodeGetSEVInfo": (CONNECTION, ROOM, ROOM, 0),
    "virNodeSuspendForDuration": (CONNECTION, 0, ctypes.c_ulonglong(60), 0),
    "virNodeDeviceDetachFlags": (DEVICE, None, 0),
    "virNodeDeviceDettach": (DEVICE,),
    "virNodeDeviceReAttach": (DEVICE,),
    "virNodeDeviceReset": (DEVICE,),
}


def unserved_functions(page):
    """The functions that have "-" in the column of the test driver."""
    column = HEAD.findall(page).index("test")
    return [row["name"] for row in ROW.finditer(page) if CELL.findall(row["cells"])[column] == "no"]


def handles(library):
    """An object of each kind on libvirt's default host."""
    for symbol in ("virConnectOpen", "virDomainLookupByName", "virNodeDeviceLookupByName"):
        getattr(library, symbol).restype = ctypes.c_void_p
    connection = ctypes.c_void_p(library.virConnectOpen(b"test:///default"))
    return {CONNECTION: connection, DOMAIN: ctypes.c_void_p(library.virDomainLookupByName(connection, b"test")),
            DEVICE: ctypes.c_void_p(library.virNodeDeviceLookupByName(connection, b"computer"))}


def failure(library, objects, symbol, arguments):
    """(code, message) of a call on libvirt; (0, "") when it succeeds."""
    kept = []

    def value(argument):
        if argument is ROOM:
            kept.append(ctypes.create_string_buffer(4096))
            return kept[-1]
        return objects[argument] if isinstance(argument, str) else argument

    library.virResetLastError()
    getattr(library, symbol)(*map(value, arguments))
    library.virGetLastError.restype = ctypes.POINTER(Error)
    error = library.virGetLastError()
    return (error.contents.code, text(error.contents.message)) if error else (0, "")


def main():
    unserved = unserved_functions(PAGE.read_text(encoding="utf-8"))
    unknown = [symbol for symbol in unserved if symbol not in CALLS]
    for symbol in unknown:
        print(f"{symbol} is not served by the test driver: say here how it is called, so that libvirt can be asked")
    library = ctypes.CDLL(STOCK)
    silence = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: None)
    library.virSetErrorFunc(None, silence)
    objects = handles(library)
    missing = []
    for symbol in unserved:
        code, message = failure(library, objects, symbol, CALLS[symbol]) if symbol in CALLS else (NO_SUPPORT, "")
        if code != NO_SUPPORT:
            missing.append(symbol)
            print(f"{symbol}: libvirt's test driver serves it, or refuses something else: {code} {message}")
    print(f"not served={len(unserved)} served by libvirt={len(missing)} not tried={len(unknown)}")
    return 1 if missing or unknown or not unserved else 0


if __name__ == "__main__":
    prerequisites.need_file(STOCK, "libvirt0 9.0.0")
    sys.exit(main())
