# SPDX-License-Identifier: LGPL-2.1-or-later
"""Processors: their models, and what several have in common."""
from case import Case

MODELS = """486 pentium pentium2 pentium3 pentiumpro coreduo n270 core2duo qemu32 kvm32 cpu64-rhel5 cpu64-rhel6 qemu64
    kvm64 Conroe Penryn Nehalem Nehalem-IBRS Westmere Westmere-IBRS SandyBridge SandyBridge-IBRS IvyBridge
    IvyBridge-IBRS Haswell-noTSX Haswell-noTSX-IBRS Haswell Haswell-IBRS Broadwell-noTSX Broadwell-noTSX-IBRS Broadwell
    Broadwell-IBRS Skylake-Client Skylake-Client-IBRS Skylake-Client-noTSX-IBRS Skylake-Server Skylake-Server-IBRS
    Skylake-Server-noTSX-IBRS Cascadelake-Server Cascadelake-Server-noTSX Icelake-Client Icelake-Client-noTSX
    Icelake-Server Icelake-Server-noTSX Cooperlake Snowridge athlon phenom Opteron_G1 Opteron_G2 Opteron_G3 Opteron_G4
    Opteron_G5 EPYC EPYC-IBPB EPYC-Rome EPYC-Milan Dhyana""".split()
ARCHITECTURES = """x86_64 i686 ppc64 ppc64le ppc aarch64 armv6l armv7l armv7b arm s390 s390x mips mipsel riscv64 sparc64
    alpha ia64 openrisc loongarch64 hppa z80 X86_64""".split()
# Processors as "MODEL/VENDOR +feature ..."; the baseline of each row is asked for with and without all features.
ROWS = [
    ["Penryn/Intel"], ["Penryn/Intel", "Penryn"], ["Penryn/AMD"], ["Penryn/Nope"], ["kvm64/AMD"],
    ["Penryn/Intel", "Penryn/AMD"], ["Penryn/Intel", "Opteron_G1/AMD"], ["Penryn", "Opteron_G1"],
    ["Opteron_G1", "Penryn"], ["Penryn", "Opteron_G1", "Penryn"], ["kvm64/Intel", "kvm64", "kvm64/Intel"],
    ["Penryn", "Conroe"], ["Haswell", "Broadwell", "Haswell"], ["Haswell", "EPYC/AMD"], ["Haswell/AMD", "Haswell"],
    ["Penryn +avx"], ["Penryn +avx", "Penryn"], ["Penryn +avx +aes", "Conroe +aes"], ["Penryn +nx"],
    ["Penryn +nothing"], ["Penryn +sse4_1"], ["Foo"], ["Foo", "Penryn"], ["Penryn", "Foo"], ["penryn"],
    ["Opteron_G3 +monitor"], ["EPYC", "Opteron_G3"], ["EPYC-Milan", "EPYC-Rome", "EPYC"], ["EPYC-Milan +invtsc"],
    ["Icelake-Server", "Cooperlake"], ["Icelake-Server-noTSX", "Icelake-Client"], ["cpu64-rhel5", "cpu64-rhel6"],
    ["486", "Penryn"], ["486 +avx +aes +sse4.2", "Dhyana"], ["kvm64", "qemu64"], ["qemu32", "n270"],
    ["Snowridge", "Skylake-Client", "Westmere"], ["pentiumpro +lm +nx", "Dhyana"], ["athlon", "phenom"],
]
POWER_ROWS = [["POWER8"], ["POWER8", "POWER8/IBM"], ["POWER8", "POWER7"], ["POWER7", "Foo"], ["Foo"], ["POWER8/Foo"],
              ["POWER8/Freescale"], ["POWER9 +any"]]


def document(told, arch="x86_64"):
    model, *features = told.split()
    name, _, vendor = model.partition("/")
    return "".join([f"<cpu><arch>{arch}</arch><model>{name}</model>", f"<vendor>{vendor}</vendor>" if vendor else "",
                    *(f"<feature name='{feature[1:]}'/>" for feature in features), "</cpu>"])


def _penryn(inside="", attributes=""):
    return f"<cpu{attributes}><arch>x86_64</arch><model>Penryn</model>{inside}</cpu>"


DOCUMENTS = {
    "no model": "<cpu><arch>x86_64</arch></cpu>", "no architecture": "<cpu><model>Penryn</model></cpu>",
    "empty model": "<cpu><arch>x86_64</arch><model/></cpu>", "nothing in it": "<cpu/>", "another root": "<host/>",
    "empty architecture": "<cpu><arch/><model>Penryn</model></cpu>", "cut off": "<cpu>",
    "within its host": f"<host>{_penryn()}</host>", "mode": _penryn(attributes=" mode='custom'"),
    "unknown mode": _penryn(attributes=" mode='x'"), "match": _penryn(attributes=" match='exact'"),
    "unknown match": _penryn(attributes=" match='x'"), "check": _penryn(attributes=" check='x'"),
    "unknown element": _penryn("<odd/>"), "two vendors": _penryn("<vendor>Intel</vendor><vendor>AMD</vendor>"),
    "empty vendor": _penryn("<vendor/>"), "feature without name": _penryn("<feature/>"),
    "feature without a name": _penryn("<feature name=''/>"), "feature twice": _penryn("<feature name='avx'/>" * 2),
    "policies": _penryn("<feature name='avx' policy='disable'/><feature name='aes' policy='x'/>"),
    "fallback": "<cpu><arch>x86_64</arch><model fallback='x' vendor_id='y'>Penryn</model></cpu>",
    "all of a host": _penryn("<microcode version='3'/><signature family='6' model='1' stepping='1'/>"
                             "<counter name='tsc' frequency='5' scaling='yes'/>"
                             "<topology sockets='1' dies='1' cores='2' threads='1'/>"
                             "<maxphysaddr mode='emulate' bits='42'/><pages unit='KiB' size='4'/>"),
    "topology": _penryn("<topology sockets='1' cores='2'/>"), "signature": _penryn("<signature family='1'/>"),
    "no sockets": _penryn("<topology sockets='0' cores='2' threads='1'/>"), "cache": _penryn("<cache/>"),
    "many sockets": _penryn("<topology sockets='4294967296' cores='2' threads='1'/>"),
    "microcode": _penryn("<microcode version='x'/>"), "counter": _penryn("<counter name='tsc'/>"),
    "other counter": _penryn("<counter name='x'/>"), "cache mode": _penryn("<cache mode='x'/>"),
    "cache level": _penryn("<cache level='9' mode='emulate'/>"), "address": _penryn("<maxphysaddr mode='x'/>"),
}
MIXED = {
    "x86 and POWER": [document("Penryn"), document("POWER8", "ppc64")],
    "POWER and x86": [document("POWER8", "ppc64"), document("Penryn")],
    "both ends of POWER": [document("POWER8", "ppc64"), document("POWER8", "ppc64le")],
    "both widths of x86": [document("Penryn"), document("Penryn", "i686")],
    "ARM and x86": [document("cortex-a53", "aarch64"), document("Penryn")],
    "two of ARM": [document("cortex-a53 +fp", "aarch64"), document("x/y", "armv7l")], "none": [],
}


def _baseline(name, documents, flags=0):
    return Case("processors", "default", f"baseline of {name}, {flags}",
                lambda world: world.connection.baselineCPU(documents, flags))


def cases():
    for arch in ARCHITECTURES:
        yield Case("processors", "default", f"models of {arch}",
                   lambda world, arch=arch: world.connection.getCPUModelNames(arch, 0))
        yield _baseline(f"any of {arch}", [document("any", arch)])
    for model in MODELS:
        yield _baseline(model, [document(model)], 1)
    for place, model in enumerate(MODELS):
        yield _baseline(f"{model} and another", [document(model), document(MODELS[place * 7 % len(MODELS)])])
    for row in ROWS:
        for flags in (0, 1):
            yield _baseline(" and ".join(row), list(map(document, row)), flags)
    for row in POWER_ROWS:
        yield _baseline("POWER's " + " and ".join(row), [document(told, "ppc64") for told in row])
    for name, text in DOCUMENTS.items():
        yield _baseline(f"a document: {name}", [text])
    for name, documents in MIXED.items():
        yield _baseline(name, documents)
