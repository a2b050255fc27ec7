#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same program on libvirt and on this library: whatever it does comes to the same, but for docs/differences.md.

    differential_test.py [PATTERN...]

Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as libvirt.so.0. PATTERN chooses cases by their
id. The words of errors are compared as well, and their differences counted,
but only those of substance fail the test.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import differences
import prerequisites

RUN = Path(__file__).resolve().parent / "differential" / "run.py"


def start(patterns, environment):
    return subprocess.Popen(["/usr/bin/python3", "-B", RUN, *patterns], env=environment, stdout=subprocess.PIPE,
                            text=True)


def records_of(process):
    lines = process.communicate()[0].splitlines()
    if process.returncode:
        sys.exit(f"the cases could not be run; status {process.returncode}")
    return {item["case"]: item["record"] for item in map(json.loads, lines)}


def observe_both(patterns):
    """The records of libvirt and of this library, made at the same time."""
    own_environment = dict(os.environ)
    stock_environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    processes = [start(patterns, stock_environment), start(patterns, own_environment)]
    return [records_of(process) for process in processes]


def without_words(record):
    """The record but for the text of errors, wherever they are."""
    if isinstance(record, dict):
        return {key: without_words(value) for key, value in record.items() if key != "message"}
    if isinstance(record, list):
        return [without_words(item) for item in record]
    return record


def difference_text(name, stock, own):
    lines = [f"{name}"]
    for key in sorted({*stock, *own}):
        if stock.get(key) != own.get(key):
            lines += [f"    {key}", f"      libvirt: {json.dumps(stock.get(key))}",
                      f"      modvirt: {json.dumps(own.get(key))}"]
    return "\n".join(lines)


def report(title, names, stock, own):
    if names:
        print(f"\n{title}:")
        for name in names:
            print(difference_text(name, stock[name], own[name]))


def main():
    patterns = sys.argv[1:]
    known = differences.read()
    stock, own = observe_both(patterns)
    different = [name for name in stock if without_words(stock[name]) != without_words(own.get(name, {}))]
    reworded = [name for name in stock if name not in different and stock[name] != own[name]]
    unknown = [name for name in different if not any(each.covers(name) for each in known)]
    stale = [] if patterns else [each for each in known if not any(each.covers(name)
        for name in different + reworded)]

    report("messages that differ", [name for name in reworded if not any(each.covers(name) for each in known)],
           stock, own)
    report("differences", unknown, stock, own)
    for each in stale:
        print(f"\n{differences.PAGE}: nothing differs any more: {' '.join(each.patterns)}")
    print(f"\ncases={len(stock)} equal={len(stock) - len(different)} known={len(different) - len(unknown)} "
          f"messages={len(stock) - len(different) - len(reworded)}")
    return 1 if unknown or stale or not stock else 0


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file("/usr/lib/python3/dist-packages/libvirt.py", "python3-libvirt")
    prerequisites.need_file("/usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt0 9.0.0")
    sys.exit(main())
