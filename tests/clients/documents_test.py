#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents made from the tables, defined on libvirt and on this library: both refuse them, or write the same of them.

    documents_test.py GENERATOR [--least PERCENT] [--count COUNT] [--seed SEED] [--show]

GENERATOR is the program random-documents. Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as
libvirt.so.0. Fails when fewer than PERCENT of the documents come to the same, and when this library crashes on one that
libvirt survives. Where both accept a document, and libvirt's differs only by lacking what the document says, libvirt has lost
it: that is counted apart, and is no difference. With --show it prints a document for each kind of difference, the
frequent ones first: what libvirt checks in a document and this library does not yet stands there.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

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
    """The element in which two documents come apart; of what is refused, why, without the values that are quoted."""
    if kind == "document":
        for one, other in zip([*stock, ""], [*own, ""]):
            if one != other:
                found = re.search(r"<(/?[\w:-]+)", one or other)
                return found[1] if found else "text"
    reasons = [re.sub(r"(^.*)?line \d+, column \d+: |'.*'|\d", "", refused["message"], flags=re.DOTALL)
               for refused in (stock, own) if isinstance(refused, dict)]
    return " / ".join(reasons)


def is_crash(outcome):
    return isinstance(outcome, dict) and outcome["code"] == "signal"


def is_same(stock, own):
    """The same document, or errors of the same code."""
    if isinstance(stock, dict) and isinstance(own, dict):
        return stock["code"] == own["code"]
    return stock == own


def elements_of(text):
    """The root element. Prefixes are part of names: libvirt does not mind one that is not declared."""
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(text, True)
    return builder.close()


def is_within(less, more, said):
    """Whether an element is another one without some of what was said."""
    def stripped(text):
        return (text or "").strip()
    if less.tag != more.tag or stripped(less.text) != stripped(more.text):
        return False
    # libvirt writes a line's end in a value as it is, and so reads it as a blank.
    if any(more.get(name, "").replace("\n", " ") != value for name, value in less.items()):
        return False
    if any(name not in less.keys() and (more.tag, name) not in said for name in more.keys()):
        return False
    wanted = list(less)
    for child in more:
        if wanted and is_within(wanted[0], child, said):
            wanted.pop(0)
        elif child.tag not in said:
            return False
    return not wanted


def is_lost_by_stock(text, stock, own):
    """Whether libvirt tells what this library tells, but for parts that the document has."""
    if not (isinstance(stock, list) and isinstance(own, list)):
        return False
    said = set()
    for element in elements_of(text).iter():
        said.add(element.tag)
        said.update((element.tag, name) for name in element.keys())
    if unescape("\n".join(stock)) == unescape("\n".join(own)):
        return True
    try:
        return is_within(elements_of("\n".join(stock)), elements_of("\n".join(own)), said)
    except expat.ExpatError:
        return False  # libvirt writes some values as they are, markup and all


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
    counts = collections.Counter()
    differences = collections.defaultdict(list)
    for kind in ("domain", "network"):
        for text, stock, own in define_on_both(options, kind):
            counts["total"] += 1
            counts["accepted"] += isinstance(stock, list)
            if is_crash(own) and not is_crash(stock):
                counts["crashes"] += 1
                print(f"crashes: {text}")
            if is_same(stock, own):
                counts["equal"] += 1
            elif is_lost_by_stock(text, stock, own):
                counts["lost"] += 1
            else:
                how = kind_of_difference(stock, own)
                differences[kind, how, subject(stock, own, how)].append((text, stock, own))
    if options.show:
        show(differences)
    percent = 100 * (counts["equal"] + counts["lost"]) / counts["total"]
    print(f"\ncases={counts['total']} equal={counts['equal']} lost by libvirt={counts['lost']} (together {percent:.1f} %)"
          f" accepted={counts['accepted']} kinds of difference={len(differences)}")
    return 1 if percent < options.least or counts["crashes"] or not counts["accepted"] else 0


def show(differences):
    for name, examples in sorted(differences.items(), key=lambda item: -len(item[1])):
        text, stock, own = examples[0]
        print(f"\n{len(examples)} x {' '.join(name)}\n{text}\n  libvirt: {json.dumps(stock)}\n  modvirt: {json.dumps(own)}")


def texts(*arguments):
    written = subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout
    return [text.decode() for text in written.split(b"\0")[:-1]]


if __name__ == "__main__":
    prerequisites.need_plain_library()
    prerequisites.need_file("/usr/lib/python3/dist-packages/libvirt.py", "python3-libvirt")
    prerequisites.need_file("/usr/lib/x86_64-linux-gnu/libvirt.so.0", "libvirt0 9.0.0")
    sys.exit(main())
