# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a case came to, as plain data that two libraries can be compared by."""
import difflib
import re

import libvirt

import events
from worlds import UUID

FIXED_UUIDS = {UUID, "6695eb01-f6a4-8304-79aa-97f2502e193f"}
# What only chance decides.
RANDOM_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
RANDOM_MAC = re.compile(r"52:54:00:(?!11:22:33)(?:[0-9a-f]{2}:){2}[0-9a-f]{2}")
CLOCK_NAME = re.compile(r"\b1[5-9]\d{8}\b")    # snapshots are called by the second
RANDOM_SUFFIX = re.compile(r"differential-[a-z0-9_]{8}")

# What follows the clock, by the method that tells it: the place in the answer, through lists and by name.
CLOCKED = {
    "info": [(4,)], "blockStats": [(place,) for place in range(5)],
    "interfaceStats": [(place,) for place in range(8)],
    "vcpus": [(0, vcpu, 2) for vcpu in range(4)], "getTime": [("seconds",), ("nseconds",)],
    "memoryStats": [("last_update",)],
}


def plain(value):
    """A value of the binding as one of JSON."""
    if isinstance(value, libvirt.virDomain):
        return {"domain": value.name(), "uuid": masked(value.UUIDString()), "id": value.ID()}
    for kind in ("virDomainSnapshot", "virDomainCheckpoint", "virNetwork", "virStoragePool", "virStream"):
        if isinstance(value, getattr(libvirt, kind)):
            name = value.getName() if hasattr(value, "getName") else value.name() if hasattr(value, "name") else ""
            return {kind: masked(name)}
    if isinstance(value, libvirt.virConnect):
        return {"connection": value.getURI()}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in sorted(value.items(), key=lambda pair: str(pair[0]))}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return "bytes " + bytes(value).hex()
    if isinstance(value, float):
        return repr(value)
    return masked(value) if isinstance(value, str) else value


def masked(text):
    text = RANDOM_UUID.sub(lambda found: found[0] if found[0] in FIXED_UUIDS else "UUID", text)
    return RANDOM_SUFFIX.sub("FOLDER", CLOCK_NAME.sub("SECONDS", RANDOM_MAC.sub("52:54:00:RANDOM", text)))


def comparable(name, answer):
    """The answer without what follows the clock, and in an order where none is promised."""
    if name.startswith("getAllDomainStats("):
        answer.sort(key=lambda item: item[0]["domain"])
    for place in CLOCKED.get(name.partition("(")[0], ()):
        _mask(answer, place)
    return answer


def _mask(answer, place):
    """Blanks what is at the place, if there is anything."""
    *way, last = place
    try:
        for step in way:
            answer = answer[step]
        if answer[last] is not None:
            answer[last] = "clock"
    except (IndexError, KeyError, TypeError):
        pass


def domain_lines(domain):
    """The documents of a domain; nothing when it has none any more."""
    lines = []
    for flags in (0, libvirt.VIR_DOMAIN_XML_INACTIVE):
        try:
            lines += domain.XMLDesc(flags).splitlines()
        except libvirt.libvirtError as refused:
            lines.append(f"no document: {refused.get_error_code()}")
    return lines


def summary(domain):
    """What can be asked of a domain at any time."""
    facts = {}
    for question in ("state", "isActive", "isPersistent", "isUpdated", "autostart", "hasManagedSaveImage", "ID"):
        try:
            facts[question] = plain(getattr(domain, question)())
        except libvirt.libvirtError as refused:
            facts[question] = f"error {refused.get_error_code()}"
    return facts


def observe(case, world):
    """Runs the case and tells everything about it."""
    before = domain_lines(world.domain) if world.domain else []
    record = {}
    try:
        record["answer"] = comparable(case.name, plain(case.act(world)))
    except libvirt.libvirtError as error:
        record.update(error_facts(error))
    except Exception as refused:    # the binding's own, before or after the call
        record["binding"] = f"{type(refused).__name__}: {refused}"
    events.drain(world)
    record["events"] = plain(events.by_object(world.events))
    if world.domain:
        record["handle"] = world.domain.ID()
        after = domain_lines(world.domain)
        record["changes"] = [masked(line) for line in difflib.unified_diff(before, after, n=0, lineterm="")][2:]
    owner = world.kept[0] if world.kept else world.connection
    record["after"] = {domain.name(): summary(domain) for domain in owner.listAllDomains()}
    return record


def error_facts(error):
    return {"code": error.get_error_code(), "domain": error.get_error_domain(), "level": error.get_error_level(),
            "message": masked(error.get_error_message() or "")}
