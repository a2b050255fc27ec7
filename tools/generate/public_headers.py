# SPDX-License-Identifier: LGPL-2.1-or-later
"""include/libvirt/calls-AREA.h: the prototypes of the public functions, with what the description says of them."""
import textwrap

from shapes import spell

WIDTH = 110

HEAD = """\
/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Made from the call description, area {area}. Included by the header of the area. */
#ifndef {guard}
#define {guard}

#ifdef __cplusplus
extern "C" {{
#endif
"""

TAIL = """
#ifdef __cplusplus
}
#endif

#endif
"""

# Names of errors that are not the public ones with their words joined.
ERROR_WORDS = {"NwFilter": "Nwfilter"}


def error_macro(name):
    """NoNwFilter -> VIR_ERR_NO_NWFILTER."""
    for words, joined in ERROR_WORDS.items():
        name = name.replace(words, joined)
    return "VIR_ERR_" + "".join("_" + c if c.isupper() and i else c for i, c in enumerate(name)).upper()


def _wrap(text, indent=""):
    return textwrap.wrap(" ".join(text.split()), WIDTH, initial_indent=" * " + indent,
                         subsequent_indent=" * " + indent + ("    " if indent else ""),
                         break_long_words=False, break_on_hyphens=False)


def _comment(call):
    lines = _wrap(f"{call.brief}. Since {call.since}.")
    for paragraph in call.doc.split("\n\n"):
        lines += [" *", *_wrap(paragraph)]
    details = []
    for arg in call.public_args:
        details += _wrap(f"{arg.name}: {arg.brief}", "  ")
    if call.returns.c[0] != "void":
        details += _wrap(f"Answers {call.returns.brief}.")
    if call.errors:
        details += _wrap(f"Errors: {', '.join(error_macro(name) for name in call.errors)}.")
    if details:
        lines += [" *", *details]
    return "\n".join(["/*", *lines, " */"])


def c_parameters(call):
    return [spell(form, arg.name) for arg in call.args for form in arg.kind.c]


def prototype(call):
    result = call.returns.c[0]
    start = f"{result}{'' if result.endswith('*') else ' '}{call.symbol}("
    line = start + (", ".join(c_parameters(call)) or "void") + ");"
    if len(line) <= WIDTH:
        return line
    indent = " " * len(start)
    return "\n".join(textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False,
                                   break_on_hyphens=False))


def generate(description):
    files = {}
    for area in sorted({call.area for call in description.public_calls()}):
        name = f"calls-{area.replace('_', '-')}.h"
        guard = "LIBVIRT_" + name.replace("-", "_").replace(".", "_").upper()
        calls = [call for call in description.public_calls() if call.area == area]
        body = "".join(f"\n{_comment(call)}\n{prototype(call)}\n" for call in calls)
        files[f"include/libvirt/{name}"] = HEAD.format(area=area, guard=guard) + body + TAIL
    return files
