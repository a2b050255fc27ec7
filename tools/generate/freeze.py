# SPDX-License-Identifier: LGPL-2.1-or-later
"""freeze.cpp: static assertions that hold the built tables to the golden abi.txt.

The golden text is read from beside the description, so this product fails to compile when a slot has moved, has
gone or has changed its type, whatever the description now says.
"""
from pathlib import Path

from description import DescriptionError

HEAD = """\
// Made from the golden abi.txt: the tables still are what was promised.
#include <cstddef>
#include <type_traits>

#include <modvirt/plugin.h>

"""


def _assertion(line):
    _, table, number, name, _level, type_text = line.split(" ", 5)
    struct = f"modvirt_{table}_v1"
    offset = f"2 * sizeof(uint32_t) + {int(number) + 2} * sizeof(void *)"
    return (f"static_assert(offsetof({struct}, {name}) == {offset}, \"slot {number} of {table} has moved: {name}\");\n"
            f"static_assert(std::is_same_v<decltype({struct}::{name}), {type_text}>,\n"
            f"              \"slot {number} of {table} has changed its signature: {name}\");\n")


def generate(description):
    golden = Path(next(iter(description.calls.values())).where).parent.parent / "abi.txt"
    try:
        lines = golden.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DescriptionError(f"{golden}: {error.strerror}; the golden ABI text is required") from error
    return {"freeze.cpp": HEAD + "".join(_assertion(line) for line in lines if line.startswith("slot "))}
