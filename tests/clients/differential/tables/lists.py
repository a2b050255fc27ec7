# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lists and look-ups: which domains a program finds."""
import itertools

from case import Case, connection_method, vary
from worlds import UUID

STATES = ("default", "off", "running", "paused", "transient", "saved", "unpersisted", "crashed", "gone",
          "read-only running")
# virConnectListAllDomainsFlags, one by one and in the groups that belong together.
FLAGS = sorted({0, *(1 << bit for bit in range(16)), 3, 12, 5, 6, 9, 10, 48, 64 + 128, 0x1f0, 256 + 512, 1024 + 2048,
                4096 + 8192,
                1 << 16, 1 << 30, 1 + 16, 2 + 64, 2 + 128, 1 + 256})
LOOKUPS = {
    "lookupByName": [("guest", "test", "none", "", "x" * 600, "gu\nest")],
    "lookupByID": [(1, 2, 3, 0, -1, 2 ** 31 - 1)],
    "lookupByUUIDString": [(UUID, UUID.upper(), UUID.replace("-", ""), "nonsense", "", UUID + "0",
                            UUID.replace("1", "9"))],
    "lookupByUUID": [{"the guest's": bytes.fromhex(UUID.replace("-", "")), "another": bytes(16)}],
    "numOfDomains": [], "numOfDefinedDomains": [], "listDefinedDomains": [],
    "getAllDomainStats": [(0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1023, 1 << 20),
                          (0, 1, 2, 4, 16, 1 << 30, 1 << 31)],
}


def _listed(world, flags):
    return sorted((domain.name(), domain.ID()) for domain in world.connection.listAllDomains(flags))


def cases():
    for state in STATES:
        yield Case("lists", state, "listDomainsID()", lambda world: sorted(world.connection.listDomainsID()))
    for state, flags in itertools.product(STATES, FLAGS):
        yield Case("lists", state, f"listAllDomains({flags})", lambda world, flags=flags: _listed(world, flags))
    for state, (name, columns) in itertools.product(STATES, LOOKUPS.items()):
        for row in vary(*columns):
            yield connection_method("lists", state, name, row)
