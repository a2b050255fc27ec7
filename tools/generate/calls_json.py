# SPDX-License-Identifier: LGPL-2.1-or-later
"""calls.json: the whole description for programs, one object a call."""
import json

from public_headers import c_parameters, error_macro


def _argument(arg):
    entry = {"name": arg.name, "kind": arg.kind.name, "brief": arg.brief}
    if arg.flags:
        entry["enums"] = arg.flags.split()
    return entry


def _flag_pairs(call, kind):
    return [[rule.first, rule.second] for rule in call.flag_rules if rule.kind == kind]


def _call(call):
    entry = {
        "name": call.symbol, "area": call.area, "since": call.since, "access": call.access, "state": call.state,
        "served": call.served, "brief": call.brief, "doc": call.doc,
        "prototype": {"returns": call.returns.c[0], "parameters": c_parameters(call)},
        "arguments": [_argument(arg) for arg in call.public_args],
        "returns": {"kind": call.returns.name, "brief": call.returns.brief},
        "errors": [error_macro(name) for name in call.errors],
    }
    optional = {"wire": call.proc, "acl": call.acl, "command": call.cli, "write_flags": list(call.write_flags),
                "write_values": [list(pair) for pair in call.write_values],
                "exclusive": _flag_pairs(call, "exclusive"), "requires": _flag_pairs(call, "requires"),
                "via": call.via and f"vir{call.via}"}
    entry.update({key: value for key, value in optional.items() if value})
    if call.has_slot:
        entry["slot"] = {"table": call.table, "number": call.slot, "name": call.method, "since": call.sdk}
    return entry


def _variable(variable):
    return {"name": variable.symbol, "area": variable.area, "since": variable.since, "kind": variable.kind.name,
            "brief": variable.brief, "doc": variable.doc}


def generate(description):
    document = {
        "format": 1,
        "calls": [_call(call) for call in sorted(description.public_calls(), key=lambda call: call.symbol)],
        "variables": [_variable(description.variables[name]) for name in sorted(description.variables)],
    }
    return {"share/modvirt/calls.json": json.dumps(document, indent=1, ensure_ascii=False) + "\n"}
