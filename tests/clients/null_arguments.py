#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls every public function without arguments and prints what each answers, as JSON: null_arguments.py API LIBRARY

API is the folder of the call description. Every call runs in a child process of its own, once with every argument zero
and, with --open URI, once more with a real connection, domain or stream as its first argument.
"""
import argparse
import ctypes
import json
import os
import signal
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "generate"))
import model  # noqa: E402

TIMEOUT_S = 10
TIMED_OUT = int(signal.SIGALRM)


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("domain", ctypes.c_int), ("message", ctypes.c_char_p),
                ("level", ctypes.c_int), ("conn", ctypes.c_void_p), ("dom", ctypes.c_void_p),
                ("str1", ctypes.c_char_p), ("str2", ctypes.c_char_p), ("str3", ctypes.c_char_p),
                ("int1", ctypes.c_int), ("int2", ctypes.c_int), ("net", ctypes.c_void_p)]


def text(value):
    return None if value is None else value.decode(errors="replace")


def result_type(spelled):
    if spelled == "void":
        return None
    if spelled in ("const char *", "char *"):
        return ctypes.c_char_p
    if spelled.endswith(("*", "Ptr")):
        return ctypes.c_void_p
    return {"int": ctypes.c_int, "unsigned int": ctypes.c_uint, "unsigned long": ctypes.c_ulong,
            "unsigned long long": ctypes.c_ulonglong}[spelled]


def object_for(library, form, uri):
    """A real handle for a first parameter of this form; None when there is none to give."""
    library.virConnectOpen.restype = ctypes.c_void_p
    handle_type = form.split()[0]
    if handle_type not in ("virConnectPtr", "virDomainPtr", "virStreamPtr"):
        return None
    connection = ctypes.c_void_p(library.virConnectOpen(uri.encode()))
    if not connection.value:
        raise SystemExit(f"cannot open {uri}")
    if handle_type == "virConnectPtr":
        return connection
    if handle_type == "virStreamPtr":
        library.virStreamNew.restype = ctypes.c_void_p
        return ctypes.c_void_p(library.virStreamNew(connection, 0))
    library.virDomainLookupByName.restype = ctypes.c_void_p
    return ctypes.c_void_p(library.virDomainLookupByName(connection, b"test"))


def call(library, function, uri):
    forms = [form for arg in function.args for form in arg.kind.c]
    arguments = [ctypes.c_double(0) if form.startswith("double ") and "*" not in form else ctypes.c_void_p(0)
                 for form in forms]
    if uri:
        first = object_for(library, forms[0], uri)
        if first is None:
            return None
        arguments[0] = first
    entry = getattr(library, function.symbol)
    entry.restype = result_type(function.returns.c[0])
    answer = entry(*arguments)
    if isinstance(answer, bytes):
        answer = text(answer)
    elif entry.restype is ctypes.c_void_p and answer is not None:
        answer = "a pointer"
    library.virGetLastError.restype = ctypes.POINTER(Error)
    last = library.virGetLastError()
    if not last:
        return {"answer": answer}
    error = last.contents
    return {"answer": answer, "code": error.code, "domain": error.domain, "message": text(error.message),
            "level": error.level, "str": [text(error.str1), text(error.str2), text(error.str3)],
            "int": [error.int1, error.int2]}


def run_child(library_path, function, uri, writer):
    os.set_inheritable(writer, False)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(null, standard)
    printed = tempfile.TemporaryFile()
    os.dup2(printed.fileno(), 2)
    library = ctypes.CDLL(library_path)
    library.virInitialize()
    record = call(library, function, uri)
    if record is not None:
        printed.seek(0)
        record["stderr"] = printed.read().decode(errors="replace")
    os.write(writer, json.dumps(record).encode())
    os._exit(0)


def observe(library_path, function, uri):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(TIMEOUT_S)
            os.close(reader)
            run_child(library_path, function, uri, writer)
        finally:
            os._exit(99)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return json.loads(answer) if answer else {"exit": os.WEXITSTATUS(status)}


def observe_all(api, library_path, uri):
    calls = sorted(model.load(api).public_calls(), key=lambda call: call.symbol)
    records = {call.symbol: observe(library_path, call, uri) for call in calls if not uri or call.args}
    return {symbol: record for symbol, record in records.items() if record is not None}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", default="", metavar="URI", help="give a real object as the first argument")
    parser.add_argument("api", help="folder of the call description")
    parser.add_argument("library", help="the library to call, such as libvirt.so.0")
    options = parser.parse_args()
    json.dump(observe_all(options.api, options.library, options.open), sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
