# SPDX-License-Identifier: LGPL-2.1-or-later
"""How one call looks as a slot and as a method: shared by the products that spell it."""
import re

from description import TABLES, DescriptionError

CLASSES = {"hypervisor": "Hypervisor", "network": "Network", "storage_backend": "StorageBackend", "storage": "Storage",
           "interface": "HostInterfaces", "nodedev": "NodeDevices", "secret": "Secrets", "nwfilter": "NetworkFilters"}
assert tuple(CLASSES) == TABLES


def spell(form, name):
    return form.replace("{name}", name)


def parameter_name(text):
    """`const char *name` -> `name`."""
    return re.search(r"(\w+)$", text).group(1)


def slot_parameters(call):
    """The parameters of the plugin's slot, session first and call context last."""
    parameters = ["modvirt_session *session"]
    for arg in call.args:
        parameters += [spell(form, arg.name) for form in arg.kind.abi]
    parameters += [spell(form, "result") for form in call.returns.abi]
    parameters.append("const modvirt_call *call")
    return parameters


def slot_type(call):
    """The slot's type without names, as the golden ABI text and the freeze spell it."""
    types = [re.sub(r"\s*\w+$", "", p) if not p.endswith("*") else p for p in slot_parameters(call)]
    return f"int32_t (*)({', '.join(t.strip() for t in types)})"


def returned_argument(call):
    """The out argument that the driver class returns by value, if there is one."""
    outs = [a for a in call.args if a.kind.role == "out" and a.kind.cpp != "none" and "{name}" not in a.kind.cpp]
    if len(outs) > 1 or (outs and call.returns.cpp != "void"):
        raise DescriptionError(f"{call.where}: call '{call.name}': a method gives back one value; "
                               "make a kind that holds both")
    return outs[0] if outs else None


def method_result(call):
    argument = returned_argument(call)
    return argument.kind.cpp if argument else call.returns.cpp


def method_parameters(call):
    """The parameters of the driver class's method, as (type and name, argument)."""
    return [(spell(arg.kind.cpp, arg.name), arg) for arg in call.args
            if arg.kind.cpp != "none" and "{name}" in arg.kind.cpp]


def wrap_comment(text, indent, prefix, width=110):
    import textwrap
    lines = []
    for paragraph in text.split("\n\n"):
        if lines:
            lines.append(f"{indent}{prefix}".rstrip())
        lines += textwrap.wrap(" ".join(paragraph.split()), width=width, initial_indent=f"{indent}{prefix}",
                               subsequent_indent=f"{indent}{prefix}", break_on_hyphens=False,
                               break_long_words=False)
    return lines
