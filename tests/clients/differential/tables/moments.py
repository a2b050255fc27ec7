# SPDX-License-Identifier: LGPL-2.1-or-later
"""Snapshots and checkpoints: their documents, their trees, and every step with them after every other."""
import itertools

import libvirt

from case import Case, vary
from outcome import error_facts, masked, plain
from tables.values import FLAGS
from worlds import UUID, guest_xml

STATES = ("off", "running", "paused", "transient", "unpersisted", "saved", "crashed", "read-only running")
BITS = (0, *(1 << bit for bit in range(13)), 3, 5, 6, 9, 12, 18, 96, 768, 1025, 1 << 30)
DOMAIN = guest_xml()
OTHER = DOMAIN.replace(UUID, UUID.replace("1", "9"))
SMALL = DOMAIN.replace("1048576", "1048572")


def snapshot(name="n", inside=""):
    return f"<domainsnapshot><name>{name}</name>{inside}</domainsnapshot>"


def kept(name, state="running", parent="", inside="", domain=DOMAIN):
    above = f"<parent><name>{parent}</name></parent>" if parent else ""
    return snapshot(name, f"{above}<state>{state}</state><creationTime>5</creationTime>{inside}{domain}")


def checkpoint(name="n", inside=""):
    return f"<domaincheckpoint><name>{name}</name>{inside}</domaincheckpoint>"


def kept_checkpoint(name, parent="", domain=DOMAIN):
    above = f"<parent><name>{parent}</name></parent>" if parent else ""
    return checkpoint(name, f"{above}<creationTime>5</creationTime>{domain}")


WISHES = {
    "described": snapshot(inside="<description>one &amp; two</description>"),
    "without name": "<domainsnapshot/>", "slash": snapshot("a/b"), "dot": snapshot(".x"), "blank": snapshot("a b"),
    "disk": snapshot(inside="<disks><disk name='vda'/></disks>"),
    "disk by source": snapshot(inside="<disks><disk name='/guest/disk.img'/></disks>"),
    "disk internal": snapshot(inside="<disks><disk name='vda' snapshot='internal'/></disks>"),
    "disk external": snapshot(inside="<disks><disk name='vda' snapshot='external'/></disks>"),
    "disk no": snapshot(inside="<disks><disk name='vda' snapshot='no'/></disks>"),
    "disk manual": snapshot(inside="<disks><disk name='vda' snapshot='manual'/></disks>"),
    "disk twice": snapshot(inside="<disks><disk name='vda'/><disk name='vda'/></disks>"),
    "disk unknown": snapshot(inside="<disks><disk name='vdz'/></disks>"),
    "disk unnamed": snapshot(inside="<disks><disk/></disks>"),
    "memory no": snapshot(inside="<memory snapshot='no'/>"),
    "memory internal": snapshot(inside="<memory snapshot='internal'/>"),
    "memory file": snapshot(inside="<memory snapshot='external' file='/m'/>"
                                   "<disks><disk name='vda' snapshot='external'><source file='/y'/></disk></disks>"),
    "memory relative": snapshot(inside="<memory file='m'/>"),
    "memory no file": snapshot(inside="<memory snapshot='external'/>"),
    "memory file inside": snapshot(inside="<memory snapshot='internal' file='/m'/>"),
    "memory unknown": snapshot(inside="<memory snapshot='bogus'/>"),
    "own state": snapshot(inside="<state>shutoff</state><creationTime>5</creationTime>"),
}
REDEFINITIONS = {
    "whole": kept("n"), "off": kept("n", "shutoff"), "paused": kept("n", "paused"), "crashed": kept("n", "crashed"),
    "state unknown": kept("n", "bogus"), "no state told": kept("n", "nostate"),
    "below first": kept("n", parent="first"), "below nobody": kept("n", parent="nobody"),
    "below itself": kept("n", parent="n"), "first below second": kept("first", parent="second"),
    "second a root": kept("second"), "second off": kept("second", "shutoff"),
    "second smaller": kept("second", domain=SMALL), "other": kept("n", domain=OTHER),
    "without domain": kept("n", domain=""), "without time": snapshot("n", "<state>running</state>" + DOMAIN),
    "without state": snapshot("n", "<creationTime>5</creationTime>" + DOMAIN),
    "without name": kept("n").replace("<name>n</name>", "", 1),
    "memory file": kept("n", inside="<memory snapshot='external' file='/z'/>"),
}
CHECKPOINTS = {
    "described": checkpoint(inside="<description>d</description>"), "without name": "<domaincheckpoint/>",
    "slash": checkpoint("a/b"), "unknown element": checkpoint(inside="<bogus/>"),
    "disk": checkpoint(inside="<disks><disk name='vda'/></disks>"),
    "disk no": checkpoint(inside="<disks><disk name='vda' checkpoint='no'/></disks>"),
    "disk bitmap": checkpoint(inside="<disks><disk name='vda' bitmap='b'/></disks>"),
    "disk mode unknown": checkpoint(inside="<disks><disk name='vda' checkpoint='bogus'/></disks>"),
    "disk unknown": checkpoint(inside="<disks><disk name='vdz'/></disks>"),
    "disk twice": checkpoint(inside="<disks><disk name='vda'/><disk name='vda'/></disks>"),
}
CHECKPOINT_REDEFINITIONS = {
    "whole": kept_checkpoint("n"), "below nobody": kept_checkpoint("n", "nobody"),
    "below itself": kept_checkpoint("n", "n"), "other": kept_checkpoint("n", domain=OTHER),
    "without domain": kept_checkpoint("n", domain=""), "without time": checkpoint(),
    "without name": "<domaincheckpoint><creationTime>5</creationTime></domaincheckpoint>",
}


def _tree(domain):
    """All that is told of a domain's snapshots and checkpoints, by name."""
    facts = {}
    for kind in ("Snapshots", "Checkpoints"):
        for moment in getattr(domain, f"listAll{kind}")():
            parent = moment.getXMLDesc().split("<parent>")[1:]
            facts[f"{kind} {masked(moment.getName())}"] = [
                masked(parent[0].split("</name>")[0].strip()) if parent else None,
                bool(moment.isCurrent()) if kind == "Snapshots" else None,
                sorted(masked(child.getName()) for child in moment.listAllChildren(1)), moment.getXMLDesc()]
    return plain(facts)


def _make(world, method, text, flags):
    made = getattr(world.domain, method)(text, flags)
    return [masked(made.getName()), masked(made.getXMLDesc()), _tree(world.domain)]


def _prepared(world, names, method, text, flags):
    for name in names:
        world.domain.snapshotCreateXML(snapshot(name), 0)
    return _make(world, method, text, flags)


# What a program does with snapshots, each whatever came of the one before.
STEPS = {
    "take a": lambda domain: domain.snapshotCreateXML(snapshot("a"), 0).getName(),
    "take b": lambda domain: domain.snapshotCreateXML(snapshot("b"), 0).getName(),
    "take and halt": lambda domain: domain.snapshotCreateXML(snapshot("h"), 8).getName(),
    "keep off": lambda domain: domain.snapshotCreateXML(kept("o", "shutoff", "a"), 1).getName(),
    "keep current": lambda domain: domain.snapshotCreateXML(kept("k", "paused"), 3).getName(),
    "revert a": lambda domain: domain.revertToSnapshot(domain.snapshotLookupByName("a")),
    "revert o": lambda domain: domain.revertToSnapshot(domain.snapshotLookupByName("o")),
    "revert k": lambda domain: domain.revertToSnapshot(domain.snapshotLookupByName("k")),
    "revert running": lambda domain: domain.revertToSnapshot(domain.snapshotLookupByName("k"), 1),
    "revert paused": lambda domain: domain.revertToSnapshot(domain.snapshotLookupByName("a"), 2),
    "delete a": lambda domain: domain.snapshotLookupByName("a").delete(),
    "delete all": lambda domain: domain.snapshotLookupByName("a").delete(1),
    "delete children": lambda domain: domain.snapshotLookupByName("a").delete(4),
    "mark": lambda domain: domain.checkpointCreateXML(checkpoint("c"), 0).getName(),
    "destroy": lambda domain: domain.destroy(),
    "undefine": lambda domain: domain.undefine(),
    "undefine all": lambda domain: domain.undefineFlags(2),
    "rename": lambda domain: domain.rename("renamed", 0),
}
MARKING_STEPS = {
    "mark a": lambda domain: domain.checkpointCreateXML(checkpoint("a"), 0).getName(),
    "mark b": lambda domain: domain.checkpointCreateXML(checkpoint("b"), 2).getName(),
    "keep": lambda domain: domain.checkpointCreateXML(kept_checkpoint("k", "a"), 1).getName(),
    "delete a": lambda domain: domain.checkpointLookupByName("a").delete(),
    "delete all": lambda domain: domain.checkpointLookupByName("a").delete(1),
    "delete metadata": lambda domain: domain.checkpointLookupByName("b").delete(2),
    "delete children": lambda domain: domain.checkpointLookupByName("a").delete(4),
    "take": lambda domain: domain.snapshotCreateXML(snapshot("s"), 0).getName(),
    "destroy": lambda domain: domain.destroy(),
}


def walk(world, steps):
    answers = []
    for step in steps:
        try:
            answers.append(plain(step(world.domain)))
        except libvirt.libvirtError as error:
            answers.append(error_facts(error))
    try:
        answers.append(_tree(world.domain))
    except libvirt.libvirtError as error:
        answers.append(error_facts(error))
    return answers


def _walks(kind, steps, states, first):
    for state in states:
        for names in itertools.product(first, steps, steps):
            yield Case("moments", state, f"{kind}: " + " then ".join(names),
                       lambda world, names=names: walk(world, [steps[name] for name in names]))


def _making(state, method, texts, flags, prepared=()):
    for row in vary(texts, flags):
        yield Case("moments", state, f"{'after two ' if prepared else ''}{method}({row.label})",
                   lambda world, row=row: _prepared(world, prepared, method, *row.values))


def _asking(state, name, questions):
    for question, columns in questions.items():
        for row in vary(*columns):
            yield Case("moments", state, f"{name}.{question}({row.label})",
                       lambda world, row=row, question=question: _answer(world, name, question, row.values))


def _answer(world, name, question, arguments):
    answer = plain(getattr(world.domain.snapshotLookupByName(name), question)(*arguments))
    return sorted(answer, key=str) if isinstance(answer, list) else answer


QUESTIONS = {
    "getXMLDesc": [FLAGS], "getParent": [FLAGS], "isCurrent": [FLAGS], "hasMetadata": [FLAGS],
    "numChildren": [BITS], "listChildrenNames": [BITS], "listAllChildren": [BITS], "delete": [BITS],
    "getName": [], "getDomain": [],
}


def cases():
    for state in STATES:
        yield from _making(state, "snapshotCreateXML", WISHES, (0, 8, 64, 128, 256, 512))
        yield from _making(state, "checkpointCreateXML", CHECKPOINTS, FLAGS)
        yield from _making(state, "checkpointCreateXML", CHECKPOINT_REDEFINITIONS, (1, 3, 5, 9))
    for state in ("off", "running", "transient"):
        yield from _making(state, "snapshotCreateXML", REDEFINITIONS, (1, 3, 65, 257, 513), ("first", "second"))
    for name in ("first", "second"):
        yield from _asking("snapshotted", name, QUESTIONS)
    for flags in BITS:
        yield Case("moments", "snapshotted", f"listAllSnapshots({flags})", lambda world, flags=flags: sorted(
            moment.getName() for moment in world.domain.listAllSnapshots(flags)))
        yield Case("moments", "snapshotted", f"revertToSnapshot({flags})", lambda world, flags=flags:
                   world.domain.revertToSnapshot(world.domain.snapshotLookupByName("first"), flags))
    yield from _walks("snapshots", STEPS, ("off", "running", "transient"), ("take a", "keep current"))
    yield from _walks("checkpoints", MARKING_STEPS, ("running", "transient"), ("mark a",))
