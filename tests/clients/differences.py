# SPDX-License-Identifier: LGPL-2.1-or-later
"""The differences that are meant: docs/differences.md, as the tests read it.

A table there has a row for each: the cases it is about, as patterns that a shell would take for files (several are
separated by blanks), in what they differ, and why ours is better. A `|` or a blank in a pattern is written `?`.

A row hides what it names and no more: each of its patterns is of cases that differ, most of them, and in nothing but
the kinds that the row tells of. Patterns of calls that libvirt's driver does not serve at all may be wider, as nothing
else can hide behind "served".
"""
import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "differences.md"
# Those that have a test of their own.
AREAS = ("virtinst",)
# What the call came to says it all: there is nothing to compare beside it.
WHOLE = {"crash", "served", "missing"}
ROW = re.compile(r"^\| `(?P<patterns>[^|]+)` \| (?P<kinds>[a-z, ]+) \| (?P<reason>[^|]*\S) \|$")


@dataclass(frozen=True)
class Difference:
    patterns: tuple
    kinds: frozenset
    reason: str

    def area(self):
        """The area that has a test of its own, if all patterns are of one."""
        areas = {pattern.split("/")[0] for pattern in self.patterns}
        if areas & set(AREAS) and len(areas) > 1:
            raise ValueError(f"{PAGE}: patterns of different tests: {' '.join(self.patterns)}")
        area = areas.pop()
        return area if area in AREAS else None

    def covers(self, name):
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns)

    def faults(self, found, names):
        """What is wrong with the row, given the kinds in which each case differs (`found`) and all cases that were run."""
        if self.kinds == {"missing"}:
            return    # what is served by now has to go from the page, but is nothing wrong
        seen = set()
        for pattern in self.patterns:
            matching = fnmatch.filter(names, pattern)
            equal = [name for name in matching if name not in found]
            seen.update(*(found[name] for name in matching if name in found))
            if len(equal) == len(matching):
                yield f"nothing differs any more: {pattern}"
            elif len(equal) > len(matching) / 2 and not self.kinds <= WHOLE:
                yield f"most of what '{pattern}' is about does not differ, such as {equal[0]}"
        for kind in sorted(self.kinds - seen):
            yield f"no case differs in '{kind}' any more: {' '.join(self.patterns)}"


def read(area=None, page=PAGE):
    """Every difference that the page tells of: in the area, or in all that have no test of their own.

    Raises ValueError for a row that is not one."""
    rows = [line for line in Path(page).read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    differences = []
    for line in rows:
        row = ROW.match(line)
        if not row:
            raise ValueError(f"{page}: not '| `PATTERN` ... | kind, ... | reason |': {line}")
        patterns = row["patterns"].replace("`", "").split()
        kinds = frozenset(kind.strip() for kind in row["kinds"].split(","))
        differences.append(Difference(tuple(patterns), kinds, row["reason"]))
    return [each for each in differences if each.area() == area]


def judge(known, found, names):
    """(cases that differ in more than is known, faults of the rows), of the kinds in which cases differ and all cases."""
    unknown = [name for name in found if found[name] - hidden(known, name, found[name])]
    return unknown, [fault for each in known for fault in each.faults(found, names)]


def hidden(known, name, kinds):
    """The kinds that rows about this case tell of."""
    return kinds & set().union(*(each.kinds for each in known if each.covers(name)))
