# SPDX-License-Identifier: LGPL-2.1-or-later
"""What these tests need and may lack."""
import os
import sys

SKIPPED = 77


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def need_plain_library():
    """A program that was not built with sanitizers cannot load a library that was."""
    if os.environ.get("MODVIRT_SANITIZE"):
        skip("the interpreter cannot load a library that was built with sanitizers")


def need_file(path, package):
    if not os.path.exists(path):
        skip(f"{path} is missing; install {package}")
