# SPDX-License-Identifier: LGPL-2.1-or-later
"""What there is before a case: a connection to the test driver, and mostly a domain in one state."""
import os
import shutil
import tempfile
from dataclasses import dataclass, field

import libvirt

import events

UUID = "11111111-2222-3333-4444-555555555555"

# A domain with something for every call.
GUEST = """
<domain type='test'>
  <name>guest</name>
  <uuid>{uuid}</uuid>
  <title>A guest</title>
  <description>For trying things on</description>
  <metadata><app:tag xmlns:app='http://example.org/app'>one</app:tag></metadata>
  <memory unit='KiB'>1048576</memory>
  <currentMemory unit='KiB'>524288</currentMemory>
  <vcpu placement='static' current='2'>4</vcpu>
  <iothreads>2</iothreads>
  <cputune>
    <vcpupin vcpu='0' cpuset='0-3'/>
    <emulatorpin cpuset='1-2'/>
  </cputune>
  <os><type arch='i686'>hvm</type><boot dev='hd'/></os>
  <clock offset='utc'/>
  <devices>
    <disk type='file' device='disk'>
      <source file='/guest/disk.img'/><target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='hda' bus='ide'/><readonly/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:11:22:33'/><source network='default'/><target dev='guest0'/>
    </interface>
    <serial type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <graphics type='vnc' autoport='yes' passwd='secret'/>
    <video><model type='vga'/></video>
    <memballoon model='virtio'/>
  </devices>
</domain>
"""

# virDomainState of domains that only a host description can put into them.
DESCRIBED = {"no-state": 0, "blocked": 2, "shutting-down": 4, "crashed": 6, "pm-suspended": 7}


def guest_xml(name="guest", uuid=UUID):
    xml = GUEST.format(uuid=uuid)
    return xml if name == "guest" else xml.replace("<name>guest</name>", f"<name>{name}</name>")


@dataclass
class World:
    connection: libvirt.virConnect
    domain: libvirt.virDomain = None
    folder: str = ""
    events: list = field(default_factory=list)
    listeners: list = field(default_factory=list)
    kept: list = field(default_factory=list)    # what must live as long as the world

    def path(self, name):
        return os.path.join(self.folder, name)


def _off(world):
    return world.connection.defineXML(guest_xml())


def _running(world):
    domain = _off(world)
    domain.create()
    return domain


def _paused(world):
    domain = _running(world)
    domain.suspend()
    return domain


def _transient(world):
    return world.connection.createXML(guest_xml(), 0)


def _transient_paused(world):
    domain = _transient(world)
    domain.suspend()
    return domain


def _saved(world):
    domain = _running(world)
    domain.managedSave(0)
    return domain


def _updated(world):
    domain = _running(world)
    world.connection.defineXML(guest_xml().replace("<currentMemory unit='KiB'>524288",
                                                   "<currentMemory unit='KiB'>4096"))
    return domain


def _unpersisted(world):
    domain = _running(world)
    domain.undefine()
    return domain


def _stopped(world):
    domain = _running(world)
    domain.destroy()
    return domain


def _gone(world):
    domain = _off(world)
    domain.undefine()
    return domain


def _vanished(world):
    domain = _transient(world)
    domain.destroy()
    return domain


def _snapshotted(world):
    domain = _running(world)
    domain.snapshotCreateXML("<domainsnapshot><name>first</name></domainsnapshot>", 0)
    domain.snapshotCreateXML("<domainsnapshot><name>second</name></domainsnapshot>", 0)
    return domain


STATES = {
    "off": _off, "running": _running, "paused": _paused, "transient": _transient,
    "transient-paused": _transient_paused, "saved": _saved, "updated": _updated, "unpersisted": _unpersisted,
    "stopped": _stopped, "gone": _gone, "vanished": _vanished, "snapshotted": _snapshotted,
}


def _described(run_state, folder):
    """A host with the guest in a state that no call leads to."""
    path = os.path.join(folder, "host.xml")
    guest = guest_xml().replace("</domain>", f"<test:runstate>{run_state}</test:runstate></domain>")
    guest = guest.replace("<domain type='test'>",
                          "<domain type='test' xmlns:test='http://libvirt.org/schemas/domain/test/1.0'>")
    with open(path, "w", encoding="utf-8") as host:
        host.write(f"<node>{guest}</node>")
    return "test://" + path


def make(state):
    """The world of that name: of STATES, of DESCRIBED, one of them behind "read-only ", or "default" without a guest."""
    folder = tempfile.mkdtemp(prefix="differential-")
    is_read_only = state.startswith("read-only ")
    name = state.removeprefix("read-only ")
    uri = _described(DESCRIBED[name], folder) if name in DESCRIBED else "test:///default"
    world = World(libvirt.open(uri), folder=folder)
    if name in STATES:
        world.domain = STATES[name](world)
    elif name in DESCRIBED:
        world.domain = world.connection.lookupByName("guest")
    if is_read_only:
        world.kept.append(world.connection)
        world.connection = libvirt.openReadOnly(uri)
        if world.domain:
            world.domain = world.connection.lookupByUUID(world.domain.UUID())
    events.drain(world)
    events.listen(world)
    return world


def unmake(world):
    """Ends the world. False when a connection stays open, as something still refers to it: its domains live on."""
    events.stop_listening(world)
    events.drain(world)
    world.domain = None
    world.events.clear()
    os.chdir("/")
    shutil.rmtree(world.folder, ignore_errors=True)
    return not any([connection.close() for connection in (world.connection, *world.kept)])
