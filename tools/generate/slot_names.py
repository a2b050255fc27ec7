# SPDX-License-Identifier: LGPL-2.1-or-later
"""core/slot_names.cpp: the name of every public call that a slot serves, with the slot's place in its table; and every
public function with the call whose slot it needs."""
from description import NOBODY, TABLES


def _table(description, table):
    rows = "\n".join(f"    {{\"{call.label}\", "
                     f"offsetof(modvirt_{table}_v1, {call.method})}},"
                     for call in description.slots(table))
    return f"constexpr registry::SlotName {table}[] = {{\n{rows}\n}};\n"


def _public(description):
    """Every public symbol, with what serves it; a variable is the library's own."""
    rows = {variable.symbol: (variable.since, variable.area, "Library", "")
            for variable in description.variables.values()}
    for call in description.public_calls():
        server = description.server(call)
        kind = {"": "Library", NOBODY: "Nobody"}.get(server, "Driver")
        rows[call.symbol] = (call.since, call.area, kind, server if kind == "Driver" else "")
    text = "\n".join(f"    {{\"{symbol}\", \"{since}\", \"{area}\", registry::ServedBy::{kind}, \"{server}\"}},"
                     for symbol, (since, area, kind, server) in sorted(rows.items()))
    return f"constexpr registry::PublicName public_names[] = {{\n{text}\n}};\n"


def generate(description):
    tables = "\n".join(_table(description, table) for table in TABLES)
    return {"core/slot_names.cpp": f"""\
// Made from the call description.
#include "slot_names.hpp"

#include <cstddef>

#include <modvirt/plugin.h>

namespace modvirt {{

namespace {{

{tables}
{_public(description)}
}} // namespace

registry::SlotNames slot_names()
{{
    return {{{', '.join(TABLES)}, public_names}};
}}

}} // namespace modvirt
"""}
