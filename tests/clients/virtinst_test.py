#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""virt-install, virt-clone and virt-xml on libvirt and on this library: they answer, print and leave the same behind.

    virtinst_test.py [PATTERN...]

Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as libvirt.so.0. PATTERN chooses command lines. What they
write to stderr is words of errors, which may say more here; docs/differences.md has the differences that are meant.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import differences
import prerequisites

RUN = Path(__file__).resolve().parent / "virtinst" / "run.py"
NEED_STORAGE = (" stored", "size=", "/default-pool", "cd.iso")
KINDS = ("status", "printed", "domains", "networks", "storage")


def start(patterns, environment):
    return subprocess.Popen(["/usr/bin/python3", "-B", RUN, *patterns], env=environment, stdout=subprocess.PIPE,
                            text=True)


def records_of(process):
    lines = process.communicate()[0].splitlines()
    if process.returncode:
        sys.exit(f"the command lines could not be run; status {process.returncode}")
    return {item["case"]: item["record"] for item in map(json.loads, lines)}


def first_difference(stock, own):
    """Where two values come apart, with a little of what is before."""
    stock, own = json.dumps(stock), json.dumps(own)
    place = next((place for place, (one, other) in enumerate(zip(stock, own)) if one != other), min(len(stock), len(own)))
    start_at = max(0, place - 60)
    return f"      libvirt: ...{stock[start_at:place + 240]}\n      modvirt: ...{own[start_at:place + 240]}"


def main():
    patterns = sys.argv[1:]
    known = differences.read("virtinst")
    stock_environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    processes = [start(patterns, stock_environment), start(patterns, dict(os.environ))]
    stock, own = [records_of(process) for process in processes]
    compared = KINDS
    if not any(record.get("storage") for record in own.values()):
        stock = {name: record for name, record in stock.items() if not any(word in name for word in NEED_STORAGE)}
        own = {name: own[name] for name in stock}
        compared = tuple(kind for kind in KINDS if kind != "storage")
        print("storage pools are not served: command lines that need one are left out")
    found = {}
    for name, record in stock.items():
        kinds = {kind for kind in compared if record.get(kind) != own.get(name, {}).get(kind)}
        if kinds:
            found[name] = kinds
    unknown, faults = differences.judge(known, found, list(stock))
    for name in unknown:
        print(f"\n{name}: {', '.join(sorted(found[name]))}")
        for kind in sorted(found[name]):
            print(f"    {kind}\n{first_difference(stock[name].get(kind), own.get(name, {}).get(kind))}")
        print(f"    stderr of libvirt: {stock[name].get('errors', '')[-300:]}\n"
              f"    stderr of modvirt: {own.get(name, {}).get('errors', '')[-300:]}")
    if patterns:
        faults = []    # of what was not run
    for fault in faults:
        print(f"\n{differences.PAGE}: {fault}")
    print(f"\ncases={len(stock)} equal={len(stock) - len(found)} known={len(found) - len(unknown)} "
          f"succeeding={sum(record.get('status') == 0 for record in stock.values())}")
    return 1 if unknown or faults or not stock or own.keys() != stock.keys() else 0


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file("/usr/share/virt-manager/virtinst/virtinstall.py", "virtinst")
    prerequisites.need_file("/usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt0 9.0.0")
    sys.exit(main())
