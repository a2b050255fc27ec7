# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every step after every other: the ways through a domain's life, with all that each step answers and fires."""
import itertools

import libvirt

from case import Case
from outcome import error_facts, plain
from worlds import UUID, guest_xml

STEPS = {
    "create": lambda world: world.domain.create(),
    "suspend": lambda world: world.domain.suspend(),
    "resume": lambda world: world.domain.resume(),
    "shutdown": lambda world: world.domain.shutdown(),
    "reboot": lambda world: world.domain.reboot(0),
    "destroy": lambda world: world.domain.destroy(),
    "undefine": lambda world: world.domain.undefine(),
    "define": lambda world: world.connection.defineXML(guest_xml()),
    "createXML": lambda world: world.connection.createXML(guest_xml(), 0),
    "managedSave": lambda world: world.domain.managedSave(0),
    "save": lambda world: world.domain.save(world.path("image")),
    "restore": lambda world: world.connection.restore(world.path("image")),
    "rename": lambda world: world.domain.rename("renamed", 0),
    "dump": lambda world: world.domain.coreDump(world.path("core"), libvirt.VIR_DUMP_CRASH),
    "autostart": lambda world: world.domain.setAutostart(1),
    "look up": lambda world: world.connection.lookupByUUIDString(UUID),
}
STARTS = ("off", "running", "transient")


def walk(world, names):
    """Does the steps one after the other, each whatever came of the one before."""
    answers = []
    for name in names:
        try:
            answers.append(plain(STEPS[name](world)))
        except libvirt.libvirtError as error:
            answers.append(error_facts(error))
    return answers


def cases():
    for state in STARTS:
        for names in itertools.product(STEPS, repeat=2):
            yield Case("lifecycle", state, " then ".join(names), lambda world, names=names: walk(world, names))
    for names in (("create", "destroy") * 3, ("createXML", "destroy") * 3, ("save", "restore") * 2,
                  ("managedSave", "create") * 2, ("define", "create", "undefine", "define", "destroy"),
                  ("undefine", "define", "destroy", "create"),
                  ("managedSave", "undefine", "managedSave", "destroy", "undefine")):
        for state in STARTS:
            yield Case("lifecycle", state, " then ".join(names), lambda world, names=names: walk(world, names))
