# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs command lines of virtinst on the library that python3-libvirt finds, and prints a line of JSON for each: run.py [PATTERN...]

Each has a child process of its own in which a connection stays open, as the host in memory lives no longer than the last
one: what has become of the host is told with what the command answered and printed.
"""
import fnmatch
import importlib
import io
import json
import logging
import os
import re
import shlex
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
VIRTINST = "/usr/share/virt-manager"
sys.path.insert(0, VIRTINST)
sys.path.append(os.path.dirname(os.path.abspath(__file__)))

import libvirt  # noqa: E402

from commands import COMMANDS, STOPPED  # noqa: E402

TIMEOUT_S = 30
PROGRAMS = {"virt-install": "virtinstall", "virt-clone": "virtclone", "virt-xml": "virtxml"}
URI = "test:///default"
# What there is beside the domain "test": one that has no disk, and one with a volume; both are off.
GUEST = """<domain type='test'><name>{0}</name><memory>65536</memory><os><type>hvm</type></os><devices>{1}
<interface type='network'><mac address='52:54:00:11:22:33'/><source network='default'/></interface></devices></domain>"""
DISK = "<disk type='file' device='disk'><source file='/default-pool/stored.img'/><target dev='vda' bus='virtio'/></disk>"
VOLUME = "<volume><name>stored.img</name><capacity unit='M'>5</capacity></volume>"
# What only chance decides.
MASKS = [(re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "UUID"),
         (re.compile(r"\b(52:54:00|00:16:3e)(:[0-9a-f]{2}){3}\b"), "MAC"),
         (re.compile(r"\b\d{2}:\d{2}(:\d{2})?(?![\w:.])|\d+ B/s|\d+(\.\d+)? [KMGTk]?B/s"), "TIME")]


def masked(text):
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    return text


def listed(connection, method):
    """What a list call answers, sorted by name; the code of its error when it fails."""
    try:
        return sorted(getattr(connection, method)(), key=lambda each: each.name())
    except libvirt.libvirtError as refused:
        return refused.get_error_code()


def host(connection):
    """Every domain, network and volume of the host, in full."""
    domains, networks, storage = {}, {}, {}
    for domain in listed(connection, "listAllDomains"):
        domains[domain.name()] = [domain.state(), domain.isPersistent(), domain.autostart(), masked(domain.XMLDesc(0))]
        if domain.isActive() and domain.isPersistent():
            domains[f"{domain.name()}, next"] = masked(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
    for network in listed(connection, "listAllNetworks"):
        networks[network.name()] = masked(network.XMLDesc())
    pools = listed(connection, "listAllStoragePools")
    for pool in pools if isinstance(pools, list) else []:
        volumes = listed(pool, "listAllVolumes") if pool.isActive() else []
        storage[masked(pool.name())] = [masked(pool.XMLDesc()), [masked(volume.XMLDesc()) for volume in volumes]]
    return {"domains": domains, "networks": networks, "storage": storage}


def run_program(words):
    """The status of the program."""
    sys.argv = words
    module = importlib.import_module("virtinst." + PROGRAMS[words[0]])
    try:
        module.runcli()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else str(ended.code)
    return 0


def furnish(connection, command):
    """Makes what the command needs."""
    if command.endswith(STOPPED):
        connection.lookupByName("test").destroy()
    if " bare" in command:
        connection.defineXML(GUEST.format("bare", ""))
    if " stored" in command:
        connection.defineXML(GUEST.format("stored", DISK))
        connection.storagePoolLookupByName("default-pool").createXML(VOLUME, 0)


def observe_here(command):
    connection = libvirt.open(URI)
    furnish(connection, command)
    words = shlex.split(command.removesuffix(STOPPED))
    words[1:1] = ["--connect", URI]
    printed, errors = io.StringIO(), io.StringIO()
    sys.stdout, sys.stderr = printed, errors
    sys.stdin = open(os.devnull, encoding="utf-8")
    try:
        status = run_program(words)
    finally:
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        logging.disable(logging.CRITICAL)
    record = {"status": status, "printed": masked(printed.getvalue()), "errors": masked(errors.getvalue()),
              **host(connection)}
    return record


def observe(command):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            signal.alarm(TIMEOUT_S)
            silence = os.open(os.devnull, os.O_RDWR)
            for standard in (0, 1, 2):
                os.dup2(silence, standard)
            with os.fdopen(writer, "w", encoding="utf-8") as stream:
                json.dump(observe_here(command), stream)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as stream:
        answer = stream.read()
    status = os.waitpid(child, 0)[1]
    return json.loads(answer) if answer else {"status": f"ended with {status}"}


def main():
    os.environ["HOME"] = tempfile.gettempdir()
    os.environ.pop("DISPLAY", None)
    for program in PROGRAMS.values():
        importlib.import_module("virtinst." + program)
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    patterns = sys.argv[1:] or ["*"]
    for command in COMMANDS:
        if any(fnmatch.fnmatchcase(f"virtinst/{command}", pattern) for pattern in patterns):
            print(json.dumps({"case": f"virtinst/{command}", "record": observe(command)}), flush=True)


if __name__ == "__main__":
    main()
