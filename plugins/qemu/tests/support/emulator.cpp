// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support/emulator.hpp"

namespace modvirt::qemu::support {

capabilities::Emulator emulator(const std::string &path)
{
    capabilities::Emulator emulator;
    emulator.path = path;
    emulator.arch = "x86_64";
    emulator.major = 7;
    emulator.minor = 2;
    emulator.has_kvm = true;
    emulator.machines = {{"pc-q35-7.2", "q35", "qemu64", 288, false, false},
                         {"pc-i440fx-7.2", "pc", "qemu64", 255, true, false},
                         {"microvm", "", "qemu64", 255, false, false}};
    emulator.cpus = {
        {"max", true, false}, {"host", true, false}, {"qemu64", true, false}, {"Haswell", true, false}};
    emulator.devices = {
        "VGA",     "cirrus-vga", "virtio-vga", "virtio-gpu-pci",  "bochs-display",  "vmware-svga",
        "qxl-vga", "qxl",        "ide-hd",     "ide-cd",          "virtio-blk-pci", "virtio-net-pci",
        "e1000",   "rtl8139",    "lsi53c895a", "virtio-scsi-pci", "floppy",         "secondary-vga"};
    emulator.options = {"sandbox", "action"};
    return emulator;
}

} // namespace modvirt::qemu::support
