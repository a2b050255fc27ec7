# SPDX-License-Identifier: LGPL-2.1-or-later
"""Devices that come, go and change, and what a guest shows of itself.

libvirt's test driver attaches nothing, but it defines everything. So what a definition has become by an attached device
is compared with a definition that had the device from the beginning.
"""
import libvirt

import events
from case import Case, every, method
from tables.values import DISK, INTERFACE
from worlds import guest_xml

STATES = ("off", "running", "transient")
FLAGS = (0, 1, 2, 3)

# What the guest of worlds.py can get. Controllers, and what brings one, would only stand in another order.
NEW = {
    "disk": DISK.format("vdb"),
    "network disk": "<disk type='network'><source protocol='nbd' name='x'><host name='h' port='1'/></source>"
                    "<target dev='vdc' bus='virtio'/></disk>",
    "cdrom": "<disk type='file' device='cdrom'><target dev='hdb'/></disk>",
    "named disk": "<disk type='file'><source file='/x'/><target dev='vdd' bus='virtio'/><alias name='ua-x'/></disk>",
    "interface": INTERFACE.format("52:54:00:11:22:44"),
    "limited interface": "<interface type='bridge'><mac address='52:54:00:11:22:44'/><source bridge='b'/>"
                         "<bandwidth><inbound average='5'/></bandwidth></interface>",
    "user interface": "<interface type='user'><mac address='52:54:00:11:22:44'/><model type='E1000'/></interface>",
    "USB host device": "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/>"
                       "</source></hostdev>",
    "PCI host device": "<hostdev mode='subsystem' type='pci' managed='yes'><source><address bus='1' slot='2'/>"
                       "</source></hostdev>",
    "rng": "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>",
    "watchdog": "<watchdog model='i6300esb'/>",
    "keyboard": "<input type='keyboard' bus='usb'/>",
    "sound": "<sound model='ich6'/>",
    "filesystem": "<filesystem type='mount'><source dir='/x'/><target dir='y'/></filesystem>",
    "lease": "<lease><lockspace>a</lockspace><key>b</key><target path='/x'/></lease>",
    "shared memory": "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
    "vsock": "<vsock model='virtio'><cid auto='no' address='55'/></vsock>",
    "serial port": "<serial type='null'/>",
    "parallel port": "<parallel type='null'/>",
    "channel": "<channel type='unix'><target type='virtio' name='org.b'/></channel>",
}

# What stands in its definition, to be changed there: what is looked for, and what is to be there instead.
CHANGED = {
    "disk": ("<disk type='file' device='disk'>", "</disk>",
             "<disk type='file' device='disk'><source file='/other'/><target dev='vda' bus='virtio'/><readonly/>"
             "</disk>"),
    "medium": ("<disk type='file' device='cdrom'>", "</disk>",
               "<disk type='file' device='cdrom'><source file='/cd.iso'/><target dev='hda' bus='ide'/><readonly/>"
               "</disk>"),
    "interface": ("<interface type='network'>", "</interface>",
                  "<interface type='bridge'><mac address='52:54:00:11:22:33'/><source bridge='b'/>"
                  "<target dev='guest0'/><model type='e1000'/></interface>"),
    "graphics": ("<graphics", "/>", "<graphics type='vnc' port='5905' passwd='new' keymap='de'/>"),
}

# What a driver may be asked to do with any device.
ANY = {
    **{label: NEW[label] for label in ("disk", "interface", "USB host device", "rng", "channel", "sound",
                                       "filesystem")},
    "SCSI disk": "<disk type='block' device='disk'><source dev='/dev/x'/><target dev='sdb'/></disk>",
    "floppy": "<disk type='file' device='floppy'><target dev='fda'/></disk>",
    "controller": "<controller type='scsi' index='1' model='virtio-scsi'/>",
    "disk again": DISK.format("vda"),
    "interface again": INTERFACE.format("52:54:00:11:22:33"),
    "medium": "<disk type='file' device='cdrom'><source file='/cd.iso'/><target dev='hda' bus='ide'/></disk>",
    "memory": "<memory model='dimm'><target><size unit='MiB'>64</size></target></memory>",
    "graphics": "<graphics type='vnc' autoport='yes' passwd='new'/>",
    "other graphics": "<graphics type='spice'/>",
    "video": "<video/>",
    "balloon": "<memballoon model='virtio'/>",
    "no target": "<disk type='file'><source file='/x'/></disk>",
    "no device": "<domain/>",
    "nothing": "",
    "broken": "<disk",
}


def _in_definition(world, do, defined):
    """Does it to the definition; or, where that is not served, defines the domain as it would be."""
    try:
        do(world.domain)
    except libvirt.libvirtError as refused:
        if refused.get_error_code() != libvirt.VIR_ERR_NO_SUPPORT:
            raise
        world.connection.defineXML(defined)
    # Definitions are told of, and their devices are not.
    events.drain(world)
    world.events.clear()


def _attached(device):
    defined = guest_xml().replace("</devices>", device + "</devices>")
    return lambda world: _in_definition(
        world, lambda domain: domain.attachDeviceFlags(device, libvirt.VIR_DOMAIN_AFFECT_CONFIG), defined)


def _changed(start, end, device):
    before, rest = guest_xml().split(start, 1)
    defined = before + device + rest.split(end, 1)[1]
    return lambda world: _in_definition(
        world, lambda domain: domain.updateDeviceFlags(device, libvirt.VIR_DOMAIN_AFFECT_CONFIG), defined)


def _kept(device):
    """A device that came and went again leaves nothing behind but the controllers that it brought."""
    def attach_and_detach(domain):
        for change in (domain.attachDeviceFlags, domain.detachDeviceFlags):
            change(device, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
    return lambda world: _in_definition(world, attach_and_detach, guest_xml())


def _screenshot(screen, flags):
    def take(world):
        stream = world.connection.newStream()
        kind = world.domain.screenshot(stream, screen, flags)
        picture = stream.recv(8)
        stream.abort()
        return kind, picture
    return take


def _connected(name, flags):
    """`name` is openConsole or openChannel."""
    def connect(world):
        stream = world.connection.newStream()
        answer = getattr(world.domain, name)(None, stream, flags)
        stream.send(b"hello")
        heard = stream.recv(5)
        stream.abort()
        return answer, heard
    return connect


def cases():
    for label, device in NEW.items():
        yield Case("devices", "off", f"attached to the definition({label})", _attached(device))
    for label, (start, end, device) in CHANGED.items():
        yield Case("devices", "off", f"changed in the definition({label})", _changed(start, end, device))
    for label in ("disk", "interface", "rng", "watchdog", "channel", "USB host device", "lease", "filesystem"):
        yield Case("devices", "off", f"attached and detached({label})", _kept(NEW[label]))
    for state in STATES:
        for name in ("attachDeviceFlags", "detachDeviceFlags", "updateDeviceFlags"):
            for row in every(ANY, FLAGS):
                yield method("devices", state, name, row)
        for row in every(("ua-x", "virtio-disk0", "net0", ""), FLAGS):
            yield method("devices", state, "detachDeviceAlias", row)
        for name in ("openConsole", "openChannel"):
            for flags in (0, 1, 2, 8):
                yield Case("devices", state, f"{name}(None, {flags})", _connected(name, flags))
    for state in (*STATES, "paused", "gone", "read-only running"):
        for screen, flags in ((0, 0), (1, 0), (7, 0), (0, 1)):
            yield Case("devices", state, f"screenshot({screen}, {flags})", _screenshot(screen, flags))
