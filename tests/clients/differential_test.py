#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The same program on libvirt and on this library: whatever it does comes to the same, but for docs/differences.md.

    differential_test.py [PATTERN...]

Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as libvirt.so.0. PATTERN chooses cases by their
id. The words of errors are compared as well, and their differences counted, but only those of substance fail the test.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import differences
import prerequisites

RUN = Path(__file__).resolve().parent / "differential" / "run.py"
# Of each library; both are run at the same time.
PARTS = max(1, (os.cpu_count() or 1) // 2)
NO_SUPPORT = 3


def start(arguments, environment):
    return subprocess.Popen(["/usr/bin/python3", "-B", RUN, *arguments], env=environment, stdout=subprocess.PIPE,
                            text=True)


def records_of(process):
    lines = process.communicate()[0].splitlines()
    if process.returncode:
        sys.exit(f"the cases could not be run; status {process.returncode}")
    return {item["case"]: item["record"] for item in map(json.loads, lines)}


def observe_both(arguments):
    """The records of libvirt and of this library, made at the same time."""
    stock_environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    parts = [f"--part={part}/{PARTS}" for part in range(PARTS)]
    processes = [[start([part, *arguments], environment) for part in parts]
                 for environment in (stock_environment, os.environ)]
    return [dict(item for process in of_one for item in records_of(process).items()) for of_one in processes]


def without_words(record):
    """The record but for the text of errors, wherever they are."""
    if isinstance(record, dict):
        return {key: without_words(value) for key, value in record.items() if key != "message"}
    if isinstance(record, list):
        return [without_words(item) for item in record]
    return record


def failure(record):
    """The error of a record without its words; none when the call was served."""
    answer = record.get("answer")
    error = answer.get("error") if isinstance(answer, dict) else record
    return (error["code"], error["domain"]) if error and "code" in error and "domain" in error else None


def outcome_kind(stock, own):
    """In what the outcome of the call itself differs; nothing when it is the same."""
    if "signal" in stock and "signal" not in own:
        return {"crash"}
    if failure(stock) != failure(own) and (failure(stock) or (0,))[0] == NO_SUPPORT:
        return {"served"}
    if failure(stock) != failure(own) and (failure(own) or (0,))[0] == NO_SUPPORT:
        return {"missing"}
    if bool(failure(stock)) != bool(failure(own)):
        return {"works"} if failure(stock) else {"refused"}
    if failure(stock) != failure(own):
        return {"code"} if failure(stock)[0] != failure(own)[0] else {"speaker"}
    names = ("answer", "code", "domain", "level", "binding", "signal", "exit", "no world")
    is_same = all(stock.get(name) == own.get(name) for name in names)
    return set() if is_same else {"answer"}


def kinds(stock, own):
    """In what two records differ but for words."""
    stock, own = without_words(stock), without_words(own)
    found = outcome_kind(stock, own)
    if found & differences.WHOLE:
        return found
    parts = {"events": "events", "handle": "state", "changes": "document", "after": "state"}
    return found | {kind for part, kind in parts.items() if stock.get(part) != own.get(part)}


def differing(stock, own):
    return {name: found for name in stock if (found := kinds(stock[name], own.get(name, {})))}


def alone(names):
    """The records of these cases on both, each in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as chosen:
        json.dump(sorted(names), chosen)
        chosen.flush()
        return observe_both([f"--only={chosen.name}"])


def difference_text(name, stock, own):
    lines = [f"{name}: {', '.join(sorted(kinds(stock, own)))}"]
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
    # What a case left behind in its process is no difference of the next one.
    again = differing(stock, own)
    if again:
        for records, of_one in zip((stock, own), alone(again)):
            records.update(of_one)
    found = differing(stock, own)
    unknown, faults = differences.judge(known, found, list(stock))
    if patterns:
        faults = []    # of what was not run
    reworded = [name for name in stock if name not in found and stock[name] != own[name]]

    if patterns:
        report("messages that differ", reworded, stock, own)
    report("differences", unknown, stock, own)
    for fault in faults:
        print(f"\n{differences.PAGE}: {fault}")
    missing = sum(kinds == {"missing"} for kinds in found.values())
    print(f"\ncases={len(stock)} equal={len(stock) - len(found)} known={len(found) - len(unknown)} missing={missing} "
          f"same messages={len(stock) - len(found) - len(reworded)}")
    return 1 if unknown or faults or not stock or own.keys() != stock.keys() else 0


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file("/usr/lib/python3/dist-packages/libvirt.py", "python3-libvirt")
    prerequisites.need_file("/usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt0 9.0.0")
    sys.exit(main())
