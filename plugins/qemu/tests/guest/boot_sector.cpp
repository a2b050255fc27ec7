// SPDX-License-Identifier: LGPL-2.1-or-later
#include "boot_sector.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace modvirt::qemu::guest_test {

namespace {

constexpr std::size_t sector_size = 512;
constexpr std::size_t disk_size = 128 * sector_size;

// The ports are those of QEMU's pc machine: 0x600 power management (status, enable, control at 0x604), 0x3f8
// the first serial port, 0xcf9 reset, 0x505 the panic device.
constexpr std::array<uint8_t, 84> code = {
    0xfb,             // start: sti
    0xba, 0x00, 0x06, //        mov dx, 0x600
    0xb8, 0x00, 0x01, //        mov ax, 0x100
    0xef,             //        out dx, ax      the power button was not pressed,
    0x83, 0xc2, 0x02, //        add dx, 2
    0xef,             //        out dx, ax      and shall be told
    0xb0, 0x55,       //        mov al, 'U'
    0xba, 0xf8, 0x03, //        mov dx, 0x3f8
    0xee,             //        out dx, al
    0xf4,             // wait:  hlt             until the clock ticks
    0xba, 0x00, 0x06, //        mov dx, 0x600
    0xed,             //        in ax, dx
    0xf6, 0xc4, 0x01, //        test ah, 1      the power button?
    0x75, 0x1f,       //        jnz off
    0xba, 0xfd, 0x03, //        mov dx, 0x3fd
    0xec,             //        in al, dx
    0xa8, 0x01,       //        test al, 1      a letter?
    0x74, 0xee,       //        jz wait
    0xba, 0xf8, 0x03, //        mov dx, 0x3f8
    0xec,             //        in al, dx
    0xee,             //        out dx, al      echo
    0x3c, 0x6f,       //        cmp al, 'o'
    0x74, 0x0e,       //        je off
    0x3c, 0x72,       //        cmp al, 'r'
    0x74, 0x13,       //        je reset
    0x3c, 0x63,       //        cmp al, 'c'
    0x74, 0x17,       //        je panic
    0x3c, 0x73,       //        cmp al, 's'
    0x75, 0xd9,       //        jne wait
    0xeb, 0xfe,       // spin:  jmp spin
    0xba, 0x04, 0x06, // off:   mov dx, 0x604
    0xb8, 0x00, 0x20, //        mov ax, 0x2000
    0xef,             //        out dx, ax
    0xeb, 0xce,       //        jmp wait
    0xba, 0xf9, 0x0c, // reset: mov dx, 0xcf9
    0xb0, 0x06,       //        mov al, 6
    0xee,             //        out dx, al
    0xeb, 0xc6,       //        jmp wait
    0xba, 0x05, 0x05, // panic: mov dx, 0x505
    0xb0, 0x01,       //        mov al, 1
    0xee,             //        out dx, al
    0xeb, 0xbe,       //        jmp wait
};

} // namespace

std::string boot_disk()
{
    std::string disk(disk_size, '\0');
    std::ranges::copy(code, disk.begin());
    disk[sector_size - 2] = '\x55';
    disk[sector_size - 1] = '\xaa';
    return disk;
}

} // namespace modvirt::qemu::guest_test
