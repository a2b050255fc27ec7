# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs every case on the library that python3-libvirt finds, and prints a line of JSON for each: run.py [PATTERN...]

Each case has a child process of its own,
so that one that crashes or hangs is a result like any other. PATTERN chooses
cases by their id, as a shell does files.
"""
import fnmatch
import json
import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True
sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import libvirt  # noqa: E402

import outcome  # noqa: E402
import tables  # noqa: E402
import worlds  # noqa: E402

TIMEOUT_S = 20


def _child(case, writer):
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    signal.alarm(TIMEOUT_S)
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    libvirt.virEventRegisterDefaultImpl()
    try:
        world = worlds.make(case.state)
    except libvirt.libvirtError as refused:
        record = {"no world": outcome.error_facts(refused)}
    else:
        os.chdir(world.folder)
        try:
            record = outcome.observe(case, world)
        finally:
            shutil.rmtree(world.folder, ignore_errors=True)
    with os.fdopen(writer, "w") as stream:
        json.dump(record, stream)


def observe(case):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            _child(case, writer)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as stream:
        answer = stream.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"signal": signal.Signals(os.WTERMSIG(status)).name}
    if not answer:
        return {"exit": os.waitstatus_to_exitcode(status)}
    return json.loads(answer)


def warm_up():
    """Has the library load what it needs once, before the children are made: they start with it."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    connection = libvirt.open("test:///default")
    connection.lookupByName("test").XMLDesc()
    connection.close()
    if len(os.listdir("/proc/self/task")) != 1:
        sys.exit("the library runs threads while no connection is open; children could not use it")


def main():
    warm_up()
    patterns = sys.argv[1:] or ["*"]
    for case in tables.all_cases():
        if any(fnmatch.fnmatchcase(case.id, pattern) for pattern in patterns):
            print(json.dumps({"case": case.id, "record": observe(case)}), flush=True)


if __name__ == "__main__":
    main()
