# SPDX-License-Identifier: LGPL-2.1-or-later
"""abi.txt: what the ABI promises, one line a slot. The golden copy is sdk/abi.txt; it may only grow after 1.0."""
from description import TABLES
from shapes import slot_type

HEAD = """\
# The plugin ABI and the wire, one line each: a change of an existing line breaks drivers or clients.
# slot TABLE NUMBER NAME LEVEL TYPE
# wire NUMBER NAME
"""


def generate(description):
    lines = [f"slot {table} {call.slot} {call.method} {call.sdk} {slot_type(call)}"
             for table in TABLES for call in description.slots(table)]
    wired = sorted((c for c in description.calls.values() if c.proc), key=lambda c: c.proc)
    lines += [f"wire {call.proc} {call.name}" for call in wired]
    return {"abi.txt": HEAD + "\n".join(lines) + "\n"}
