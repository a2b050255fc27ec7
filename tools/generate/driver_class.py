# SPDX-License-Identifier: LGPL-2.1-or-later
"""modvirt/driver.hpp: the driver classes of C++ authors, and the trampolines from slots to methods."""
import re

from description import TABLES
from shapes import (CLASSES, method_parameters, method_result, parameter_name, returned_argument, slot_parameters,
                    spell, wrap_comment)

HEAD = """\
// SPDX-License-Identifier: MIT
// The driver classes, made from the call description. Included by <modvirt/plugin.hpp> only.
#pragma once
"""


def _method(call):
    parameters = ", ".join(text for text, _ in method_parameters(call))
    unnamed = re.sub(r"(\W)\w+(,|$)", r"\1\2", parameters).replace(" ,", ",").rstrip()
    comment = "\n".join(wrap_comment(f"{call.brief}. {call.doc}", "    ", "// "))
    return f"{comment}\n    virtual {method_result(call)} {call.method}({unnamed}) {{ not_served(); }}"


def _class(description, table):
    name = CLASSES[table]
    methods = "\n".join(_method(call) for call in description.slots(table))
    return f"""
// A driver of kind {table.replace('_', '-')}: one object per open session. Override what the driver serves; a method
// that is not overridden is answered "not supported" without reaching the driver. Throw modvirt::Error to fail. A
// method before_call(std::span<const char *const> names) of the driver's own class is told of every call first, and a
// method parameter_count(std::string_view call, uint32_t flags) is asked by calls that only count parameters.
// Since 1.0.
class {name} : public Session {{
public:
{methods}
}};
"""


def _lend(call, arg):
    """The expression that turns the slot's parameters for `arg` into what the method takes."""
    names = ", ".join(parameter_name(spell(form, arg.name)) for form in arg.kind.abi)
    return f"detail::Lent<{_bare_type(arg)}>::of({names})"


def _bare_type(arg):
    text = re.sub(r"\s*[&*]?\s*\{name\}$", "", arg.kind.cpp)
    return re.sub(r"^const ", "", text)


def _names(call, description):
    """What an application may have called: the call, and those that go via it."""
    if not call.is_public:
        return [call.name]
    return [call.symbol, *(other.symbol for other in description.public_calls() if other.via == call.name)]


def _trampoline(call, description):
    names = ", ".join(f'"{name}"' for name in _names(call, description))
    locals_, passed = [f"            detail::enter(detail::driver<Driver>(session), {{{names}}});"], []
    for text, arg in method_parameters(call):
        locals_.append(f"            auto lent_{arg.name} = {_lend(call, arg)};")
        passed.append(f"lent_{arg.name}")
    counted = next((arg for arg in call.args if arg.kind.name == "out params"), None)
    if counted:
        locals_.append(f"            if (detail::count(detail::driver<Driver>(session), call, \"{call.symbol}\", lent_flags, "
                       f"{counted.name}))\n                return;")
    invoke = f"detail::driver<Driver>(session).{call.method}({', '.join(passed)})"
    out = returned_argument(call)
    if out:
        target = ", ".join(parameter_name(spell(form, out.name)) for form in out.kind.abi)
        invoke = f"detail::give({target}, {invoke})"
    elif call.returns.abi:
        target = ", ".join(parameter_name(spell(form, "result")) for form in call.returns.abi)
        invoke = f"detail::give({target}, {invoke})"
    lines = "\n".join(locals_ + [f"            {invoke};"])
    return f"""\
    static int32_t {call.method}({', '.join(slot_parameters(call))}) noexcept
    {{
        return detail::guard(call, [&] {{
{lines}
        }});
    }}"""


def _slots(description, table):
    name = CLASSES[table]
    trampolines = "\n".join(_trampoline(call, description) for call in description.slots(table))
    rows = "\n".join(
        f"        if constexpr (detail::overridden<decltype(&Driver::{call.method}), "
        f"decltype(&{name}::{call.method})>)\n            table.{call.method} = &{call.method};"
        for call in description.slots(table))
    return f"""
// The slot table of class Driver: one trampoline for every method that it overrides.
template <class Driver>
struct {name}Slots {{
{trampolines}

    static constexpr modvirt_{table}_v1 table() noexcept
    {{
        modvirt_{table}_v1 table{{}};
        table.struct_size = sizeof table;
        table.open = &detail::open_session<Driver>;
        table.close = &detail::close_session<Driver>;
{rows}
        return table;
    }}
}};
"""


def generate(description):
    classes = "".join(_class(description, table) + _slots(description, table) for table in TABLES)
    return {"include/modvirt/driver.hpp": f"{HEAD}\nnamespace modvirt {{\n{classes}\n}} // namespace modvirt\n"}
