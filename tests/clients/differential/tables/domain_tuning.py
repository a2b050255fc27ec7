# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tunable parameters of a domain: read and written, right ones and wrong ones, in every state."""
from case import method, vary
from tables.domain import COMMON, STATES
from tables.values import AFFECT

READ = {
    "schedulerParameters": [], "schedulerParametersFlags": [AFFECT], "blkioParameters": [AFFECT],
    "memoryParameters": [AFFECT],
    "numaParameters": [AFFECT], "perfEvents": [AFFECT], "interfaceParameters": [("guest0", "52:54:00:11:22:33",
        "eth0", ""), AFFECT],
    "blockIoTune": [("vda", "/guest/disk.img", "vdz", ""), AFFECT],
}
WRITE = {
    "setSchedulerParameters": [({"cpu_shares": 100}, {"weight": 5}, {"nothing": 1}, {}, {"weight": "text"})],
    "setSchedulerParametersFlags": [({"cpu_shares": 100}, {"weight": 5}, {"cpu_shares": 1, "vcpu_quota": 5000},
                                     {"vcpu_period": 1}, {}), AFFECT],
    "setBlkioParameters": [({"weight": 500}, {"weight": 5}, {"weight": 100000}, {"device_weight": "/dev/sda,500"},
                            {"device_read_iops_sec": "/dev/sda,10"}, {"device_weight": "nonsense"}, {"nothing": 1},
                            {}), AFFECT],
    "setMemoryParameters": [({"hard_limit": 1000000}, {"soft_limit": 500000}, {"swap_hard_limit": 1},
                             {"swap_hard_limit": 2000000},
                             {"hard_limit": 5, "swap_hard_limit": 4}, {"hard_limit": 2 ** 63}, {"min_guarantee": 1},
                             {"nothing": 1}, {}), AFFECT],
    "setNumaParameters": [({"numa_mode": 1}, {"numa_mode": 0}, {"numa_mode": 9}, {"numa_nodeset": "0"},
                           {"numa_nodeset": "x"}, {}), AFFECT],
    "setPerfEvents": [({"cmt": True}, {"cpu_cycles": False}, {"nothing": True}, {"cmt": 1}, {}), AFFECT],
    "setInterfaceParameters": [("guest0", "eth0", ""), ({"inbound.average": 100},
                                                        {"inbound.average": 100, "inbound.peak": 200,
                                                         "inbound.burst": 50},
                               {"outbound.average": 7}, {"inbound.peak": 5}, {"inbound.average": 0},
                               {"inbound.floor": 5}, {"nothing": 1}, {}), AFFECT],
    "setBlockIoTune": [("vda", "vdz", ""), ({"total_bytes_sec": 1000}, {"total_bytes_sec": 1000, "read_bytes_sec": 5},
                       {"read_bytes_sec": 5, "write_iops_sec": 6}, {"total_bytes_sec": 10, "total_bytes_sec_max": 5},
                       {"total_bytes_sec_max": 5}, {"total_bytes_sec_max_length": 5}, {"total_bytes_sec": 2 ** 62},
                       {"group_name": "g"},
                       {"size_iops_sec": 4}, {"nothing": 1}, {}), AFFECT],
    "setIOThreadParams": [(1, 0, 9), ({"poll_max_ns": 5}, {"poll_grow": 5}, {"nothing": 1}, {}), AFFECT],
    "setLaunchSecurityState": [({"sev-secret": "x"}, {}), (0, 1)],
}


def cases():
    for name, columns in {**READ, **WRITE}.items():
        rows = vary(*columns)
        for state in STATES:
            yield method("tuning", state, name, rows[0])
        for state in COMMON:
            for row in rows[1:]:
                yield method("tuning", state, name, row)
