# SPDX-License-Identifier: LGPL-2.1-or-later
"""core/entry_AREA.cpp: the public C functions that a driver's slot serves, or that nothing serves yet.

Calls with served = "core" or "local" are written by hand in core/api, but for those that follow from their description:
what only a handle is needed for (`handle`), who listens to events (`events`), a UUID as text, and the old lists, which go
`via` the slot that lists all.
"""
import re

from shapes import parameter_name, spell

HEAD = """\
// Made from the call description: the entry points of {area}.toml.
#include "arguments.hpp"
#include "event_calls.hpp"
#include "guest_records.hpp"
#include "handle_calls.hpp"
#include "listing.hpp"
#include "parameters.hpp"
#include "results.hpp"

namespace modvirt {{

"""

# Which part of the library speaks when an entry point refuses a call, by area; all others speak of domains.
ERROR_DOMAINS = {
    "snapshot": "VIR_FROM_DOMAIN_SNAPSHOT", "checkpoint": "VIR_FROM_DOMAIN_CHECKPOINT",
    "network": "VIR_FROM_NETWORK", "port": "VIR_FROM_NETWORK", "storage_pool": "VIR_FROM_STORAGE",
    "storage_volume": "VIR_FROM_STORAGE", "nodedev": "VIR_FROM_NODEDEV", "interface": "VIR_FROM_INTERFACE",
    "secret": "VIR_FROM_SECRET", "nwfilter": "VIR_FROM_NWFILTER", "stream": "VIR_FROM_STREAMS",
}


def _is_generated(call, description):
    return call.served == "driver" or bool(call.via or call.handle or call.events)


def _is_listing(call, description):
    """An old call that counts objects or lists their names, on the slot that gives all of them."""
    return call.served == "core" and bool(call.via)


def _is_uuid_lookup(call, description):
    """A call that takes a UUID as text, by way of the one that takes its bytes."""
    return call.served == "local" and bool(call.via) and any(
        arg.kind.name == "uuid" for arg in description.calls[call.via].args)


def kind_class(kind):
    words = kind.name.replace("?", " or null").split()
    return "".join(word[0].upper() + word[1:] for word in words)


def _c_parameters(call):
    return [spell(form, arg.name) for arg in call.args for form in arg.kind.c]


def _c_result(call):
    return call.returns.c[0]


def _flag_rules(call, description):
    """A call that goes via another keeps the rules of the flags that it passes on."""
    return call.flag_rules or (description.calls[call.via].flag_rules if call.via else ())


def _info(call, description):
    access = "Access::Write" if call.access == "write" else "Access::Read"
    flags = " | ".join(call.write_flags) or "0"
    domain = ERROR_DOMAINS.get(call.area, "VIR_FROM_DOMAIN")
    rules = _flag_rules(call, description)
    info = f"\"{call.symbol}\", {access}, {domain}, {flags}"
    if not rules:
        return f"constexpr CallInfo info_{call.name}{{{info}}};"
    lines = "".join(f"    {{FlagRule::{rule.kind.capitalize()}, {rule.first}, \"{rule.first}\", "
                    f"{rule.second}, \"{rule.second}\"}},\n" for rule in rules)
    return (f"constexpr FlagRule rules_{call.name}[]{{\n{lines}}};\n"
            f"constexpr CallInfo info_{call.name}{{{info}, rules_{call.name}}};")


def _argument(arg, values):
    return f"arg::{kind_class(arg.kind)}({', '.join([*values, chr(34) + arg.name + chr(34)])})"


def _own_values(arg):
    return [parameter_name(spell(form, arg.name)) for form in arg.kind.c]


def _target_arguments(call, target):
    """What the target's arguments are: the call's own ones of the same name, the constants of `with`, or nothing."""
    own = {arg.name: arg for arg in call.args}
    objects = [arg for arg in call.args if arg.kind.object]
    spelled = []
    for arg in target.args:
        if arg.name in call.constants:
            spelled.append(_argument(arg, [str(call.constants[arg.name])]))
        elif arg.kind.object:
            spelled.append(_argument(arg, _own_values(objects[0])))
        elif arg.name in own:
            spelled.append(_argument(arg, _own_values(own[arg.name])))
        else:
            spelled.append(_argument(arg, ["nullptr" if "*" in form else "0" for form in arg.kind.c]))
    return spelled


def _handle_body(call):
    """What needs nothing but the handle: a template of handle_calls.hpp does it."""
    target = call.args[0]
    values = [parameter_name(spell(form, arg.name)) for arg in call.args for form in arg.kind.c]
    texts = {"name": ["&ObjectHandle::name"], "detail": ["&ObjectHandle::detail"]}
    function = "text" if call.handle in texts else call.handle.replace(" ", "_")
    checked = _argument(target, [values[0]])
    arguments = ", ".join([f"info_{call.name}", checked, *values, *texts.get(call.handle, ())])
    return f"    return handle_{function}({arguments});"


def _uuid_lookup_body(call, description):
    objects = [arg for arg in call.args if arg.kind.object]
    text = next(arg for arg in call.args if not arg.kind.object)
    return (f"    return lookup_uuid_text(info_{call.name}, {_argument(objects[0], _own_values(objects[0]))}, "
            f"{objects[0].name},\n        {text.name}, \"{text.name}\", &{description.calls[call.via].symbol});")


def _events_body(call):
    """The object that the callback is for tells whose events are meant."""
    values = [parameter_name(spell(form, arg.name)) for arg in call.args for form in arg.kind.c]
    if call.events == "deregister":
        return f"    return remove_listener(info_{call.name}, {', '.join(values)});"
    owner = next(arg for arg in call.args if arg.kind.name.endswith("?"))
    source = f"EventSource::{owner.kind.object}"
    values[values.index(owner.name)] = f'OwnObject({owner.name}, {values[0]}, "{owner.name}")'
    return f"    return add_listener(info_{call.name}, {source}, {', '.join(values)});"


def _listing_argument(call, target, arg):
    own = {own.name: own for own in call.args}
    names = next((item for item in call.args if item.kind.name == "names"), None)
    if arg.kind.name.startswith("list "):
        take = f"copy_names({names.name}, max{names.name})" if names else "count_all()"
        return f"listed<vir{arg.kind.name.removeprefix('list ')}>({take})"
    if arg.kind.name == "names":
        return "arg::CountedNames()"
    if arg.name in call.constants:
        return _argument(arg, [str(call.constants[arg.name])])
    if arg.kind.object:
        return _argument(arg, _own_values(next(item for item in call.args if item.kind.object)))
    return _argument(arg, _own_values(own[arg.name]) if arg.name in own else ["0"])


def _listing_body(call, description):
    target = description.calls[call.via]
    arguments = [_listing_argument(call, target, arg) for arg in target.args]
    names = next((item for item in call.args if item.kind.name == "names"), None)
    if names:
        arguments.insert(1, f"room_for({names.name}, max{names.name}, \"{names.name}\", \"max{names.name}\")")
    lines = ",\n        ".join([f"info_{call.name}", f"&modvirt_{target.table}_v1::{target.method}", *arguments])
    return f"    return serve<result::Count>(\n        {lines});"


def _body(call, description):
    if call.handle:
        return _handle_body(call)
    if call.events:
        return _events_body(call)
    if _is_uuid_lookup(call, description):
        return _uuid_lookup_body(call, description)
    if _is_listing(call, description):
        return _listing_body(call, description)
    target = description.calls[call.via] if call.via else call
    if not target.has_slot:
        objects = [_argument(arg, _own_values(arg)) for arg in call.args if arg.kind.object]
        statement = f"unserved({', '.join([f'info_{call.name}', *objects])});"
        return f"    {statement}\n    return {call.returns.fail};"
    arguments = _target_arguments(call, target) if call.via else [_argument(a, _own_values(a)) for a in call.args]
    slot = f"&modvirt_{target.table}_v1::{target.method}"
    result = kind_class(target.returns)
    lines = ",\n        ".join([f"info_{call.name}", slot, *arguments])
    return f"    return serve<result::{result}>(\n        {lines});"


def _unused(call, description):
    """Parameters that the body does not mention keep no name."""
    body = _body(call, description)
    named = []
    for text in _c_parameters(call):
        name = parameter_name(text)
        named.append(text if re.search(rf"\b{name}\b", re.sub(r'"[^"]*"', "", body)) else
                     re.sub(rf"\b{name}$", "", text).rstrip())
    return ", ".join(named) or "void"


def _function(call, description):
    result = _c_result(call)
    space = "" if result.endswith("*") else " "
    return (f"{_info(call, description)}\n\n{result}{space}{call.symbol}({_unused(call, description)})\n"
            f"{{\n{_body(call, description)}\n}}\n")


def generate(description):
    files = {}
    for area in sorted({call.area for call in description.public_calls()}):
        calls = [c for c in description.public_calls() if c.area == area and _is_generated(c, description)]
        if not calls:
            continue
        functions = "\n".join(_function(call, description) for call in calls)
        files[f"core/entry_{area}.cpp"] = (HEAD.format(area=area) + "extern \"C\" {\n\n" + functions +
                                           "\n} // extern \"C\"\n\n} // namespace modvirt\n")
    return files
