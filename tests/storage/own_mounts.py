# SPDX-License-Identifier: LGPL-2.1-or-later
"""A mount namespace for a test program of its own: what it mounts is seen by nobody else, and goes with it."""
import os
import subprocess
import sys

UNSHARE = ["unshare", "--mount", "--propagation", "private"]
INSIDE = "--mounts"


def enter(what):
    """Starts the program anew, with mounts of its own; or skips it where it cannot have them. `what` needs root, and says so."""
    if INSIDE in sys.argv:
        sys.argv.remove(INSIDE)
        return
    if os.geteuid() != 0:  # nor in a user's own namespace, where plugins belong to nobody whom the library trusts
        print(f"skipped: {what} needs root")
        sys.exit(77)
    tried = subprocess.run([*UNSHARE, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        print(f"skipped: {what} needs mounts of one's own, which cannot be had here: {tried.stderr.strip()}")
        sys.exit(77)
    os.execvp(UNSHARE[0], [*UNSHARE, sys.executable, "-B", *sys.argv, INSIDE])
