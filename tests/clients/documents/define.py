# SPDX-License-Identifier: LGPL-2.1-or-later
"""Defines the documents that a program writes, one after the other, and prints what comes back as lines of JSON.

    define.py GENERATOR KIND COUNT SEED

The lines of the document as it is told, or the code and message of the error.
"""
import json
import os
import re
import signal
import subprocess
import sys

sys.dont_write_bytecode = True

import libvirt  # noqa: E402

# What only chance decides.
RANDOM = [(re.compile(r"\b(52:54:00|00:16:3e)(:[0-9a-f]{2}){3}\b"), "MAC"),
          (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "UUID")]
TIMEOUT_S = 20


def define(connection, kind, text):
    try:
        made = getattr(connection, {"domain": "defineXML", "network": "networkDefineXML"}[kind])(text)
        told = made.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE if kind == "domain" else 0)
        made.undefine()
    except libvirt.libvirtError as refused:
        return {"code": refused.get_error_code(), "message": refused.get_error_message()}
    for pattern, name in RANDOM:
        told = pattern.sub(name, told)
    return told.splitlines()


def main():
    generator, kind, count, seed = sys.argv[1:]
    written = subprocess.run([generator, kind, count, seed], stdout=subprocess.PIPE, check=True).stdout
    documents = [text.decode() for text in written.split(b"\0")[:-1]]
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    done = 0
    # A child for as many as it survives; one that it does not is an outcome too.
    while done < len(documents):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reader)
                connection = libvirt.open("test:///default")
                with os.fdopen(writer, "w") as stream:
                    for text in documents[done:]:
                        signal.alarm(TIMEOUT_S)
                        print(json.dumps(define(connection, kind, text)), file=stream, flush=True)
            finally:
                os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as stream:
            for line in stream:
                print(line, end="")
                done += 1
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            print(json.dumps({"code": "signal", "message": signal.Signals(os.WTERMSIG(status)).name}))
            done += 1


if __name__ == "__main__":
    main()
