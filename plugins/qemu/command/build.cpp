// SPDX-License-Identifier: LGPL-2.1-or-later
#include "build.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "kit/xml/value.hpp"

namespace modvirt::qemu::command {

namespace {

// JSON for -device came with it, and so did the actions on shutdown.
constexpr uint64_t oldest_version = 6'002'000;

void check_version(const capabilities::Emulator &emulator)
{
    if (emulator.version() < oldest_version)
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("'{}' is QEMU {}.{}.{}; the qemu driver needs 6.2.0 or newer", emulator.path,
                                emulator.major, emulator.minor, emulator.micro));
}

void add_control(Arguments &arguments, const Subject &subject)
{
    arguments.add("-uuid", xml::format_uuid(subject.config().uuid));
    arguments.add("-no-user-config");
    arguments.add("-nodefaults");
    arguments.add("-display", std::string("none"));
    arguments.add("-pidfile", subject.launch().pid_file);
    arguments.add("-chardev",
                  fmt::format("socket,id=charmonitor,fd={},server=on,wait=off", subject.launch().monitor_fd));
    arguments.add("-mon", std::string("chardev=charmonitor,id=monitor,mode=control"));
}

void add_confinement(Arguments &arguments, const Subject &subject)
{
    if (subject.emulator().options.contains("sandbox"))
        arguments.add("-sandbox",
                      std::string("on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
    arguments.add("-msg", std::string("timestamp=on"));
}

void add_passed_through(Arguments &arguments, std::vector<std::string> &environment, const Subject &subject)
{
    const auto commandline = subject.domain().child("qemu:commandline");
    if (!commandline)
        return;
    for (const xml::Element argument : commandline->children("qemu:arg"))
        arguments.add(std::string(argument.attribute_or("value", "")));
    for (const xml::Element variable : commandline->children("qemu:env"))
        environment.push_back(
            fmt::format("{}={}", variable.attribute_or("name", ""), variable.attribute_or("value", "")));
}

std::vector<std::string> environment()
{
    std::vector<std::string> variables = {"LC_ALL=C", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
    // User-mode networking and the sanitizers' builds of QEMU look at these.
    for (const char *name : {"HOME", "TMPDIR"}) {
        if (const char *value = std::getenv(name))
            variables.push_back(fmt::format("{}={}", name, value));
    }
    return variables;
}

} // namespace

CommandLine build(const domain::Config &config, const capabilities::Emulator &emulator, const Launch &launch)
{
    check_version(emulator);
    const Subject subject(config, emulator, launch);
    CommandLine command;
    command.environment = environment();
    Arguments arguments;
    arguments.add(emulator.path);
    add_machine(arguments, subject);
    add_processors(arguments, subject);
    add_control(arguments, subject);
    add_clock(arguments, subject);
    add_boot(arguments, subject);
    add_controllers(arguments, subject);
    add_disks(arguments, subject);
    add_interfaces(arguments, subject);
    add_characters(arguments, subject);
    add_graphics(arguments, subject);
    add_videos(arguments, subject);
    add_small_devices(arguments, subject);
    if (launch.is_incoming)
        arguments.add("-incoming", std::string("defer"));
    add_passed_through(arguments, command.environment, subject);
    add_confinement(arguments, subject);
    command.argv = arguments.take();
    return command;
}

} // namespace modvirt::qemu::command
