# SPDX-License-Identifier: LGPL-2.1-or-later
"""core/libmodvirt.map: which symbols the library exports, each under the version that brought it.

The nodes are those of libvirt, chained oldest first, so that a program linked against either library finds every
symbol under the name it asks for. What is modvirt's own stands in a node of its own, and so do the calls of libvirt's
companions, libvirt-qemu.so.0 and libvirt-lxc.so.0, by whose names compat/ has the library as well.
"""
from description import version_key

HEAD = "/* Made from the call description: what libmodvirt.so.0 exports. */\n"
OWN_NODE = """
MODVIRT_1.0 {
    global:
        modvirt*;
};
"""
# Versions and symbols of the companions, each chain oldest first.
COMPANIONS = {
    "QEMU": {"0.8.3": ("virDomainQemuMonitorCommand",), "0.9.4": ("virDomainQemuAttach",),
             "0.10.0": ("virDomainQemuAgentCommand",),
             "1.2.3": ("virConnectDomainQemuMonitorEventDeregister", "virConnectDomainQemuMonitorEventRegister"),
             "8.2.0": ("virDomainQemuMonitorCommandWithFiles",)},
    "LXC": {"1.0.2": ("virDomainLxcEnterNamespace", "virDomainLxcOpenNamespace"),
            "1.0.4": ("virDomainLxcEnterSecurityLabel",), "2.0.0": ("virDomainLxcEnterCGroup",)},
}


def _companion(name, versions):
    text, parent = "", ""
    for version, symbols in versions.items():
        names = "\n".join(f"        {symbol};" for symbol in symbols)
        text += f"\nLIBVIRT_{name}_{version} {{\n    global:\n{names}\n}}{parent};\n"
        parent = f" LIBVIRT_{name}_{version}"
    return text


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
    for name, of_companion in COMPANIONS.items():
        text += _companion(name, of_companion)
    return {"core/libmodvirt.map": text + OWN_NODE}
