# SPDX-License-Identifier: LGPL-2.1-or-later
"""One thing that a program does to the library, and how tables of arguments become many of them."""
import itertools
from dataclasses import dataclass
from typing import Any, Callable


@dataclass(frozen=True)
class Case:
    area: str
    state: str                    # the world it happens in, a name of worlds.WORLDS
    name: str                     # what is done, as in "setMemory(1024)"
    act: Callable[[Any], Any]     # does it to a World and answers what the library answered

    @property
    def id(self):
        return f"{self.area}/{self.state}/{self.name}"


def _labelled(values):
    """[(label, value)] of a list of plain values, or of a dict of labels and values."""
    if isinstance(values, dict):
        return list(values.items())
    return [(repr(value), value) for value in values]


class Row(tuple):
    """The arguments of one call: (label, value) each."""

    @property
    def label(self):
        return ", ".join(label for label, _ in self)

    @property
    def values(self):
        return [value for _, value in self]


def every(*columns):
    """Every combination of what the columns hold."""
    return [Row(row) for row in itertools.product(*map(_labelled, columns))]


def vary(*columns):
    """The first value of every column, and then each other value beside the first ones of the other columns."""
    columns = [_labelled(column) for column in columns]
    first = [column[0] for column in columns]
    rows = [Row(first)]
    for place, column in enumerate(columns):
        rows += [Row([*first[:place], value, *first[place + 1:]]) for value in column[1:]]
    return list({row.label: row for row in rows}.values())    # a table may hold a value twice


def method(area, state, name, row):
    """Calls a method of the world's domain with the row."""
    return Case(area, state, f"{name}({row.label})", lambda world: getattr(world.domain, name)(*row.values))


def connection_method(area, state, name, row):
    return Case(area, state, f"{name}({row.label})", lambda world: getattr(world.connection, name)(*row.values))
