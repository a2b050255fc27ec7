#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes files from the call description: generate.py --api DIR --out DIR PRODUCT...

A product is a module of this folder with `generate(description)`, which answers {relative path: text}. Nothing is
written until every product is made, and a file that would not change is left alone.
"""
import argparse
import importlib
import sys
from pathlib import Path

import model

PRODUCTS = ("slots", "driver_class", "entry_points", "slot_names", "abi_text", "freeze", "public_headers", "version_script",
            "calls_json", "manual")


def make(description, products):
    files = {}
    for product in products:
        files.update(importlib.import_module(product).generate(description))
    return files


def write(files, out):
    for relative, text in files.items():
        path = out / relative
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--api", type=Path, required=True, help="folder of the description")
    parser.add_argument("--out", type=Path, required=True, help="folder to write below")
    parser.add_argument("products", nargs="+", choices=PRODUCTS)
    options = parser.parse_args(arguments)
    try:
        write(make(model.load(options.api), options.products), options.out)
    except model.DescriptionError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"generate: {error.filename}: cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
