#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents made from the tables, defined on libvirt and on this library: both refuse them, or write the same of them.

    documents_test.py GENERATOR [--count COUNT] [--seed SEED] [--show]

GENERATOR is the program random-documents. Needs MODVIRT_LIBRARY and, as LD_LIBRARY_PATH, the folder that has it as
libvirt.so.0. Fails on every difference that is none of the known kinds below, each of which has its reason, and when this
library crashes on a document that libvirt survives. With --show it prints a document for each kind of difference, the
frequent ones first. The documents of a seed are the same each time.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

import prerequisites

DEFINE = Path(__file__).resolve().parent / "documents" / "define.py"


def outcomes(environment, arguments):
    return subprocess.Popen(["/usr/bin/python3", "-B", DEFINE, *arguments], env=environment, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)


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


def escaped_as_own(stock, own):
    """libvirt writes some values as they are, markup and all; they are escaped here as this library writes them."""
    text = stock
    for element in elements_of(own).iter():
        values = [(f"{name}='", value, "'") for name, value in element.items()]
        values.append((">", element.text or "", "</"))
        for before, value, after in values:
            right = escape(value, {"'": "&apos;", '"': "&quot;", "\n": "&#xA;"})
            if right != value:
                text = text.replace(before + value + after, before + right + after)
    return text


def repeated(given, own):
    """What stands more often in an element of the given document than in any such element of the one that is told."""
    def most(root):
        counts = collections.Counter()
        for parent in root.iter():
            for name, count in collections.Counter(child.tag for child in parent).items():
                counts[parent.tag, name] = max(counts[parent.tag, name], count)
        return counts
    told = most(own)
    return {name for (parent, name), count in most(given).items() if count > max(1, told[parent, name])}


class Loss:
    """What libvirt may tell otherwise: it loses parts of the document, and mixes elements that should stand once."""

    def __init__(self, given, own):
        self.said = set()
        for element in given.iter():
            self.said.add(element.tag)
            self.said.update((element.tag, name) for name in element.keys())
        self.mixed = repeated(given, own)

    def explains(self, less, more):
        """Whether an element is another one without some of what was said."""
        if less.tag == more.tag and more.tag in self.mixed:
            return True
        if less.tag != more.tag or (less.text or "").strip() != (more.text or "").strip():
            return False
        # libvirt writes a line's end in a value as it is, and so reads it as a blank.
        if any(more.get(name, "").replace("\n", " ") != value.replace("\n", " ") for name, value in less.items()):
            return False
        if any(name not in less.keys() and (more.tag, name) not in self.said for name in more.keys()):
            return False
        wanted = list(less)
        for child in more:
            if wanted and self.explains(wanted[0], child):
                wanted.pop(0)
            elif child.tag not in self.said:
                return False
        # What libvirt leaves empty says nothing.
        return all(child.tag in self.mixed or not (child.keys() or len(child) or (child.text or "").strip())
                   for child in wanted)


def is_lost(given, stock, own):
    if not (isinstance(stock, list) and isinstance(own, list)):
        return False
    told, text = "\n".join(stock), "\n".join(own)
    try:
        whole = elements_of(text)
        return Loss(given, whole).explains(elements_of(escaped_as_own(told, text)), whole)
    except expat.ExpatError:
        return False


def has_twice(given, parent, child):
    return any(len(element.findall(child)) > 1 for element in given.iter(parent))


def is_mixed(given, stock, own):
    """Elements that may stand once, of which libvirt takes this from the first and that from the last."""
    del stock, own
    return any(has_twice(given, parent, child) for parent, child in (
        ("video", "model"), ("hostdev", "source"), ("disk", "source"), ("disk", "target"), ("channel", "target"),
        ("serial", "target"), ("forward", "pf"), ("interface", "source"), ("filesystem", "source"), ("source", "address"),
        ("interface", "mtu"), ("input", "source"), ("graphics", "listen"), ("memory", "target"), ("lease", "target"),
        ("resource", "fibrechannel"), ("backend", "source"), ("address", "zpci"), ("smm", "tseg"), ("audio", "output"),
        ("audio", "input")))


def has_native_twin(given, stock, own):
    """A <tag> with the number of a native one is written as native too, which libvirt itself refuses to read."""
    del stock, own
    for vlan in given.iter("vlan"):
        numbers = [int(tag.get("id", "0")) for tag in vlan.findall("tag")]
        if len(set(numbers)) < len(numbers):
            return True
    return False


def is_text_of_children(given, stock, own):
    """libvirt takes the text of all that is in <backend> for the path of a random number generator."""
    return (isinstance(stock, list) and isinstance(own, list) and
            any("".join(backend.itertext()).strip() for rng in given.iter("rng") for backend in rng.iter("backend")))


def is_of_passt(given, stock, own):
    """The schema of libvirt 9.0.0 has <backend type='passt'>, and its parser refuses it."""
    del own
    return (isinstance(stock, dict) and "'passt'" in stock["message"] and
            any(backend.get("type") == "passt" for backend in given.iter("backend")))


def is_of_socket(given, stock, own):
    """libvirt compares the attribute "socket" of every <graphics> with its <listen>, though only VNC has one."""
    return (isinstance(stock, dict) and isinstance(own, dict) and "graphics 'socket' attribute" in stock["message"] and
            any(graphics.get("socket") and graphics.get("type") != "vnc" for graphics in given.iter("graphics")))


# Name, whether it is one, and why ours is better.
KNOWN = [
    ("crash", lambda given, stock, own: is_crash(stock), "libvirt crashes"),
    ("lost", is_lost, "libvirt accepts parts of a document and forgets them, or writes values without escaping them"),
    ("mixed", is_mixed, "of what may stand once the first counts, wholly"),
    ("native", has_native_twin, "what is written can be read again"),
    ("passt", is_of_passt, "what the schema has is accepted"),
    ("socket", is_of_socket, "the attribute has no meaning there"),
    ("text", is_text_of_children, "the path of a device is the element's own text"),
]


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
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    counts = collections.Counter()
    known = collections.Counter()
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
                continue
            given = elements_of(text)
            reason = next((name for name, is_one, _ in KNOWN if is_one(given, stock, own)), None)
            if reason:
                known[reason] += 1
            else:
                how = kind_of_difference(stock, own)
                differences[kind, how, subject(stock, own, how)].append((text, stock, own))
    unknown = sum(map(len, differences.values()))
    if options.show or unknown:
        show(differences)
    for name, _, why in KNOWN:
        print(f"{known[name]:6} {name}: {why}")
    print(f"documents={counts['total']} equal={counts['equal']} known={sum(known.values())} unknown={unknown}"
          f" accepted={counts['accepted']}")
    return 1 if unknown or counts["crashes"] or not counts["accepted"] else 0


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
