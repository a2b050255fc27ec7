# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments that many tables use, the good ones first."""

# Flags that mean something to most calls, to few, and to none.
FLAGS = (0, 1, 2, 4, 1 << 30)
AFFECT = (0, 1, 2, 3, 4, 7, 8, 1 << 30)

LONG = "x" * 600
TEXT = {"''": "", "long": LONG, "'a\\nb'": "a\nb", "'a/b'": "a/b", "'ü'": "ü", "'<&>'": "<&>"}

DISK = "<disk type='file' device='disk'><source file='/guest/other.img'/><target dev='{0}' bus='virtio'/></disk>"
INTERFACE = "<interface type='network'><mac address='{0}'/><source network='default'/></interface>"
DEVICES = {
    "a disk": DISK.format("vdb"),
    "the disk again": DISK.format("vda"),
    "an interface": INTERFACE.format("52:54:00:11:22:44"),
    "the interface again": INTERFACE.format("52:54:00:11:22:33"),
    "a host device": "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/>"
                     "</source></hostdev>",
    "a cdrom": "<disk type='file' device='cdrom'><source file='/guest/cd.iso'/><target dev='hda' bus='ide'/></disk>",
    "an rng": "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>",
    "no device": "<domain/>",
    "nothing": "",
    "broken": "<disk",
}
