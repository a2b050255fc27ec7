# SPDX-License-Identifier: LGPL-2.1-or-later
"""What page_devices_test.py stands on: the disks /dev/sda to /dev/sde, the volume group VolGroup00, the servers nfs.example.com and
iscsi.example.com, both of them this machine, and pools of them. An emulated processor is slow, so each is made once, when it is first
asked for, by the functions that are cached.
"""
import functools
import os
import subprocess
import tempfile
import time
from pathlib import Path

from page import MIB, SAMPLES, Page, volume_document

import libvirt

IMAGES = Path("/var/lib/virt/images")
WORK = Path(tempfile.mkdtemp(prefix="page-"))
OVERWRITE = libvirt.VIR_STORAGE_POOL_BUILD_OVERWRITE

# The server sees its directories without the pools that are mounted over them.
NFS_SERVER = """
mount -o loop {work}/nfs.img /var/lib/virt/images
mount -t nfsd nfsd /proc/fs/nfsd
mkdir -p /run/rpc_pipefs
mount -t rpc_pipefs sunrpc /run/rpc_pipefs
echo '/var/lib/virt/images 127.0.0.1(rw,sync,no_root_squash,no_subtree_check)' > /etc/exports
exportfs -ra
rpc.nfsd -G 10 -L 10 2
rpc.mountd
echo Y > /proc/fs/nfsd/v4_end_grace
echo Y > /proc/fs/lockd/nlm_end_grace
"""


def shell(command):
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False,
                          stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise AssertionError(f"{command}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def mounted(path):
    """What is mounted there and its file system; nothing when nothing is."""
    lines = [line.split()[:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    found = [(source, kind) for source, where, kind in lines if where == str(path)]
    return found[-1] if found else None


@functools.cache
def disks():
    """/dev/sda to /dev/sde, of 32 MiB each."""
    shell("modprobe scsi_debug add_host=5 per_host_store=1 dev_size_mb=32 delay=0; udevadm settle")


@functools.cache
def nfs_server():
    shell(f"truncate -s 32M {WORK}/nfs.img; mkfs.ext4 -q {WORK}/nfs.img; modprobe -a loop nfsd nfs nfsv3 nfsv4; mkdir -p {IMAGES}; "
          "rpcbind -w; rpc.statd --no-notify")
    shell(f"unshare --mount --propagation private bash -e <<'END'\n{NFS_SERVER.format(work=WORK)}\nEND")


@functools.cache
def iscsi_server():
    """The target of the sample, with one unit of 16 MiB."""
    shell("modprobe iscsi_tcp; iscsid > /dev/null 2>&1; tgtd > /dev/null 2>&1")
    deadline = time.monotonic() + 20
    while subprocess.run(["tgtadm", "--op", "show", "--mode", "sys"], capture_output=True, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise AssertionError("tgtd does not answer")
        time.sleep(0.1)
    shell(f"truncate -s 16M {WORK}/unit; tgtadm --lld iscsi --op new --mode target --tid 1 -T demo-target; "
          f"tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b {WORK}/unit; "
          "tgtadm --lld iscsi --op bind --mode target --tid 1 -I ALL")


@functools.cache
def connection():
    libvirt.registerErrorHandler(lambda *_: None, None)
    return libvirt.open(f"qemu:///embed?root={WORK}/root")


def start(document, build=False, flags=0):
    pool = connection().storagePoolDefineXML(document)
    if build:
        pool.build(flags)
    pool.create()
    return pool


def disk_document(disk, label, target="/dev"):
    return (f"<pool type='disk'><name>{os.path.basename(disk)}</name><source><device path='{disk}'/><format type='{label}'/></source>"
            f"<target><path>{target}</path></target></pool>")


@functools.cache
def volume_group():
    """VolGroup00 with its volume VirtImages."""
    if subprocess.run(["vgs", "VolGroup00"], capture_output=True, check=False).returncode == 0:
        return start("<pool type='logical'><name>VolGroup00</name></pool>")
    pool = start("<pool type='logical'><name>VolGroup00</name><source><device path='/dev/vda'/></source></pool>", build=True)
    pool.createXML(volume_document("VirtImages", 320 * MIB))
    shell("mkfs.ext4 -q /dev/VolGroup00/VirtImages")
    return pool


def three_partitions():
    """/dev/sda1, /dev/sdb1 and /dev/sdc1, with nothing on them."""
    disks()
    shell("for disk in sda sdb sdc; do parted --script /dev/$disk mklabel msdos mkpart primary 1MiB 100%; done; udevadm settle; "
          "wipefs --quiet --all /dev/sda1 /dev/sdb1 /dev/sdc1")


@functools.cache
def sample_of_groups():
    """The volume group of the sample, of three partitions."""
    three_partitions()
    return start(SAMPLES["logical"], build=True)


# What was seen of /dev/sdd1 while it was there.
SDD1 = {}


@functools.cache
def holed_disk():
    """/dev/sdd: 11 MiB that are free, 10 that are not, and a free rest."""
    disks()
    pool = start(disk_document("/dev/sdd", "gpt"), build=True)
    before = pool.listVolumes()
    volume = pool.createXML(volume_document("sdd1", 10 * MIB + 1))
    SDD1.update(size=volume.info()[1], start=int(Path("/sys/block/sdd/sdd1/start").read_text(encoding="ascii")) * 512,
                before=before, after=pool.listVolumes())
    permissions = "<permissions><mode>0666</mode><owner>1234</owner><group>1234</group></permissions>"
    pool.createXML(volume_document("sdd2", 10 * MIB, 0, target=permissions))
    volume.delete()
    pool.refresh()
    return pool


def sdd2():
    return holed_disk().storageVolLookupByName("sdd2")


@functools.cache
def entries():
    """/dev/sde has a partition of each type: which volume it is."""
    disks()
    pool = start(disk_document("/dev/sde", "dos"), build=True)
    kinds = ("none", "linux", "fat16", "extended", "fat32", "linux-swap", "linux-lvm", "linux-raid")
    return {kind: pool.createXML(volume_document(f"sde{number}", (16 if kind == "extended" else 1) * MIB, file_format=kind))
            for number, kind in enumerate(kinds, 1)}


@functools.cache
def export():
    nfs_server()
    (WORK / "export").mkdir(exist_ok=True)
    return start(SAMPLES["netfs"].replace("virtimages", "export", 1).replace(f"<path>{IMAGES}", f"<path>{WORK}/export"))


@functools.cache
def target():
    iscsi_server()
    return start(SAMPLES["iscsi"].replace("virtimages", "target", 1))


class OnDevices(Page):
    """One connection for all; each test takes away the pools that it defined."""

    def setUp(self):
        self.connection = connection()
        self.base = Path(tempfile.mkdtemp(dir=WORK))
        self.mine = []
        self.addCleanup(lambda: [self.forget(pool) for pool in [*self.mine]])

    def define(self, document):
        self.mine.append(super().define(document))
        return self.mine[-1]

    def drop(self, standing):
        """Stops a pool that stands for all tests, because two cannot have one source."""
        if standing.cache_info().currsize:
            self.forget(standing())
            standing.cache_clear()

    def forget(self, pool):
        if pool in self.mine:
            self.mine.remove(pool)
        if pool.isActive():
            pool.destroy()
        pool.undefine()

    def disk(self, label="dos", device="/dev/sda"):
        """A disk with a new partition table."""
        disks()
        return self.started(disk_document(device, label), build=True, flags=OVERWRITE)

    def loop(self, size="32M"):
        """A block device that is a sparse file."""
        image = tempfile.mktemp(dir=self.base)
        device = shell(f"truncate -s {size} {image}; losetup --find --show {image}")
        self.addCleanup(shell, f"losetup --detach {device}")
        return device

    def extents(self, pool):
        found = self.document(pool).find("source/device").findall("freeExtent")
        return [(int(extent.get("start")), int(extent.get("end"))) for extent in found]

    def file_system(self, device, kind="auto", build=False, name="fs"):
        pool = self.define(f"<pool type='fs'><name>{name}</name><source><device path='{device}'/><format type='{kind}'/></source>"
                           f"<target><path>{self.base}/{name}</path></target></pool>")
        pool.build(OVERWRITE if build else 0)
        pool.create()
        return pool
