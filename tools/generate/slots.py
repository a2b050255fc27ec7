# SPDX-License-Identifier: LGPL-2.1-or-later
"""modvirt/slots.h: the slot tables of the plugin ABI, in C."""
from description import TABLES
from shapes import slot_parameters, wrap_comment

HEAD = """\
/* SPDX-License-Identifier: MIT */
/* The slot tables of the plugin ABI, made from the call description. Included by <modvirt/plugin.h> only. */
#ifndef MODVIRT_SLOTS_H
#define MODVIRT_SLOTS_H
"""


def _comment(call):
    text = f"{call.name} (since {call.sdk}): {call.brief}. {call.doc}"
    lines = wrap_comment(text, "    ", " * ")
    lines[0] = lines[0].replace("     * ", "    /* ", 1)
    return "\n".join(lines) + " */"


def _slot(call):
    return f"{_comment(call)}\n    int32_t (*{call.method})({', '.join(slot_parameters(call))});"


def _table(description, table):
    body = "\n".join(_slot(call) for call in description.slots(table))
    return f"""
/*
 * What a driver of kind {table.replace('_', '-')} serves. A slot that is NULL, or lies beyond struct_size, is not
 * supported. A slot answers 0, or -1 after it called call->fail.
 */
typedef struct modvirt_{table}_v1 {{
    uint32_t struct_size;
    uint32_t reserved;
    /* Opens a session. Required. */
    int32_t (*open)(const modvirt_open *request, modvirt_session **session, const modvirt_call *call);
    /* Ends a session; no other call runs on it. Required. */
    void (*close)(modvirt_session *session);
{body}
}} modvirt_{table}_v1;
"""


def generate(description):
    tables = "".join(_table(description, table) for table in TABLES)
    return {"include/modvirt/slots.h": f"{HEAD}{tables}\n#endif\n"}
