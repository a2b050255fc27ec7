# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the call description and checks it; what it becomes stands in description.py.

A description that is wrong is refused with one line that names the file, the entry and the remedy. Nothing here
knows what a product looks like.
"""
import difflib
import re
import tomllib
from pathlib import Path

from description import (NOBODY, TABLES, Argument, Call, Description, DescriptionError, FlagRule, Kind, Variable,
                         version_key)

ACCESS = ("read", "write")
STATES = ("any", "active", "inactive")
SERVED = ("driver", "core", "local")
EVENTS = ("register", "deregister")
HANDLE = ("name", "detail", "usage type", "uuid", "uuid text", "connection", "parent", "ref", "free")

# Every key an entry may have, with the type it must be of.
CALL_KEYS = {
    "since": str, "proc": int, "access": str, "acl": str, "state": str, "cli": str, "args": list,
    "returns": str, "errors": list, "brief": str, "doc": str, "sdk": str, "slot": int, "table": str,
    "served": str, "via": str, "asks": str, "step_of": str, "handle": str, "events": str, "with": dict, "write_flags": list,
    "write_values": list,
    "exclusive": list, "requires": list,
}
REQUIRED = ("since", "access", "returns", "brief", "doc")
VARIABLE_KEYS = {"since": str, "kind": str, "brief": str, "doc": str}
KIND_KEYS = {"c": list, "abi": list, "cpp": str, "object": str, "role": str, "fail": str, "brief": str}
TYPE_NAMES = {str: "text", int: "number", list: "list", dict: "table"}
ROLES = ("in", "out", "result", "type", "slot")
FLAG_KINDS = ("wide flags", "flags")
FLAG_RULES = ("exclusive", "requires")
LISTS_OF_LISTS = ("args", *FLAG_RULES)


def load(folder):
    """Reads kinds.toml and every other *.toml of the folder; the file's stem is the area of its calls."""
    folder = Path(folder)
    description = Description()
    description.kinds = _read_kinds(folder / "kinds.toml")
    for path in sorted(folder.glob("*.toml")):
        if path.name != "kinds.toml":
            _read_calls(path, description)
    _check_references(description)
    _check_numbers(description)
    return description


def _parse(path):
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DescriptionError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DescriptionError(f"{path}: {error}") from error


def _entries(path, document, section):
    """The entries of [section.Name] tables."""
    entries = document.get(section, {})
    if not isinstance(entries, dict):
        raise DescriptionError(f"{path}: '{section}' is not a value; entries are written [{section}.Name]")
    return entries.items()


def _check_sections(path, document, known):
    for section in document:
        if section not in known:
            raise DescriptionError(f"{path}: unknown section '{section}'; "
                                   f"entries are written {' or '.join(f'[{name}.Name]' for name in known)}")


def _check_name(path, section, name):
    if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name):
        raise DescriptionError(f"{path}: {section} '{name}': a name is written as in C, without its prefix 'vir'")


def _check_keys(where, entry, known):
    if not isinstance(entry, dict):
        raise DescriptionError(f"{where}: an entry is a table of keys")
    for key, value in entry.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(known)}"
            raise DescriptionError(f"{where}: unknown key '{key}'; {hint}")
        if not isinstance(value, known[key]) or isinstance(value, bool):
            raise DescriptionError(f"{where}: '{key}' must be of type {TYPE_NAMES[known[key]]}")
        if isinstance(value, list) and key not in LISTS_OF_LISTS and not all(isinstance(item, str) for item in value):
            raise DescriptionError(f"{where}: '{key}' must be a list of texts")
        _check_comment(where, key, value)


def _check_comment(where, what, value):
    """Texts end up in C comments."""
    if isinstance(value, str) and ("*/" in value or "/*" in value):
        raise DescriptionError(f"{where}: '{what}' has a comment mark of C; write it in other words")


def _read_kinds(path):
    document = _parse(path)
    _check_sections(path, document, ("kind",))
    kinds = {}
    for name, entry in _entries(path, document, "kind"):
        where = f"{path}: kind '{name}'"
        _check_keys(where, entry, KIND_KEYS)
        role = entry.get("role", "in")
        if role not in ROLES:
            raise DescriptionError(f"{where}: role must be one of {', '.join(ROLES)}, not '{role}'")
        if not entry.get("brief"):
            raise DescriptionError(f"{where}: 'brief' is required")
        kinds[name] = Kind(name=name, role=role, c=tuple(entry.get("c", ())), abi=tuple(entry.get("abi", ())),
                           cpp=entry.get("cpp", ""), object=entry.get("object", ""), fail=entry.get("fail", ""),
                           brief=entry["brief"])
    return kinds


def _read_calls(path, description):
    document = _parse(path)
    _check_sections(path, document, ("call", "variable"))
    for name, entry in _entries(path, document, "variable"):
        _check_name(path, "variable", name)
        description.variables[name] = _read_variable(f"{path}: variable '{name}'", path, name, entry, description)
    for name, entry in _entries(path, document, "call"):
        _check_name(path, "call", name)
        where = f"{path}: call '{name}'"
        _check_keys(where, entry, CALL_KEYS)
        if name in description.calls:
            raise DescriptionError(f"{where}: is already described in {description.calls[name].where}")
        description.calls[name] = _read_call(where, path, name, entry, description.kinds)


def _read_variable(where, path, name, entry, description):
    _check_keys(where, entry, VARIABLE_KEYS)
    _check_required(where, entry, VARIABLE_KEYS)
    _check_version(where, "since", entry["since"])
    if name in description.variables:
        raise DescriptionError(f"{where}: is already described in {description.variables[name].where}")
    return Variable(name=name, area=path.stem, where=str(path), since=entry["since"],
                    kind=_find_kind(where, entry["kind"], description.kinds), brief=entry["brief"],
                    doc=entry["doc"].strip())


def _check_required(where, entry, keys):
    for key in keys:
        if not entry.get(key):
            raise DescriptionError(f"{where}: '{key}' is required and must not be empty")


def _check_version(where, key, text):
    if not re.fullmatch(r"\d+(\.\d+)+", text):
        raise DescriptionError(f"{where}: {key} must be a version such as \"0.9.2\", not '{text}'")


def _read_call(where, path, name, entry, kinds):
    _check_required(where, entry, REQUIRED)
    _check_serving(where, entry)
    _check_texts(where, entry)
    args = _read_arguments(where, entry, kinds)
    returns = _find_kind(where, entry["returns"], kinds)
    if returns.role not in ("result", "type"):
        raise DescriptionError(f"{where}: '{returns.name}' is an argument kind and cannot be returned; "
                               "take one whose role is 'result'")
    call = Call(name=name, area=path.stem, where=str(path), since=entry["since"], access=entry["access"],
                returns=returns, brief=entry["brief"], doc=entry["doc"].strip(), args=args,
                proc=entry.get("proc", 0), acl=entry.get("acl", ""), state=entry.get("state", "any"),
                cli=entry.get("cli", ""), errors=tuple(entry.get("errors", ())), sdk=entry.get("sdk", ""),
                slot=entry.get("slot", -1), table=entry.get("table", TABLES[0]),
                served=entry.get("served", SERVED[0]), via=entry.get("via", ""), asks=entry.get("asks", ""),
                step_of=entry.get("step_of", ""),
                handle=entry.get("handle", ""), events=entry.get("events", ""),
                constants=entry.get("with", {}), write_flags=tuple(entry.get("write_flags", ())),
                flag_rules=_read_flag_rules(where, entry, args),
                write_values=_read_write_values(where, entry.get("write_values", ()), args))
    _check_forms(where, call)
    return call


def _check_serving(where, entry):
    """Who serves the call, and the numbers that follow from it."""
    served = entry.get("served", SERVED[0])
    table = entry.get("table", TABLES[0])
    _check_choice(where, "served", served, SERVED)
    _check_choice(where, "table", table, TABLES)
    if served != "local" and table != "storage_backend" and "proc" not in entry:
        raise DescriptionError(f"{where}: 'proc', the wire number, is required; "
                               "a call that never crosses the wire says served = \"local\"")
    if served == "local" and "proc" in entry:
        raise DescriptionError(f"{where}: a local call has no wire number; remove 'proc'")
    if "handle" in entry:
        _check_choice(where, "handle", entry["handle"], HANDLE)
        if served != "local":
            raise DescriptionError(f"{where}: what a handle knows needs no driver; say served = \"local\"")
    if "events" in entry:
        _check_choice(where, "events", entry["events"], EVENTS)
        if served != "core":
            raise DescriptionError(f"{where}: who listens to events is known to the core; say served = \"core\"")
    if ("slot" in entry) != ("sdk" in entry):
        raise DescriptionError(f"{where}: 'slot' and 'sdk', the level that added it, come together")
    for key in ("slot", "proc"):
        if entry.get(key, 0) < 0:
            raise DescriptionError(f"{where}: '{key}' must not be negative")


def _check_texts(where, entry):
    _check_choice(where, "access", entry["access"], ACCESS)
    _check_choice(where, "state", entry.get("state", STATES[0]), STATES)
    _check_version(where, "since", entry["since"])
    _check_version(where, "sdk", entry.get("sdk", "1.0"))
    if "acl" in entry and not re.fullmatch(r"[a-z_]+:[a-z_]+", entry["acl"]):
        raise DescriptionError(f"{where}: acl must be written \"object:permission\", not '{entry['acl']}'")
    for error in entry.get("errors", ()):
        if not re.fullmatch(r"[A-Z][A-Za-z]*", error):
            raise DescriptionError(f"{where}: '{error}' is not an error; names are those of ErrorCode, as NoDomain")


def _read_arguments(where, entry, kinds):
    args = tuple(_read_argument(where, item, kinds) for item in entry.get("args", ()))
    seen = set()
    for arg in args:
        if arg.name in seen:
            raise DescriptionError(f"{where}: two arguments are called '{arg.name}'")
        seen.add(arg.name)
    return args


def _check_forms(where, call):
    """A public call needs kinds with a C form, a slot needs kinds with a plugin form."""
    for kind in [call.returns, *(arg.kind for arg in call.args)]:
        if call.has_slot and not kind.serves_slots:
            raise DescriptionError(f"{where}: kind '{kind.name}' has no plugin form ('abi', 'cpp'), "
                                   "so the call cannot have a slot")
        if call.is_public and not kind.c and kind.role != "slot":
            raise DescriptionError(f"{where}: kind '{kind.name}' has no public form ('c'), "
                                   "so the call cannot be public")


def _read_write_values(where, items, arguments):
    names = [arg.name for arg in arguments]
    pairs = []
    for item in items:
        name, _, value = item.partition("=")
        if name not in names or not value:
            raise DescriptionError(f"{where}: write_values are written \"argument=VALUE\", not {item!r}")
        pairs.append((name, value))
    return tuple(pairs)


def _read_flag_rules(where, entry, arguments):
    rules = [FlagRule(kind, *_read_flag_pair(where, kind, item)) for kind in FLAG_RULES for item in entry.get(kind, ())]
    if rules and not any(arg.kind.name in FLAG_KINDS for arg in arguments):
        raise DescriptionError(f"{where}: '{rules[0].kind}' is about flags, and the call takes none")
    return tuple(rules)


def _read_flag_pair(where, key, item):
    is_pair = isinstance(item, list) and len(item) == 2 and all(isinstance(flag, str) for flag in item)
    if not is_pair or not all(re.fullmatch(r"VIR_[A-Z0-9_]+", flag) for flag in item):
        raise DescriptionError(f"{where}: '{key}' is written [[\"VIR_ONE\", \"VIR_OTHER\"]], not {item!r}")
    if item[0] == item[1]:
        raise DescriptionError(f"{where}: '{key}' names {item[0]} twice; it is about two flags")
    return item


def _check_choice(where, key, value, choices):
    if value not in choices:
        raise DescriptionError(f"{where}: {key} must be one of {', '.join(choices)}, not '{value}'")


def _find_kind(where, name, kinds):
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, 1)
        hint = f"did you mean '{near[0]}'?" if near else "kinds are described in kinds.toml"
        raise DescriptionError(f"{where}: unknown kind '{name}'; {hint}")
    return kinds[name]


def _read_argument(where, item, kinds):
    if not isinstance(item, list) or len(item) != 3 or not all(isinstance(part, str) for part in item):
        raise DescriptionError(f"{where}: an argument is written [\"name\", \"Kind\", \"meaning\"], not {item!r}")
    name, kind, brief = item
    flags = ""
    for candidate in FLAG_KINDS:
        if kind.startswith(candidate + " "):
            kind, flags = candidate, kind[len(candidate) + 1:]
            break
    if not re.fullmatch(r"[a-z][A-Za-z0-9_]*", name):
        raise DescriptionError(f"{where}: '{name}' is not a name for an argument; write it as a C parameter")
    kind = _find_kind(where, kind, kinds)
    if kind.role == "result":
        raise DescriptionError(f"{where}: '{kind.name}' is a result kind and cannot be an argument; "
                               "take one whose role is 'in' or 'out'")
    if not brief:
        raise DescriptionError(f"{where}: argument '{name}' needs its meaning")
    _check_comment(where, name, brief)
    return Argument(name=name, kind=kind, brief=brief, flags=flags)


def _check_asks(where, call, description):
    if call.asks == NOBODY:
        return
    target = description.calls.get(call.asks)
    if target is None or not target.has_slot:
        raise DescriptionError(f"{where}: asks names '{call.asks}', which has no slot; name the call whose slot the "
                               f"library uses to serve this one, or '{NOBODY}' when nothing can serve it yet")
    if call.via or call.has_slot:
        raise DescriptionError(f"{where}: 'asks' is for calls that are written by hand; this one has a slot or a 'via'")


def _check_step(where, call, description):
    whole = description.calls.get(call.step_of)
    if whole is None or not whole.is_public:
        raise DescriptionError(f"{where}: step_of names '{call.step_of}', which is no public call; name the call that "
                               "the library makes in such steps")
    if not call.has_slot:
        raise DescriptionError(f"{where}: a step has no symbol, so without a slot nothing can make it; give it one")


def _check_references(description):
    for call in description.calls.values():
        if call.step_of:
            _check_step(f"{call.where}: call '{call.name}'", call, description)
        if call.asks:
            _check_asks(f"{call.where}: call '{call.name}'", call, description)
        if not call.via:
            continue
        where = f"{call.where}: call '{call.name}'"
        target = description.calls.get(call.via)
        if target is None:
            raise DescriptionError(f"{where}: via names '{call.via}', which is not described")
        if call.has_slot:
            raise DescriptionError(f"{where}: a call that goes via another has no slot of its own")
        unknown = set(call.constants) - {arg.name for arg in target.args}
        if unknown:
            raise DescriptionError(f"{where}: with names '{unknown.pop()}', which is no argument of '{call.via}'")
        if not target.has_slot and call.served == "driver":
            raise DescriptionError(f"{where}: via names '{call.via}', which has no slot")


def _check_numbers(description):
    _check_unique(description, "wire number", lambda c: c.proc or None)
    for table in TABLES:
        slots = description.slots(table)
        _check_unique(description, f"{table} slot", lambda c: c.slot if c.has_slot and c.table == table else None)
        for expected, call in enumerate(slots):
            if call.slot != expected:
                raise DescriptionError(f"{call.where}: call '{call.name}': slot {call.slot} leaves a gap; "
                                       f"the next free slot of table {table} is {expected}")
        levels = [version_key(call.sdk) for call in slots]
        for before, after, call in zip(levels, levels[1:], slots[1:]):
            if after < before:
                raise DescriptionError(f"{call.where}: call '{call.name}': a slot of SDK {call.sdk} "
                                       "stands after one of a later level; slots are only appended")


def _check_unique(description, what, number):
    seen = {}
    for call in description.calls.values():
        value = number(call)
        if value is None:
            continue
        if value in seen:
            raise DescriptionError(f"{call.where}: call '{call.name}': {what} {value} is taken by '{seen[value]}'")
        seen[value] = call.name
