# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command lines: all that virtinst does on a host in memory, right and wrong."""

NEW = "virt-install --name new --memory 64 --osinfo generic --import --noautoconsole"
PLAIN = NEW + " --disk none"
SHOWN = PLAIN + " --print-xml"

# What a new domain can have, each made and started.
OPTIONS = (
    "", "--vcpus 4", "--vcpus 2,maxvcpus=4", "--vcpus 4,sockets=2,cores=2,threads=1", "--cpu qemu64",
    "--cpu host-passthrough", "--cpu core2duo,+x2apic,disable=vmx", "--memory 128,maxmemory=256",
    "--metadata title='A title',description='What it is for'", "--metadata uuid=11111111-2222-3333-4444-555555555555",
    "--boot hd,cdrom,network,menu=on", "--boot kernel=/guest/vmlinuz,initrd=/guest/initrd,kernel_args='console=ttyS0'",
    "--boot bios.useserial=on", "--features acpi=on,apic=on,pae=off", "--clock offset=localtime,rtc_tickpolicy=catchup",
    "--pm suspend_to_mem.enabled=yes", "--events on_poweroff=destroy,on_reboot=restart,on_crash=restart",
    "--cputune vcpupin0.vcpu=0,vcpupin0.cpuset=0-3", "--memtune hard_limit=100000", "--blkiotune weight=200",
    "--numatune 1,mode=strict", "--memorybacking hugepages=yes", "--iothreads 2",
    "--network network=default", "--network network=default,mac=52:54:00:11:22:33,model=virtio",
    "--network bridge=br0,model=e1000", "--network user", "--network none", "--network default --network default",
    "--graphics vnc,port=5901,listen=0.0.0.0,password=secret", "--graphics spice", "--graphics none", "--graphics sdl",
    "--video qxl", "--video vga,vram=9216", "--sound ich9", "--sound none", "--serial pty", "--serial file,path=/guest/log",
    "--serial tcp,host=:2222,mode=bind,protocol=telnet", "--serial unix,path=/guest/socket", "--parallel pty",
    "--console pty,target.type=virtio", "--channel unix,path=/guest/channel,target.type=virtio,target.name=org.example.a",
    "--input tablet,bus=usb", "--input keyboard,bus=ps2", "--controller usb,model=ehci",
    "--controller scsi,model=virtio-scsi", "--controller usb2", "--watchdog i6300esb,action=reset", "--rng /dev/urandom",
    "--tpm emulator,model=tpm-crb,version=2.0", "--memballoon virtio", "--memballoon none", "--vsock cid.auto=yes",
    "--panic default", "--smartcard passthrough,type=spicevmc", "--redirdev usb,type=spicevmc",
    "--filesystem /guest/source,target", "--hostdev 0000:00:19.0", "--hostdev 0x1234:0x5678", "--memdev dimm,target_size=64",
    "--shmem name=shared,model.type=ivshmem-plain,size=4,size.unit=M", "--iommu model=intel", "--seclabel type=none",
    "--sysinfo bios.vendor=Acme,system.product=Box", "--resource partition=/virtual", "--idmap uid.start=0,uid.target=1000,uid.count=10",
    "--launchSecurity type=sev,policy=0x01", "--qemu-commandline='-version'", "--xml ./@type=test", "--xml xpath.set=./title,xpath.value=Set",
    "--autostart", "--transient", "--arch i686", "--machine pc", "--os-variant generic", "--virt-type test", "--hvm",
    "--paravirt", "--noreboot", "--wait 0", "--check all=off",
)
INSTALLS = (
    NEW, NEW + " --disk size=1", NEW + " --disk /default-pool/new.img,size=1", NEW + " --disk /default-pool/new.img,size=1,format=qcow2,bus=virtio",
    NEW + " --disk vol=default-pool/missing", NEW + " --disk pool=default-pool,size=1,sparse=no", NEW + " --disk pool=missing,size=1",
    NEW + " --disk /nowhere/disk.img", NEW + " --disk device=cdrom,bus=ide --print-xml", NEW + " --disk type=network,source.protocol=nbd,source.host.name=far --print-xml",
    PLAIN + " --dry-run", PLAIN.replace("--name new", "--name test"), PLAIN.replace("--name new", ""), PLAIN.replace("--name new", "--name a/b"),
    PLAIN.replace("--memory 64", "--memory none"), PLAIN.replace("--memory 64", "--memory -5"), PLAIN + " --vcpus 0", PLAIN + " --nonsense",
    PLAIN + " --vcpus nonsense", PLAIN + " --network network=missing", PLAIN + " --network nonsense=1", PLAIN + " --arch nonsense",
    PLAIN + " --virt-type kvm", PLAIN + " --cpu nonsense=1", PLAIN + " --graphics nonsense", PLAIN + " --network mac=nonsense",
    PLAIN + " --reinstall test", "virt-install --name new --memory 64 --osinfo generic --pxe --disk none --noautoconsole",
    "virt-install --name new --memory 64 --osinfo generic --pxe --disk none --noautoconsole --network network=default --print-xml 1",
    "virt-install --name new --memory 64 --osinfo generic --cdrom /nowhere/cd.iso --disk none --noautoconsole",
    "virt-install --name new --memory 64 --osinfo generic --location /nowhere --disk none --noautoconsole",
    "virt-install --name new --memory 64 --osinfo require=on --import --disk none --noautoconsole", "virt-install",
    "virt-install --version", "virt-install --osinfo list", "virt-install --network help",
)

# What is asked of the domain that is always there.
EDITS = (
    "--edit --vcpus 3", "--edit --memory 512,maxmemory=1024", "--edit --metadata title=New,description=Other",
    "--edit --cpu qemu64", "--edit --boot network,hd", "--edit --events on_crash=preserve", "--edit --clock offset=utc",
    "--edit --features acpi=on", "--edit --cputune vcpupin0.vcpu=0,vcpupin0.cpuset=1", "--edit --metadata name=renamed",
    "--edit all --network model=virtio", "--edit 1 --network model=e1000", "--edit --network clearxml=yes,type=user",
    "--edit mac=nonsense --network model=e1000", "--edit 9 --network model=e1000", "--edit --disk readonly=on",
    "--edit target=sda --disk readonly=on", "--edit --graphics port=5902", "--edit --xml ./title=Set", "--edit",
    "--add-device --disk /nowhere/other.img,target=vdb", "--add-device --disk size=1", "--add-device --disk vol=default-pool/none",
    "--add-device --network network=default", "--add-device --network user,mac=52:54:00:11:22:44", "--add-device --graphics vnc",
    "--add-device --sound ich6", "--add-device --rng /dev/urandom", "--add-device --watchdog default", "--add-device --input mouse,bus=usb",
    "--add-device --controller usb", "--add-device --hostdev 0x1234:0x5678", "--add-device --serial pty", "--add-device --memory 5",
    "--add-device --filesystem /guest/a,b", "--add-device --video cirrus", "--add-device --network nonsense",
    "--remove-device --disk 1", "--remove-device --disk target=vdz", "--remove-device --network 1", "--remove-device --network all",
    "--remove-device --graphics all", "--remove-device --sound all", "--remove-device --vcpus 2", "--remove-device",
    "--build-xml --disk /nowhere/x.img,target=vdb", "--build-xml --network user", "--build-xml --vcpus 3", "--build-xml --cpu qemu64",
)
WAYS = ("--define", "--print-diff", "--print-xml", "--update", "--define --update", "--define --start")
CLONES = (
    *(f"virt-clone --original {original} {options}" for original in ("bare", "stored") for options in (
        "--auto-clone", "--name copy --auto-clone", "--name copy --auto-clone --print-xml", "--name copy", "--name test --auto-clone",
        "--name copy --auto-clone --mac 52:54:00:11:22:44", "--name copy --auto-clone --mac nonsense", "--name a/b --auto-clone",
        "--name copy --auto-clone --uuid 11111111-2222-3333-4444-555555555555", "--auto-clone --replace --name copy",
        "--auto-clone --replace --name test", "--auto-clone --check all=off --reflink", "--auto-clone --nonsparse", "")),
    "virt-clone --original stored --name copy --file /default-pool/copy.img", "virt-clone --original stored --name copy --skip-copy vda",
    "virt-clone --original stored --name copy --file /default-pool/stored.img --preserve-data",
    "virt-clone --original test --auto-clone", "virt-clone --original missing --auto-clone", "virt-clone", "virt-clone --version",
)

# The domain "test" is stopped first.
STOPPED = " # stopped"


def _commands():
    yield SHOWN
    for option in OPTIONS:
        yield f"{PLAIN} {option}".strip()
    yield from INSTALLS
    for edit in EDITS:
        yield f"virt-xml test {edit}" + ("" if "--build-xml" in edit else " --print-diff --define")
        yield f"virt-xml test {edit}" + ("" if "--build-xml" in edit else " --define") + STOPPED
    for way in WAYS:
        yield f"virt-xml test {way} --edit --vcpus 3"
        yield f"virt-xml test {way} --edit --vcpus 3" + STOPPED
    yield "virt-xml missing --edit --vcpus 3"
    yield "virt-xml test --edit --nonsense 3"
    for clone in CLONES:
        yield clone.strip()
    yield "virt-clone --original test --auto-clone" + STOPPED


COMMANDS = tuple(dict.fromkeys(_commands()))
