# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stock libvirt's storage driver, which is in its daemon alone: one of our own, with all that it keeps in one folder."""
import os
import shutil
import subprocess
import time
from pathlib import Path

# As an ordinary user it keeps away from the networks, the firewall and the configuration of this machine.
USER_ID = 65534 if os.geteuid() == 0 else os.geteuid()
START_S = 30


def give_away(path):
    """To the user that the daemon and its client run as."""
    if os.geteuid() == 0:
        os.chown(path, USER_ID, USER_ID)


def as_user():
    """What subprocess is to be told so that a program runs as that user."""
    return {"user": USER_ID, "group": USER_ID, "extra_groups": []} if os.geteuid() == 0 else {}


def missing():
    """What it cannot run without, or nothing."""
    if not Path("/usr/sbin/libvirtd").exists():
        return "stock libvirt's daemon (libvirt-daemon)"
    if not list(Path("/usr/lib").glob("*/libvirt/storage-backend/libvirt_storage_backend_fs.so")):
        return "stock libvirt's storage driver (libvirt-daemon)"
    if not shutil.which("qemu-img"):
        return "qemu-img (qemu-utils)"
    return None


class StockDaemon:
    """Runs from the beginning of a `with` to its end. `environment` is for its clients as well."""

    def __init__(self, folder):
        self.folder = folder
        self.socket = folder / "libvirt-sock"
        self.uri = f"storage:///session?socket={self.socket}"
        self.environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self.process = None

    def __enter__(self):
        configuration = self.folder / "libvirtd.conf"
        configuration.write_text(f'unix_sock_dir = "{self.folder}"\nauth_unix_ro = "none"\nauth_unix_rw = "none"\n',
                                 encoding="utf-8")
        with open(self.folder / "log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                ["/usr/sbin/libvirtd", "-f", str(configuration), "-p", str(self.folder / "pid")],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_user())
        until = time.monotonic() + START_S
        while not self.socket.exists():
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                said = (self.folder / "log").read_text(encoding="utf-8").strip().splitlines() or ["nothing"]
                raise TimeoutError(f"libvirtd did not start and said: {said[-1]}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def make_sets(folder):
    """Files for storage-bench, in the folders that it expects."""
    def fill(name, count, write):
        (folder / name).mkdir()
        give_away(folder / name)
        for number in range(count):
            path = folder / name / f"volume-{number}.img"
            write(path)
            give_away(path)

    def write_sparse(path):
        with open(path, "wb") as file:
            file.truncate(1 << 20)

    image = folder / "image"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(image), "1G"], check=True)
    fill("sparse", 5000, write_sparse)
    fill("data", 5000, lambda path: path.write_bytes(b"x" * 4096))
    fill("qcow2", 200, lambda path: shutil.copyfile(image, path))
    fill("many", 10000, write_sparse)
