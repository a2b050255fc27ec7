# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each public header stands alone and is clean in C99, C11 and C++20; every prototype has libvirt's type."""
import re
import unittest

from toolchain import Program, lines, our_folders, our_options, their_folder

STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-fsyntax-only")


def _headers(pattern="*.h"):
    return sorted((path for folder in our_folders() for path in (folder / "libvirt").glob(pattern)),
                  key=lambda path: path.name)


def _code(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


class Headers(unittest.TestCase):
    def assert_clean(self, suffix, *options):
        for path in _headers():
            if path.name.startswith("calls-"):
                continue   # parts of the headers that include them
            with self.subTest(path.name):
                program = Program(self, f"#include <libvirt/{path.name}>\n#include <libvirt/{path.name}>\n", f"alone{suffix}")
                program.compile(*STRICT, *options, *our_options())

    def test_each_stands_alone_in_c99(self):
        self.assert_clean(".c", "-std=c99", "-Wstrict-prototypes")

    def test_each_stands_alone_in_c11(self):
        self.assert_clean(".c", "-std=c11", "-Wstrict-prototypes")

    def test_each_stands_alone_in_cxx20(self):
        self.assert_clean(".cpp", "-std=c++20")

    def test_every_function_is_declared_once(self):
        declared = [name for path in _headers("calls-*.h") for name in re.findall(r"\b(vir\w+)\(", _code(path))]
        expected = [line.split()[0] for line in lines("public_symbols.txt")]
        expected.remove("virConnectAuthPtrDefault")
        self.assertEqual(sorted(declared), sorted(expected))

    def test_every_sentence_is_short_enough_to_read(self):
        for path in _headers():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                self.assertLessEqual(len(line), 112, f"{path.name}:{number}")


class Prototypes(unittest.TestCase):
    """A second declaration with another type is an error, so libvirt's headers and ours are read together."""

    def setUp(self):
        self.theirs = their_folder()

    def source(self, declarations):
        return ("#include <libvirt/libvirt.h>\n#include <libvirt/libvirt-qemu.h>\n#include <libvirt/virterror.h>\n"
                f"{declarations}\n")

    def options(self):
        return ("-fsyntax-only", f"-I{self.theirs}")

    def test_every_prototype_has_the_type_of_libvirts(self):
        declarations = "\n".join(_code(path).replace("<libvirt/", "<") for path in _headers("calls-*.h"))
        for name, options in (("both.cpp", ["-std=c++20"]), ("both.c", ["-std=c11"])):
            Program(self, self.source(declarations), name).compile(*options, *self.options())

    def test_every_prototype_of_the_companion_has_the_type_of_libvirts(self):
        text = _code(next(iter(_headers("libvirt-qemu.h"))))
        prototypes = re.findall(r"^\w[\w *]*\bvir\w+\([^;]*\);", text, re.M)
        self.assertEqual(len(prototypes), 6)
        Program(self, self.source("\n".join(prototypes)), "qemu.c").compile("-std=c11", *self.options())

    def test_a_prototype_of_another_type_would_be_noticed(self):
        wrong = 'extern "C" int virDomainSuspend(virNetworkPtr network);'
        result = Program(self, self.source(wrong), "wrong.cpp").try_compile("-std=c++20", *self.options())
        self.assertNotEqual(result.returncode, 0)
        self.assertIn("conflicting declaration", result.stderr)

    def test_every_callback_and_the_variable_have_the_types_of_libvirts(self):
        text = "\n".join(_code(path) for path in _headers())
        callbacks = re.findall(r"typedef \w+ \(\*vir\w+\)\([^;]*\);", text)
        self.assertEqual(len(callbacks), 52)
        variable = re.findall(r"^VIR_EXPORT_VAR [^;]*;", text, re.M)
        self.assertEqual(len(variable), 1)
        Program(self, self.source("\n".join(callbacks + variable)), "callbacks.c").compile("-std=c11", *self.options())


if __name__ == "__main__":
    unittest.main()
