# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the lab's machine boots: Debian's own kernel, a small initramfs, and packages that the host lacks.

Nothing is installed on the host, and no root is needed. The machine's root is the host's, read-only, below a layer in memory;
packages that the host does not have are unpacked into a further layer.
"""
import fcntl
import io
import lzma
import os
import shutil
import stat
import subprocess
import sysconfig
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Of the machine, on the host.
HOST_TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "busybox": "busybox-static", "strip": "binutils"}
# Of the suites, in the machine.
GUEST_TOOLS = {"lvm": "lvm2", "parted": "parted", "udevadm": "udev", "modprobe": "kmod", "wipefs": "util-linux",
               "lsblk": "util-linux", "mkfs.ext4": "e2fsprogs", "iscsiadm": "open-iscsi", "tgtd": "tgt",
               "thin_check": "thin-provisioning-tools", "qemu-img": "qemu-utils", "mount.nfs": "nfs-common",
               "rpc.nfsd": "nfs-kernel-server", "rpcbind": "rpcbind",
               "mkfs.vfat": "dosfstools", "mkfs.xfs": "xfsprogs", "mkfs.udf": "udftools", "mkfs.gfs2": "gfs2-utils", "makefs": "makefs",
               "xorriso": "xorriso", "unshare": "util-linux"}
# What is no tool, by its file.
GUEST_FILES = {f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}/qemu/block-iscsi.so": "qemu-block-extra"}

# What stage one needs before it sees the host's own modules.
FIRST_MODULES = ("virtio_pci", "9pnet_virtio", "9p", "overlay", "virtio_console")
APPLETS = ("sh", "mount", "umount", "insmod", "switch_root", "mkdir", "cat", "echo", "ln", "sleep", "poweroff", "sed", "grep",
           "cp", "mknod", "chmod", "chown", "rm", "ip")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Missing(Exception):
    """Something that the lab cannot do without; says what, and how to get it."""


@dataclass
class Parts:
    kernel: Path
    initramfs: Path
    extra: Path | None  # a layer with what the host lacks


def prepare(directory):
    """Makes the parts in `directory`, or takes those that are there already."""
    directory = Path(directory).resolve()  # apt-get takes other paths to be below its own
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / "lock", "w", encoding="utf-8") as lock:  # one at a time
        fcntl.flock(lock, fcntl.LOCK_EX)
        return prepare_alone(directory)


def prepare_alone(directory):
    lacking = [package for tool, package in HOST_TOOLS.items() if not shutil.which(tool, path=PATH)]
    if lacking:
        raise Missing(f"the lab needs the packages {', '.join(sorted(set(lacking)))}")
    release = newest_kernel()
    extra = add_packages(directory)
    kernel = directory / f"vmlinux-{release}"
    if not kernel.exists():
        write_whole(kernel, unpack_kernel(Path(f"/boot/vmlinuz-{release}").read_bytes()))
    initramfs = directory / "initramfs.cpio"
    write_whole(initramfs, make_initramfs(release, directory))
    return Parts(kernel, initramfs, extra)


def write_whole(path, content):
    temporary = path.with_suffix(".new")
    temporary.write_bytes(content)
    temporary.replace(path)


def newest_kernel():
    releases = [path.name for path in Path("/lib/modules").glob("*-amd64")
                if Path(f"/boot/vmlinuz-{path.name}").exists() and (path / "modules.dep").exists()]
    if not releases:
        raise Missing("the lab needs the package linux-image-amd64, which it boots")
    return max(releases, key=lambda name: [int(part) if part.isdigit() else 0 for part in name.replace("-", ".").split(".")])


def unpack_kernel(image):
    """The ELF file in a bzImage: QEMU starts it at once, and nothing has to be unpacked by an emulated processor."""
    magic = b"\xfd7zXZ\x00"
    at = image.find(magic)
    while at >= 0:
        try:
            kernel = lzma.LZMADecompressor(lzma.FORMAT_XZ).decompress(image[at:])
            if kernel.startswith(b"\x7fELF"):
                return kernel
        except lzma.LZMAError:
            pass
        at = image.find(magic, at + 1)
    raise Missing("the kernel of linux-image-amd64 is not compressed by xz, as the lab expects")


# --- The packages that the host lacks

def add_packages(directory):
    lacking = sorted({package for tool, package in GUEST_TOOLS.items() if not shutil.which(tool, path=PATH)}
                     | {package for file, package in GUEST_FILES.items() if not Path(file).exists()})
    if not lacking:
        return None
    extra = directory / "extra"
    done = directory / "extra.packages"
    if not done.exists() or done.read_text(encoding="utf-8").split() != lacking:
        debs = download(directory, lacking)
        unpack(debs, extra)
        done.write_text(" ".join(lacking), encoding="utf-8")
    return extra


def download(directory, packages):
    if not shutil.which("apt-get"):
        raise Missing(f"the lab needs the packages {', '.join(packages)}")
    debs = directory / "debs"
    shutil.rmtree(debs, ignore_errors=True)
    (debs / "partial").mkdir(parents=True)
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    options = {"Dir::Cache::archives": debs, "Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": "",
               "Debug::NoLocking": "1", "APT::Sandbox::User": user}
    command = ["apt-get", "install", "--no-install-recommends", "-y", "-qq", "--download-only"]
    command += [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    fetched = subprocess.run(command + packages, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if fetched.returncode != 0:
        raise Missing(f"the lab needs the packages {', '.join(packages)}, which apt-get cannot download here: "
                      + " ".join(fetched.stderr.split())[-300:])
    return sorted(debs.glob("*.deb"))


def unpack(debs, extra):
    shutil.rmtree(extra, ignore_errors=True)
    # As on the host: a real /bin in this layer would hide the link below it.
    for folder in ("bin", "sbin", "lib", "lib64", "lib32"):
        (extra / "usr" / folder).mkdir(parents=True)
        (extra / folder).symlink_to(f"usr/{folder}")
    for deb in debs:
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as source:
            subprocess.run(["tar", "-x", "--no-same-owner", "--keep-directory-symlink", "-C", extra], stdin=source.stdout,
                           check=True)


# --- The initramfs

class Archive:
    """A cpio archive of the form "newc"."""

    def __init__(self):
        self.out = io.BytesIO()
        self.inode = 0

    def add(self, name, mode, content=b""):
        self.inode += 1
        encoded = name.encode() + b"\0"
        numbers = (self.inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(encoded), 0)
        self.write(b"070701" + b"".join(b"%08X" % number for number in numbers) + encoded)
        self.write(content)

    def write(self, content):
        self.out.write(content)
        self.out.write(b"\0" * (-self.out.tell() % 4))

    def folder(self, name):
        self.add(name, stat.S_IFDIR | 0o755)

    def file(self, name, content, mode=0o644):
        self.add(name, stat.S_IFREG | mode, content)

    def link(self, name, target):
        self.add(name, stat.S_IFLNK | 0o777, target.encode())

    def finish(self):
        self.add("TRAILER!!!", 0)
        return self.out.getvalue()


def make_initramfs(release, directory):
    archive = Archive()
    for folder in ("bin", "m", "proc", "sys", "dev", "lower", "extra", "rw", "new", "ovl"):
        archive.folder(folder)
    archive.file("bin/busybox", Path(shutil.which("busybox", path=PATH)).read_bytes(), 0o755)
    for applet in APPLETS:
        archive.link(f"bin/{applet}", "busybox")
    modules = Path("/lib/modules") / release
    files = module_files(modules, FIRST_MODULES)
    for file in files:
        archive.file(f"m/{Path(file).name}", stripped(modules / file, directory))
    archive.file("m/list", "".join(f"{Path(file).name}\n" for file in files).encode())
    archive.file("m/modules.devname", (modules / "modules.devname").read_bytes())
    archive.file("init", (HERE / "guest/stage1").read_bytes(), 0o755)
    archive.file("stage2", (HERE / "guest/stage2").read_bytes(), 0o755)
    return archive.finish()


def module_files(modules, names):
    """The files of these modules and of all that they need, in the order in which they are loaded."""
    needs = {}
    for line in (modules / "modules.dep").read_text(encoding="utf-8").splitlines():
        file, _, rest = line.partition(":")
        needs[file] = rest.split()
    by_name = {Path(file).name.partition(".")[0].replace("-", "_"): file for file in needs}
    built_in = {Path(line).name.partition(".")[0].replace("-", "_")
                for line in (modules / "modules.builtin").read_text(encoding="utf-8").splitlines()}
    files = []
    for name in names:
        if name in built_in:
            continue
        for file in [*reversed(needs[by_name[name]]), by_name[name]]:
            if file not in files:
                files.append(file)
    return files


def stripped(module, directory):
    """A quarter of the size, and without the signature, whose check takes an emulated processor long."""
    target = directory / "module.ko"
    subprocess.run(["strip", "-g", "-o", target, module], check=True)
    content = target.read_bytes()
    os.unlink(target)
    return content
