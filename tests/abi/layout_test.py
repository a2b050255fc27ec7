# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sizes, offsets, values and texts of the public headers are those of libvirt 9.0.0.

public_layout.txt is the promise. One program that prints it is compiled against our headers and, where libvirt-dev
is installed, against libvirt's.
"""
import re
import struct
import unittest

from toolchain import Program, lines, our_folders, our_options, their_folder

HEAD = """\
#define VIR_ENUM_SENTINELS
#include <stddef.h>
#include <stdio.h>
#include <libvirt/libvirt.h>
#include <libvirt/libvirt-qemu.h>
#include <libvirt/virterror.h>

int main(void)
{
"""


def _statement(line):
    """The C statement that prints a line of the list."""
    kind, rest = line.split(" ", 1)
    name = rest.split(" ", 1)[0]
    if kind == "enum":
        return f'printf("enum {name} %zu %s\\n", sizeof({name}), ({name})-1 < ({name})0 ? "signed" : "unsigned");'
    if kind == "number":
        expression = rest.rsplit(" ", 1)[0]
        return f'printf("number %s %lld\\n", "{expression}", (long long)({expression}));'
    if kind == "value":
        return f'printf("value {name} %lld\\n", (long long){name});'
    if kind == "string":
        return f'printf("string {name} %s\\n", {name});'
    if kind == "size":
        return f'printf("size {name} %zu\\n", sizeof({name}));'
    if kind == "pointer":
        target = rest.split(" ", 1)[1]
        same = f"__builtin_types_compatible_p({name}, {target} *)"
        return f'printf("pointer {name} %s\\n", {same} ? "{target}" : "another type");'
    if kind == "field":
        return _field_statement(name, rest.split(" ", 3)[3])
    raise ValueError(f"public_layout.txt: '{kind}' is not a kind of line")


def _field_statement(name, kind):
    owner, field = name.split(".")
    place = f"(({owner} *)0)->{field}"
    same = "1" if kind == "union" else f"__builtin_types_compatible_p(__typeof__({place}), {kind})"
    return (f'printf("field {name} %zu %zu %s\\n", offsetof({owner}, {field}), sizeof({place}), '
            f'{same} ? "{kind}" : "another type");')


class Layout(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        if struct.calcsize("P") != 8:
            self.skipTest("the list holds the layouts of a 64-bit system")

    def assert_prints_the_list(self, options):
        expected = lines("public_layout.txt")
        program = Program(self, HEAD + "\n".join(_statement(line) for line in expected) + "\nreturn 0;\n}\n", "layout.c")
        printed = program.output("-w", *options).splitlines()
        different = [f"{want}  (expected)\n{got}  (printed)" for want, got in zip(expected, printed) if want != got]
        self.assertEqual(different, [])
        self.assertEqual(len(printed), len(expected))

    def test_our_headers_have_the_promised_layouts_and_values(self):
        self.assert_prints_the_list(our_options())

    def test_libvirts_headers_have_the_promised_layouts_and_values(self):
        self.assert_prints_the_list([f"-I{their_folder()}"])

    def test_every_constant_of_our_headers_is_in_the_list(self):
        text = "\n".join(path.read_text(encoding="utf-8") for folder in our_folders()
                         for path in sorted((folder / "libvirt").glob("*.h")))
        listed = " ".join(lines("public_layout.txt"))
        constants = set(re.findall(r"^\s+(VIR_\w+) = ", text, re.M)) | set(re.findall(r"^#define (VIR_\w+)", text, re.M))
        missing = [name for name in sorted(constants - {"VIR_DEPRECATED", "VIR_EXPORT_VAR"})
                   if not re.search(rf"\b{name}\b", listed)]
        self.assertEqual(missing, [])


if __name__ == "__main__":
    unittest.main()
