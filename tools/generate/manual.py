# SPDX-License-Identifier: LGPL-2.1-or-later
"""share/man/man3/modvirt-AREA.3: the manual of the public functions, a page for each area of the description."""
from public_headers import c_parameters, error_macro

AREAS = {
    "checkpoint": "checkpoints of domains", "connect": "connections", "domain": "domains",
    "domain_cpu": "processors of domains", "domain_device": "devices of domains",
    "domain_guest": "what is inside a guest", "domain_job": "jobs and migration of domains",
    "domain_memory": "memory of domains", "error": "errors", "event": "the event loop",
    "interface": "network interfaces of the host", "library": "the library itself", "network": "virtual networks",
    "node": "the host", "nodedev": "devices of the host", "nwfilter": "network filters", "port": "ports of networks",
    "secret": "secrets", "snapshot": "snapshots of domains", "storage_pool": "storage pools",
    "storage_volume": "storage volumes", "stream": "streams", "typedparam": "typed parameters",
}

HEAD = """\
.TH MODVIRT\\-{title} 3 "" "modvirt" "Functions of modvirt"
.SH NAME
modvirt\\-{page} \\- functions for {subject}
.SH SYNOPSIS
.nf
#include <libvirt/libvirt.h>
.fi
.SH FUNCTIONS
"""


def literal(text):
    """Text as roff takes it literally, on one line."""
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def _prototype(call):
    result = call.returns.c[0]
    space = "" if result.endswith("*") else " "
    return f"{result}{space}{call.symbol}({', '.join(c_parameters(call)) or 'void'});"


def _function(call):
    lines = [f".SS {literal(call.symbol)}", ".nf", literal(_prototype(call)), ".fi", ".PP",
             literal(f"{call.brief}. Since {call.since}.")]
    for paragraph in call.doc.split("\n\n"):
        lines += [".PP", literal(paragraph)]
    for arg in call.public_args:
        lines += [".TP", f".I {literal(arg.name)}", literal(f"{arg.brief}.")]
    if call.returns.c[0] != "void":
        lines += [".PP", literal(f"Answers {call.returns.brief}.")]
    if call.access == "write":
        lines += [".PP", "It is refused on a connection that only reads."]
    if call.errors:
        lines += [".PP", literal(f"Errors: {', '.join(error_macro(name) for name in call.errors)}.")]
    return "\n".join(lines) + "\n"


def _variable(variable):
    lines = [f".SS {literal(variable.symbol)}", literal(f"A variable: {variable.brief}. Since {variable.since}."),
             *(f".PP\n{literal(paragraph)}" for paragraph in variable.doc.split("\n\n"))]
    return "\n".join(lines) + "\n"


def generate(description):
    files = {}
    for area in sorted({call.area for call in description.public_calls()}):
        page = area.replace("_", "-")
        calls = [call for call in description.public_calls() if call.area == area]
        head = HEAD.format(title=literal(page.upper()), page=literal(page), subject=AREAS.get(area, area.replace("_", " ")))
        variables = [item for item in description.variables.values() if item.area == area]
        files[f"man/man3/modvirt-{page}.3"] = head + "".join([*map(_function, calls), *map(_variable, variables)])
    return files
