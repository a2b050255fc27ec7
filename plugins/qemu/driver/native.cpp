// SPDX-License-Identifier: LGPL-2.1-or-later
// The hypervisor's own form of a definition: the command that would run it.
#include "driver.hpp"

#include <fmt/format.h>

#include "command/build.hpp"
#include "command/shell.hpp"
#include "config/complete.hpp"
#include "config/storage.hpp"
#include "flags.hpp"

namespace modvirt::qemu {

namespace {

constexpr std::string_view native_format = "qemu-argv";
constexpr int first_vnc_port = 5900;

int vnc_port_of(const domain::Config &config)
{
    const auto devices = config.document.root().child("devices");
    const auto graphics = devices ? devices->child("graphics") : std::nullopt;
    if (!graphics || graphics->attribute("autoport") != "no" || !graphics->attribute("port"))
        return first_vnc_port;
    return static_cast<int>(command::number_of(*graphics, "port"));
}

} // namespace

// Nothing is started or reserved: ports that a start would choose are the first ones, and the monitor is a descriptor that
// only a start passes on.
std::string Driver::connect_domain_xml_to_native(std::string_view format, std::string_view xml, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectDomainXMLToNative");
    if (format != native_format)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("unsupported config type {}: QEMU's is {}", format, native_format));
    const auto defined = config::define(m_instance->context(), xml, config::Validation::Lenient);
    const auto find = [this](std::string_view pool, std::string_view volume) {
        return m_instance->find_volume(pool, volume);
    };
    auto storage = config::find_storage(defined, find, config::Moment::Boot);
    const auto config = storage.config;
    const auto emulator = m_instance->emulators().get(config::emulator_path(*config));
    command::Launch launch;
    launch.pid_file = m_instance->statuses().pid_file(config->uuid);
    launch.channel_directory = m_instance->root().run();
    launch.facts.vnc_port = vnc_port_of(*config);
    launch.facts.sources = std::move(storage.sources);
    launch.password_fds = command::password_fds(launch.facts.sources, launch.monitor_fd);
    command::CommandLine line = command::build(*config, *emulator, launch);
    std::string text;
    for (const std::string &variable : line.environment)
        text += variable + " \\\n";
    return text + command::as_shell_text(line.argv) + "\n";
}

} // namespace modvirt::qemu
