# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lab's machine: a whole Debian kernel under QEMU, without KVM, whose root is the host's."""
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

BOOT_SECONDS = 300
SILENCE_SECONDS = 60  # without a heartbeat it hangs
SHARES_ID = "lab.share"

# KASLR and mitigations cost time and protect nobody here. A processor without RDRAND has no random numbers for a minute.
# SELinux gives files their labels; without a policy it refuses nothing.
KERNEL_ARGUMENTS = ("console=ttyS0 quiet panic=-1 nokaslr mitigations=off no_timer_check tsc=reliable cryptomgr.notests oops=panic "
                    "softlockup_panic=1 security=selinux")


class Failure(Exception):
    """The machine did not do what it was asked; says why, with the end of its console."""


class Machine:
    """with Machine(parts, directory, disks=["1G"], shares={"build": path}) as machine: machine.run("lsblk")"""

    def __init__(self, parts, directory, disks=(), shares=None, memory_mib=1024):
        self.parts = parts
        self.directory = Path(directory)
        self.exchange = self.directory / "lab"
        self.disks = disks
        self.shares = shares or {}
        self.memory_mib = memory_mib
        self.process = None
        self.jobs = 0

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        shutil.rmtree(self.directory, ignore_errors=True)
        (self.exchange / "jobs").mkdir(parents=True)
        # FIFOs: QEMU holds both of their ends, so that the machine never reads an end.
        for end in ("in", "out"):
            os.mkfifo(self.directory / f"agent.{end}")
        with open(self.directory / "qemu.log", "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(self.command_line(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        deadline = time.monotonic() + BOOT_SECONDS
        while not (self.exchange / "ready").exists():
            self.expect_alive("it did not come up")
            if time.monotonic() > deadline:
                self.fail(f"it is not ready after {BOOT_SECONDS} s")
            time.sleep(0.02)

    def command_line(self):
        arguments = KERNEL_ARGUMENTS + (f" {SHARES_ID}={','.join(self.shares)}" if self.shares else "")
        line = ["qemu-system-x86_64", "-name", "lab", "-machine", "pc", "-accel", "tcg", "-cpu", "qemu64,+rdrand", "-smp", "1",
                "-m", str(self.memory_mib), "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                "-kernel", self.parts.kernel, "-initrd", self.parts.initramfs, "-append", arguments,
                "-serial", f"file:{self.directory}/console.log",
                "-device", "virtio-serial-pci", "-chardev", f"pipe,id=agent,path={self.directory}/agent",
                "-device", "virtserialport,chardev=agent,name=lab.agent"]
        line += self.share("root", "/") + self.share("lab", self.exchange, writable=True)
        if self.parts.extra:
            line += self.share("extra", self.parts.extra)
        for tag, folder in self.shares.items():
            line += self.share(tag, folder)
        for number, size in enumerate(self.disks):
            image = self.directory / f"disk{number}.img"
            subprocess.run(["truncate", "-s", size, image], check=True)
            line += ["-drive", f"file={image},format=raw,if=none,id=disk{number},cache=unsafe,discard=unmap",
                     "-device", f"virtio-blk-pci,drive=disk{number},serial=labdisk{number}"]
        return [str(word) for word in line]

    @staticmethod
    def share(tag, folder, writable=False):
        device = f"local,id={tag},path={folder},security_model=none,multidevs=remap" + ("" if writable else ",readonly=on")
        return ["-fsdev", device, "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"]

    def run(self, command, seconds=300, output=sys.stdout):
        """Runs a command of bash as root and answers its status: 124 when it took too long. Its output goes where it is told."""
        self.jobs += 1
        folder = self.exchange / "jobs" / str(self.jobs)
        folder.mkdir()
        (folder / "command").write_text(command, encoding="utf-8")
        (folder / "timeout").write_text(str(seconds), encoding="utf-8")
        (folder / "output").touch()
        self.tell(f"run {self.jobs}")
        started = time.time()
        with open(folder / "output", encoding="utf-8", errors="replace") as stream:
            while not (folder / "status").exists():
                output.write(stream.read())
                output.flush()
                self.expect_alive("it went away")
                self.expect_heartbeat(started)
                time.sleep(0.02)
            output.write(stream.read())
            output.flush()
        return int((folder / "status").read_text(encoding="utf-8"))

    def tell(self, line):
        port = os.open(self.directory / "agent.in", os.O_WRONLY | os.O_NONBLOCK)
        try:
            os.write(port, f"{line}\n".encode())
        finally:
            os.close(port)

    def expect_alive(self, otherwise):
        if self.process.poll() is not None:
            self.fail(otherwise)

    def expect_heartbeat(self, started):
        try:
            beat = (self.exchange / "heartbeat").stat().st_mtime
        except FileNotFoundError:
            beat = started
        if time.time() - max(beat, started) > SILENCE_SECONDS:
            self.fail(f"it hangs: no heartbeat for {SILENCE_SECONDS} s")

    def fail(self, why):
        self.kill()
        text = ""
        for log in ("qemu.log", "console.log"):
            path = self.directory / log
            if path.exists():
                text += path.read_text(encoding="utf-8", errors="replace").replace("\r", "")[-3000:]
        raise Failure(f"the lab's machine failed: {why}\n{text}")

    def stop(self):
        if self.process.poll() is None:
            try:
                self.tell("poweroff")
                self.process.wait(10)
            except (OSError, subprocess.TimeoutExpired):
                pass
        self.kill()

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
