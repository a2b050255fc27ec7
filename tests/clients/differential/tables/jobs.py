# SPDX-License-Identifier: LGPL-2.1-or-later
"""Jobs of domains and of their disks, and migration. libvirt's driver serves none of them: only what the library checks
before it asks a driver can differ."""
from case import Case, method, vary
from tables.values import FLAGS

STATES = ("off", "running", "paused", "transient", "gone", "read-only running")
PULL = ("vda", "vdz", "")
SIZES = (0, 1, 5, 1 << 44)

CALLS = {
    "abortJob": [], "abortJobFlags": [FLAGS],
    "blockCommit": [PULL, (None, "base"), (None, "top"), SIZES, FLAGS],
    "blockCopy": [PULL, {"disk": "<disk type='file'><source file='/copy'/></disk>", "empty": "<disk/>", "nothing": ""},
                  {"none": {}, "bandwidth": {"bandwidth": 1}, "unknown": {"colour": 1}}, FLAGS],
    "blockJobAbort": [PULL, FLAGS], "blockJobInfo": [PULL, FLAGS], "blockJobSetSpeed": [PULL, SIZES, FLAGS],
    "blockPull": [PULL, SIZES, FLAGS], "blockRebase": [PULL, (None, "base"), SIZES, FLAGS],
    "backupBegin": [{"empty": "<domainbackup/>", "wrong": "<domain/>"}, (None, "<domaincheckpoint/>"), FLAGS],
    "backupGetXMLDesc": [FLAGS],
    "jobInfo": [], "jobStats": [FLAGS],
    "migrateGetCompressionCache": [FLAGS], "migrateGetMaxDowntime": [FLAGS], "migrateGetMaxSpeed": [FLAGS],
    "migrateSetCompressionCache": [(1 << 20, 0), FLAGS], "migrateSetMaxDowntime": [(17, 0), FLAGS],
    "migrateSetMaxSpeed": [SIZES, FLAGS], "migrateStartPostCopy": [FLAGS],
    "startDirtyRateCalc": [(1, 0, 60, 61, -1), FLAGS],
}

MIGRATE_FLAGS = (0, *(1 << bit for bit in range(21)), 192)


def _migrate(flags, method_name="migrate3"):
    def act(world):
        if method_name == "migrate":
            return world.domain.migrate(world.connection, flags, None, None, 0)
        if method_name == "migrateToURI3":
            return world.domain.migrateToURI3("test:///default", {}, flags)
        return world.domain.migrate3(world.connection, {}, flags)
    return act


def cases():
    for name, columns in CALLS.items():
        rows = vary(*columns)
        for state in STATES:
            yield method("jobs", state, name, rows[0])
        for row in rows[1:]:
            yield method("jobs", "running", name, row)
    for name in ("migrate", "migrate3", "migrateToURI3"):
        for flags in MIGRATE_FLAGS:
            yield Case("jobs", "running", f"{name}({flags})", _migrate(flags, name))
        for state in STATES:
            if state != "running":
                yield Case("jobs", state, f"{name}(0)", _migrate(0, name))
