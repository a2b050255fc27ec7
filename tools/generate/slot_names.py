# SPDX-License-Identifier: LGPL-2.1-or-later
"""core/slot_names.cpp: the name of every public call that a slot serves, with the slot's place in its table."""
from description import TABLES


def _table(description, table):
    rows = "\n".join(f"    {{\"{call.symbol if call.is_public else call.name}\", "
                     f"offsetof(modvirt_{table}_v1, {call.method})}},"
                     for call in description.slots(table))
    return f"constexpr registry::SlotName {table}[] = {{\n{rows}\n}};\n"


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
}} // namespace

registry::SlotNames slot_names()
{{
    return {{{', '.join(TABLES)}}};
}}

}} // namespace modvirt
"""}
