#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents made from the tables, defined on libvirt and on this library: both refuse them, or write the same of them.

    documents_test.py GENERATOR [--least PERCENT] [--count COUNT] [--seed SEED] [--show]

GENERATOR is the program random-documents. Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as
libvirt.so.0. Fails when fewer than PERCENT of the documents come to the same, and when either library crashes on one that
the other survives. With --show it prints a document for each kind of difference: what libvirt checks in a document and this
library does not yet stands there.
"""
import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import prerequisites

DEFINE = Path(__file__).resolve().parent / "documents" / "define.py"


def outcomes(environment, arguments):
    return subprocess.Popen(["/usr/bin/python3", "-B", DEFINE, *arguments], env=environment, stdout=subprocess.PIPE,
                            text=True)


def kind_of_difference(stock, own):
    if isinstance(stock, list) and isinstance(own, list):
        return "document"
    if isinstance(own, list):
        return "works"
    return "refused" if isinstance(stock, list) else "code"


def subject(stock, own, kind):
    """The element in which two documents come apart; of what is refused, the first word that the error quotes."""
    if kind == "document":
        for one, other in zip([*stock, ""], [*own, ""]):
            if one != other:
                found = re.search(r"<(/?[\w:-]+)", one or other)
                return found[1] if found else "text"
    message = own["message"] if kind != "works" else stock["message"]
    return re.sub(r"^(.*: )?line \d+, column \d+: ", "", message)


def is_crash(outcome):
    return isinstance(outcome, dict) and outcome["code"] == "signal"


def is_same(stock, own):
    """The same document, or errors of the same code."""
    if isinstance(stock, dict) and isinstance(own, dict):
        return stock["code"] == own["code"]
    return stock == own


def define_on_both(options, kind):
    """The outcomes on libvirt and on this library, in the order of the documents."""
    stock_environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
    arguments = [options.generator, kind, str(options.count), str(options.seed)]
    processes = [outcomes(environment, arguments) for environment in (stock_environment, dict(os.environ))]
    stock, own = [[json.loads(line) for line in process.communicate()[0].splitlines()] for process in processes]
    if not len(stock) == len(own) == options.count:
        sys.exit(f"{options.count} documents should have been defined, not {len(stock)} and {len(own)}")
    return zip(texts(*arguments), stock, own)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator")
    parser.add_argument("--least", type=float, default=100)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    total = accepted = equal = crashes = 0
    examples = {}
    for kind in ("domain", "network"):
        for text, stock, own in define_on_both(options, kind):
            total += 1
            accepted += isinstance(stock, list)
            equal += is_same(stock, own)
            if is_crash(own) and not is_crash(stock):
                crashes += 1
                print(f"crashes: {text}")
            if not is_same(stock, own):
                how = kind_of_difference(stock, own)
                examples.setdefault((kind, how, subject(stock, own, how)), (text, stock, own))
    if options.show:
        for name, (text, stock, own) in examples.items():
            print(f"\n{' '.join(name)}\n{text}\n  libvirt: {json.dumps(stock)}\n  modvirt: {json.dumps(own)}")
    percent = 100 * equal / total
    print(f"\ncases={total} equal={equal} ({percent:.1f} %) accepted={accepted} kinds of difference={len(examples)}")
    return 1 if percent < options.least or crashes or not accepted else 0


def texts(*arguments):
    written = subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout
    return [text.decode() for text in written.split(b"\0")[:-1]]


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file("/usr/lib/python3/dist-packages/libvirt.py", "python3-libvirt")
    prerequisites.need_file("/usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt0 9.0.0")
    sys.exit(main())
