# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the cases on the library that python3-libvirt finds, and prints a line of JSON for each.

    run.py [--part K/N] [--only FILE] [PATTERN...]

PATTERN chooses cases by their id, as a shell does files; --part chooses one part of N equal ones, and FILE has the ids of
the cases to run as JSON. Cases are run in child processes, many in one after the other, so that one that crashes or hangs
is a result like any other; with --only each has a child of its own, and no case can tell what was before it.
"""
import argparse
import fnmatch
import json
import os
import signal
import sys

sys.dont_write_bytecode = True
sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import libvirt  # noqa: E402

import outcome  # noqa: E402
import tables  # noqa: E402
import worlds  # noqa: E402

TIMEOUT_S = 20
IN_ONE_CHILD = 100


def _run(case, stream):
    """Writes the record of the case. False when it leaves something behind that the next one would find."""
    signal.alarm(TIMEOUT_S)
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    is_clean = True
    try:
        world = worlds.make(case.state)
    except libvirt.libvirtError as refused:
        record = {"no world": outcome.error_facts(refused)}
    else:
        os.chdir(world.folder)
        record = outcome.observe(case, world)
        is_clean = worlds.unmake(world)
    stream.write(json.dumps(record) + "\n")
    stream.flush()
    return is_clean


def _child(cases, writer):
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(silence, standard)
    libvirt.virEventRegisterDefaultImpl()
    with os.fdopen(writer, "w") as stream:
        for case in cases:
            if not _run(case, stream):
                break


def observe(cases):
    """The records of the first of the cases: as many of them as one child process got through, and at least one."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            _child(cases, writer)
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as stream:
        records = [json.loads(line) for line in stream if line.endswith("\n")]
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        records.append({"signal": signal.Signals(os.WTERMSIG(status)).name})
    elif status or not records:
        records.append({"exit": os.waitstatus_to_exitcode(status)})
    return records[:len(cases)]


def warm_up():
    """Has the library load what it needs once, before the children are made: they start with it."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    connection = libvirt.open("test:///default")
    connection.lookupByName("test").XMLDesc()
    connection.close()
    if len(os.listdir("/proc/self/task")) != 1:
        sys.exit("the library runs threads while no connection is open; children could not use it")


def chosen(options):
    cases = list(tables.all_cases())
    if options.only:
        with open(options.only, encoding="utf-8") as stream:
            ids = set(json.load(stream))
        cases = [case for case in cases if case.id in ids]
    if options.patterns:
        cases = [case for case in cases if any(fnmatch.fnmatchcase(case.id, pattern) for pattern in options.patterns)]
    part, parts = map(int, options.part.split("/"))
    return cases[part::parts]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--part", default="0/1")
    parser.add_argument("--only", metavar="FILE")
    parser.add_argument("patterns", nargs="*", metavar="PATTERN")
    options = parser.parse_args()
    cases = chosen(options)
    warm_up()
    while cases:
        records = observe(cases[:1 if options.only else IN_ONE_CHILD])
        for case, record in zip(cases, records):
            print(json.dumps({"case": case.id, "record": record}), flush=True)
        cases = cases[len(records):]


if __name__ == "__main__":
    main()
