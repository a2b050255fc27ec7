# SPDX-License-Identifier: LGPL-2.1-or-later
"""The call description as plain objects; how they are read from files stands in model.py."""
import re
from dataclasses import dataclass, field

TABLES = ("hypervisor", "network", "storage_backend", "storage", "interface", "nodedev", "secret", "nwfilter")
NOBODY = "nobody"


class DescriptionError(Exception):
    """The description is wrong; the text is one line for the person who wrote it."""

    def __init__(self, text):
        super().__init__(" ".join(text.split()))


@dataclass(frozen=True)
class Kind:
    """A kind of argument or result: what it means, and its form on each side. `{name}` is the argument's name."""
    name: str
    role: str
    c: tuple          # public C parameters, or the C return type
    abi: tuple        # parameters of the plugin's slot; empty when the kind has none
    cpp: str          # parameter or return type of the driver class; empty when the kind has none
    object: str       # the handle type, when this argument is the object of a call
    fail: str         # for results: what the C function answers on failure
    brief: str

    @property
    def serves_slots(self):
        return bool(self.cpp)


@dataclass(frozen=True)
class Argument:
    name: str
    kind: Kind
    brief: str
    flags: str = ""   # the enums whose values a flags argument takes, separated by spaces


@dataclass(frozen=True)
class FlagRule:
    """Two flags that do not go together (`exclusive`), or the first of which needs the second (`requires`)."""
    kind: str
    first: str
    second: str


@dataclass(frozen=True)
class Call:
    name: str
    area: str
    where: str
    since: str
    access: str
    returns: Kind
    brief: str
    doc: str
    args: tuple = ()
    proc: int = 0
    acl: str = ""
    state: str = "any"
    cli: str = ""
    errors: tuple = ()
    sdk: str = ""
    slot: int = -1
    table: str = "hypervisor"
    served: str = "driver"
    via: str = ""
    asks: str = ""             # of a call written by hand: the one whose slot it uses, or NOBODY
    step_of: str = ""          # the public call that the library makes in steps like this one
    handle: str = ""           # what of its object's handle a local call tells or does
    constants: dict = field(default_factory=dict)   # arguments of the call it goes via
    events: str = ""           # what it does to those who listen to events
    write_flags: tuple = ()
    flag_rules: tuple = ()
    write_values: tuple = ()   # pairs of argument and value that a read-only connection may not pass

    @property
    def symbol(self):
        return f"vir{self.name}"

    @property
    def public_args(self):
        """Without those that only the slot has."""
        return tuple(arg for arg in self.args if arg.kind.role != "slot")

    @property
    def has_slot(self):
        return self.slot >= 0

    @property
    def is_public(self):
        return self.table != "storage_backend" and not self.step_of

    @property
    def label(self):
        """The symbol, or the name of a call that has none."""
        return self.symbol if self.is_public else self.name

    @property
    def method(self):
        return snake_case(self.name)


@dataclass(frozen=True)
class Variable:
    """A variable that the library exports beside its calls."""
    name: str
    area: str
    where: str
    since: str
    kind: Kind
    brief: str
    doc: str

    @property
    def symbol(self):
        return f"vir{self.name}"


@dataclass
class Description:
    kinds: dict = field(default_factory=dict)
    calls: dict = field(default_factory=dict)
    variables: dict = field(default_factory=dict)

    def public_calls(self):
        return [call for call in self.calls.values() if call.is_public]

    def symbols(self):
        """Every public symbol with the version that brought it."""
        return {item.symbol: item.since for item in [*self.public_calls(), *self.variables.values()]}

    def server(self, call):
        """The call whose slot a public call needs; the library itself ("") or NOBODY where there is none."""
        while call.via or call.asks not in ("", NOBODY):
            call = self.calls[call.via or call.asks]
        if call.has_slot:
            return call.label
        return NOBODY if call.asks == NOBODY or call.served == "driver" else ""

    def slots(self, table):
        return sorted((c for c in self.calls.values() if c.has_slot and c.table == table), key=lambda c: c.slot)


def snake_case(name):
    """DomainGetXMLDesc -> domain_get_xml_desc."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()


def version_key(text):
    return tuple(int(part) for part in text.split("."))
