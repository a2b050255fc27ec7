// SPDX-License-Identifier: LGPL-2.1-or-later
// What every part of the command line is built from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "arguments.hpp"
#include "capabilities/emulator.hpp"
#include "config/live.hpp"
#include "config/machine.hpp"
#include "kit/domain/config.hpp"

namespace modvirt::qemu::command {

// What is chosen for one start.
struct Launch {
    int monitor_fd = 3;            // a listening socket that the program inherits
    std::string pid_file;          // which the program writes, locks, and removes when it ends in order
    std::string channel_directory; // for channels on sockets that name no path
    config::RunFacts facts;        // the VNC ports
    // Pipes with passwords, which the program inherits and reads once: descriptors by the targets of the disks that need one.
    std::map<std::string, int, std::less<>> password_fds;
    bool is_incoming = false;      // its memory comes from a saved image
};

class Subject {
public:
    Subject(const domain::Config &config, const capabilities::Emulator &emulator, const Launch &launch);

    [[nodiscard]] const domain::Config &config() const { return m_config; }
    [[nodiscard]] const capabilities::Emulator &emulator() const { return m_emulator; }
    [[nodiscard]] const Launch &launch() const { return m_launch; }
    [[nodiscard]] config::MachineKind machine() const { return m_machine; }
    [[nodiscard]] xml::Element domain() const { return m_document.root(); }
    [[nodiscard]] xml::Element devices() const;
    // The place of a device in the boot order, by its alias.
    [[nodiscard]] std::optional<int> boot_index(std::string_view alias) const;

    // Puts "bus" and "addr" of a PCI device.
    void put_pci_address(Json &device, const xml::Element &element) const;
    // The name of the bus that a PCI controller of that index makes.
    [[nodiscard]] std::string pci_bus(std::string_view index) const;

private:
    void order_by_device();
    void order_by_kind();

    const domain::Config &m_config;
    const capabilities::Emulator &m_emulator;
    const Launch &m_launch;
    config::MachineKind m_machine;
    xml::Document m_document;
    std::map<std::string, int, std::less<>> m_boot;
};

// Where the program is to find the passwords of its disks: the descriptors after that of its monitor, in the order of targets.
std::map<std::string, int, std::less<>> password_fds(const config::DiskSources &sources, int monitor_fd);

// The names of the two nodes that QEMU has for a disk: of what it is on, and of the format of that.
std::string storage_node(int number);
std::string format_node(int number);
// The first of them, for the second.
std::string storage_node_below(std::string_view format_node);

// The number in a text that the tables have checked.
uint64_t number(std::string_view text);
// "0x03" and "3" alike.
uint64_t number_of(const xml::Element &element, std::string_view attribute);
std::string_view attribute_of(const xml::Element &element, std::string_view child,
                              std::string_view attribute);

// The parts, each in the file of its name.
void add_machine(Arguments &arguments, const Subject &subject);
void add_processors(Arguments &arguments, const Subject &subject);
void add_clock(Arguments &arguments, const Subject &subject);
void add_boot(Arguments &arguments, const Subject &subject);
void add_controllers(Arguments &arguments, const Subject &subject);
void add_disks(Arguments &arguments, const Subject &subject);
void add_interfaces(Arguments &arguments, const Subject &subject);
void add_characters(Arguments &arguments, const Subject &subject);
void add_graphics(Arguments &arguments, const Subject &subject);
void add_videos(Arguments &arguments, const Subject &subject);
void add_small_devices(Arguments &arguments, const Subject &subject);

} // namespace modvirt::qemu::command
