// SPDX-License-Identifier: LGPL-2.1-or-later
// Consoles and channels as streams: what is sent to the guest comes back.
#include "driver.hpp"

#include "flags.hpp"
#include "kit/domain/aliases.hpp"
#include "kit/domain/schema.hpp"

namespace modvirt::test {

namespace {

// virDomainConsoleFlags, virDomainChannelFlags. A connection is always for one user alone, as "safe" asks.
constexpr uint32_t console_force = 1;
constexpr uint32_t console_safe = 2;
constexpr uint32_t channel_force = 1;

// Of a device that can be connected to: what is told of it.
struct Found {
    std::string name; // one for all the names that it goes by
    std::string type;
};

Found found(const xml::Node &device)
{
    return {domain::alias_of(device), std::string(device.attribute_or("type", ""))};
}

std::optional<Found> find_console(xml::Node devices, std::optional<std::string_view> name)
{
    for (const std::string_view kind : {"console", "serial", "parallel"}) {
        std::size_t number = 0;
        for (auto one = devices.child(kind); one; one = one->next_of_kind()) {
            // A console on a serial port has the port's name, and goes by its own as well.
            const std::string own = std::string(kind) + std::to_string(number++);
            if (!name || domain::alias_of(*one) == *name || (kind == "console" && own == *name))
                return found(*one);
        }
    }
    return std::nullopt;
}

std::optional<Found> find_channel(xml::Node devices, std::optional<std::string_view> name)
{
    for (auto one = devices.child("channel"); one; one = one->next_of_kind()) {
        const auto target = one->child("target");
        if (!name || domain::alias_of(*one) == *name || (target && target->attribute("name") == *name))
            return found(*one);
    }
    return std::nullopt;
}

std::string shown(std::optional<std::string_view> name)
{
    return std::string(name.value_or("(default)"));
}

using Find = std::optional<Found> (*)(xml::Node devices, std::optional<std::string_view> name);

std::optional<Found> find_in(const domain::Config &config, Find find, std::optional<std::string_view> name)
{
    xml::Editor editor(domain::schema(), config.document);
    xml::Node devices = editor.root().child_or_new("devices");
    domain::complete_aliases(devices);
    return find(devices, name);
}

} // namespace

void Driver::domain_open_console(const DomainRef &ref, std::optional<std::string_view> name, StreamSink &stream,
                                 uint32_t flags)
{
    refuse_unknown_flags(flags, console_force | console_safe, "testDomainOpenConsole");
    m_machine->complete();
    const store::Job job = begin(ref, "open-console");
    auto write = store().write();
    check_active(job.domain());
    const auto console = find_in(*job.domain().live_config(), find_console, name);
    if (!console)
        throw Error(ErrorCode::InternalError, "cannot find character device " + shown(name));
    if (console->type != "pty" && console->type != "unix")
        throw Error(ErrorCode::InternalError, "character device " + console->name + " is not using a PTY");
    stream.attach(Machine::guest(job.domain())
                      .lines.open(console->name, flags & console_force ? Takeover::Forced : Takeover::Refused,
                                  "Active console session exists for this domain"));
}

void Driver::domain_open_channel(const DomainRef &ref, std::optional<std::string_view> name, StreamSink &stream,
                                 uint32_t flags)
{
    refuse_unknown_flags(flags, channel_force, "testDomainOpenChannel");
    m_machine->complete();
    const store::Job job = begin(ref, "open-channel");
    auto write = store().write();
    check_active(job.domain());
    const auto channel = find_in(*job.domain().live_config(), find_channel, name);
    if (!channel)
        throw Error(ErrorCode::InternalError, "cannot find channel " + shown(name));
    if (channel->type != "unix" && channel->type != "pty")
        throw Error(ErrorCode::InternalError, "channel " + channel->name + " is not using a UNIX socket");
    stream.attach(Machine::guest(job.domain())
                      .lines.open(channel->name, flags & channel_force ? Takeover::Forced : Takeover::Refused,
                                  "Active channel stream exists for this domain"));
}

} // namespace modvirt::test
