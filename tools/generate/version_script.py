# SPDX-License-Identifier: LGPL-2.1-or-later
"""core/libmodvirt.map: which symbols the library exports, each under the version that brought it.

The nodes are those of libvirt, chained oldest first, so that a program linked against either library finds every
symbol under the name it asks for. What is modvirt's own stands in a node of its own.
"""
from description import version_key

HEAD = "/* Made from the call description: what libmodvirt.so.0 exports. */\n"
OWN_NODE = """
MODVIRT_1.0 {
    global:
        modvirt*;
};
"""


def _node(version, symbols, before):
    names = "\n".join(f"        {symbol};" for symbol in sorted(symbols))
    hidden = "" if before else "    local:\n        *;\n"
    parent = f" LIBVIRT_{before}" if before else ""
    return f"\nLIBVIRT_{version} {{\n    global:\n{names}\n{hidden}}}{parent};\n"


def generate(description):
    symbols = description.symbols()
    versions = sorted(set(symbols.values()), key=version_key)
    text = HEAD
    for before, version in zip([None, *versions], versions):
        text += _node(version, [name for name, since in symbols.items() if since == version], before)
    return {"core/libmodvirt.map": text + OWN_NODE}
