# SPDX-License-Identifier: LGPL-2.1-or-later
"""The differences that are meant: docs/differences.md, as the tests read it.

A table there has a row for each: the cases it is about, as a pattern that a shell would take for files (several are
separated by blanks), and why ours is better. A `|` or a blank in a pattern is written `?`.
"""
import fnmatch
import re
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "differences.md"
ROW = re.compile(r"^\| `(?P<patterns>[^`]+)` \| (?P<reason>.*\S) \|$")


@dataclass(frozen=True)
class Difference:
    patterns: tuple
    reason: str

    def covers(self, name):
        return any(fnmatch.fnmatchcase(name, pattern) for pattern in self.patterns)


def read(page=PAGE):
    """Every difference that the page tells of. Raises ValueError for a row that is not one."""
    rows = [line for line in Path(page).read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    differences = []
    for line in rows:
        row = ROW.match(line)
        if not row:
            raise ValueError(f"{page}: not '| `PATTERN...` | reason |': {line}")
        differences.append(Difference(tuple(row["patterns"].split()), row["reason"]))
    return differences
