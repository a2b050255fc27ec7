# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each call on a domain: once in every state, and with each argument in the states that matter most."""
from case import method, vary
from tables.values import AFFECT, DEVICES, FLAGS, LONG, TEXT

STATES = ("off", "running", "paused", "transient", "transient-paused", "saved", "updated", "unpersisted", "stopped",
          "gone", "vanished", "no-state", "blocked", "shutting-down", "crashed", "pm-suspended", "read-only running",
          "read-only off")
# Where arguments are varied.
COMMON = ("off", "running")
UNSERVED_STATES = ("running", "read-only running")

HUGE = (2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32)
KIB = (262144, 0, 1, 1048576, 1048577, 2 ** 40, 2 ** 54, 2 ** 62, -1, *HUGE)
VCPUS = (1, 0, 2, 3, 4, 5, 32, 33, 1000, -1, *HUGE)
CPUMAP = {"0,1": (True, True), "none": (False, False), "empty": (), "last": (False,) * 15 + (True,),
          "beyond": (False,) * 40 + (True,), "all": (True,) * 16}
URI = "http://example.org/app"
XML_FLAGS = (0, 1, 2, 3, 4, 8, 9, 15, 16, 1 << 30)

# name: [columns of arguments]; what is varied is one argument at a time.
CALLS = {
    # What a domain is.
    "name": [], "ID": [], "UUID": [], "UUIDString": [], "OSType": [], "isActive": [], "isPersistent": [],
    "isUpdated": [],
    "info": [], "state": [FLAGS], "controlInfo": [FLAGS], "maxMemory": [], "maxVcpus": [], "vcpus": [],
    "autostart": [], "XMLDesc": [XML_FLAGS], "securityLabel": [], "securityLabelList": [],
    "messages": [(0, 1, 2, 3, 4, 8)],
    "hostname": [FLAGS], "schedulerType": [], "jobInfo": [], "jobStats": [FLAGS],
    "vcpusFlags": [(*AFFECT, 9, 12, 15)],
    "vcpuPinInfo": [AFFECT], "emulatorPinInfo": [AFFECT], "ioThreadInfo": [AFFECT], "getTime": [FLAGS],
    "fsInfo": [FLAGS], "guestVcpus": [FLAGS], "guestInfo": [(0, 1, 2, 4, 8, 16, 31, 1 << 20), FLAGS],
    "interfaceAddresses": [(0, 1, 2, 3, -1), FLAGS], "diskErrors": [FLAGS], "memoryStats": [],
    "getCPUStats": [(True, False), FLAGS], "launchSecurityInfo": [FLAGS], "hasManagedSaveImage": [FLAGS],
    "blockInfo": [("vda", "hda", "/guest/disk.img", "vdz", ""), FLAGS],
    "blockStats": [("vda", "hda", "/guest/disk.img", "vdz", "")],
    "blockStatsFlags": [("vda", "hda", "vdz", ""), FLAGS],
    "interfaceStats": [("guest0", "52:54:00:11:22:33", "eth0", "")],
    "blockJobInfo": [("vda", "vdz", ""), FLAGS],
    # Its life.
    "create": [], "createWithFlags": [(0, 1, 2, 3, 4, 8, 16, 32, 1 << 30)], "shutdown": [],
    "shutdownFlags": [(0, 1, 2, 3, 4, 8, 16, 32)],
    "reboot": [(0, 1, 2, 3, 4, 8, 16, 31, 32, 1 << 30)], "reset": [FLAGS], "suspend": [], "resume": [], "destroy": [],
    "destroyFlags": [FLAGS], "undefine": [], "undefineFlags": [(0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 1 << 30)],
    "setAutostart": [(1, 0, 2, -1)], "rename": [{"'other'": "other", "'guest'": "guest", "'test'": "test", **TEXT},
                                                FLAGS],
    "managedSave": [(0, 1, 2, 4, 6, 7, 8, 16, 1 << 30)], "managedSaveRemove": [FLAGS],
    "managedSaveGetXMLDesc": [FLAGS], "managedSaveDefineXML": [("<domain/>", ""), FLAGS],
    "abortJob": [], "abortJobFlags": [FLAGS], "pMSuspendForDuration": [(0, 1, 2, 3, -1), (0, 10), FLAGS],
    "pMWakeup": [FLAGS], "setLifecycleAction": [(0, 1, 2, 3, -1), (0, 1, 2, 3, 4, 5, 6, -1), AFFECT],
    "injectNMI": [FLAGS], "sendKey": [(0, 1, 7, 10, 11, -1), (0, 50), {"[30]": [30], "[]": [], "[1, 2]": [1, 2]},
                                      (1, 0, 2, 16, 17), (0, 1)],
    "sendProcessSignal": [(1, 0, -1), (9, 0, 64, 65, 100), FLAGS],
    "fSTrim": [("/", None, "/mnt", ""), (0, 1, 2 ** 40), FLAGS],
    "fsFreeze": [(None, ["/"], ["/boot"], [], ["", "/x"]), FLAGS], "fsThaw": [(None, ["/"], []), FLAGS],
    "setTime": [{"a time": {"seconds": 5, "nseconds": 6}, "zero": {"seconds": 0, "nseconds": 0}}, FLAGS],
    "setUserPassword": [("root", ""), ("secret", ""), FLAGS], "agentSetResponseTimeout": [(1, 0, -1, -2, -3), FLAGS],
    "authorizedSSHKeysGet": [("root", ""), FLAGS], "authorizedSSHKeysSet": [("root",), (["key"], []), FLAGS],
    # Its figures.
    "setMemory": [KIB], "setMaxMemory": [KIB], "setMemoryFlags": [KIB, AFFECT], "setVcpus": [VCPUS],
    "setVcpusFlags": [VCPUS, (*AFFECT, 10, 12, 15)], "setVcpu": [("1", "2", "3", "0-1", "9", "", "x"), (1, 0, 2),
        AFFECT],
    "setGuestVcpus": [("0", "1", "0-1", "9", "", "x"), (1, 0, 2), FLAGS], "pinVcpu": [(0, 1, 2, 4, 1000, -1), CPUMAP],
    "pinVcpuFlags": [(0, 1, 2, 4, 1000, -1), CPUMAP, AFFECT], "pinEmulator": [CPUMAP, AFFECT],
    "pinIOThread": [(1, 0, 2, 3, -1), CPUMAP, AFFECT], "addIOThread": [(3, 0, 1, -1, 1000), AFFECT],
    "delIOThread": [(2, 1, 0, 3, -1), AFFECT],
    "setMemoryStatsPeriod": [(5, 0, -1), AFFECT],
    # Its documents.
    "metadata": [(0, 1, 2, 3, -1), (None, URI, "", "urn:none"), AFFECT],
    "attachDevice": [DEVICES], "detachDevice": [DEVICES], "attachDeviceFlags": [DEVICES, AFFECT],
    "detachDeviceFlags": [DEVICES, AFFECT], "updateDeviceFlags": [DEVICES, AFFECT],
    "detachDeviceAlias": [("ua-x", "virtio-disk0", ""), AFFECT],
    # Its disks and the rest.
    "blockPeek": [("vda", ""), (0, 2 ** 62), (16, 0), FLAGS], "memoryPeek": [(0, 2 ** 62), (16, 0), (1, 0, 2, 3, 4)],
    "blockResize": [("vda", "", "vdz"), (1024, 0, 2 ** 62), FLAGS], "blockJobAbort": [("vda", ""), FLAGS],
    "blockPull": [("vda", ""), (0, 5), FLAGS], "blockCommit": [("vda", ""), (None, ""), (None, ""), (0, 5), FLAGS],
    "blockRebase": [("vda", ""), (None, "base"), (0, 5), FLAGS], "blockJobSetSpeed": [("vda", ""), (0, 5), FLAGS],
    "setBlockThreshold": [("vda", ""), (1000, 0), FLAGS], "startDirtyRateCalc": [(1, 0), FLAGS],
    "migrateSetMaxDowntime": [(10, 0), FLAGS], "migrateSetMaxSpeed": [(10, 0), FLAGS], "migrateGetMaxSpeed": [FLAGS],
    "migrateGetMaxDowntime": [FLAGS], "migrateSetCompressionCache": [(1024, 0), FLAGS],
    "migrateGetCompressionCache": [FLAGS],
    "migrateStartPostCopy": [FLAGS], "openGraphicsFD": [(0, 1), FLAGS],
    # Its history.
    "snapshotNum": [(0, 1, 2, 4, 1023, 1024, 1 << 30)], "snapshotListNames": [(0, 1, 2, 1 << 30)],
    "listAllSnapshots": [(0, 1, 2, 1 << 30)],
    "hasCurrentSnapshot": [FLAGS], "snapshotCurrent": [FLAGS], "snapshotLookupByName": [("first", "", "none"), FLAGS],
    "snapshotCreateXML": [{"empty": "<domainsnapshot/>", "named": "<domainsnapshot><name>n</name></domainsnapshot>",
                           "wrong": "<domain/>", "nothing": "", "broken": "<domainsnapshot"},
                          (0, 1, 2, 3, 4, 8, 16, 20, 32, 64, 128, 256, 512, 1024, 1 << 30)],
    "listAllCheckpoints": [FLAGS], "checkpointLookupByName": [("first", ""), FLAGS],
    "checkpointCreateXML": [{"empty": "<domaincheckpoint/>", "nothing": ""}, FLAGS],
    "backupBegin": [{"empty": "<domainbackup/>", "nothing": ""}, (None,), FLAGS], "backupGetXMLDesc": [FLAGS],
    "save": [("relative", "/proc/nowhere/x", "")],
}

# What libvirt's test driver does not serve: only the checks before a driver can differ.
UNSERVED = (
    "abortJob", "abortJobFlags", "agentSetResponseTimeout", "attachDevice", "attachDeviceFlags",
    "authorizedSSHKeysGet", "authorizedSSHKeysSet", "backupBegin", "backupGetXMLDesc", "blockCommit",
    "blockJobAbort", "blockJobInfo", "blockJobSetSpeed", "blockPeek", "blockPull", "blockRebase", "blockResize",
    "blockStatsFlags", "detachDevice", "detachDeviceAlias", "detachDeviceFlags", "guestInfo", "guestVcpus",
    "jobInfo", "jobStats", "managedSaveDefineXML", "managedSaveGetXMLDesc", "migrateGetCompressionCache",
    "migrateGetMaxDowntime", "migrateGetMaxSpeed", "migrateSetCompressionCache", "migrateSetMaxDowntime",
    "migrateSetMaxSpeed", "migrateStartPostCopy", "openGraphicsFD", "pMSuspendForDuration", "pMWakeup",
    "securityLabelList", "setBlockThreshold", "setGuestVcpus", "setVcpu", "startDirtyRateCalc", "updateDeviceFlags",
)

METADATA = (
    vary((0, 1, 2, 3, -1), {"'text'": "text", "''": "", "None": None, "two lines": "two\nlines", "long": LONG},
         (None, "key", ""), (None, URI, ""), AFFECT) +
    vary((2,), ("<two/>", "<two>2</two>", "text", "<broken", "", None, "<a:b xmlns:a='urn:a'/>"),
         ("app", "other", "", "a b", None, "a:b"),
         (URI, "urn:other", "", None), AFFECT) +
    vary((1,), ("A title", "a\nb", "", None), (None,), (None,), AFFECT)
)


def cases():
    for name, columns in CALLS.items():
        rows = vary(*columns)
        for state in UNSERVED_STATES if name in UNSERVED else STATES:
            yield method("domain", state, name, rows[0])
        for state in UNSERVED_STATES[:1] if name in UNSERVED else COMMON:
            for row in rows[1:]:
                yield method("domain", state, name, row)
    rows = list({row.label: row for row in METADATA}.values())
    for state in STATES:
        yield method("domain", state, "setMetadata", rows[0])
    for state in COMMON:
        for row in rows[1:]:
            yield method("domain", state, "setMetadata", row)
