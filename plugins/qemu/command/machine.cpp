// SPDX-License-Identifier: LGPL-2.1-or-later
// The board, the accelerator, the memory, and what happens when the guest ends.
#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

std::string_view feature_state(const xml::Element &domain, std::string_view name)
{
    const auto features = domain.child("features");
    const auto feature = features ? features->child(name) : std::nullopt;
    return feature ? feature->attribute_or("state", "on") : std::string_view();
}

bool has_feature(const xml::Element &domain, std::string_view name)
{
    const auto features = domain.child("features");
    return features && features->child(name);
}

// hpet is the one timer that belongs to the board.
std::string_view hpet_state(const xml::Element &domain)
{
    const auto clock = domain.child("clock");
    if (!clock)
        return {};
    for (const xml::Element timer : clock->children("timer")) {
        if (timer.attribute("name") == "hpet" && timer.attribute("present"))
            return timer.attribute("present") == "yes" ? "on" : "off";
    }
    return {};
}

std::string machine_value(const Subject &subject)
{
    const xml::Element domain = subject.domain();
    const auto memory = domain.child("memory");
    std::string value = fmt::format("{},usb=off,dump-guest-core={}", escape(subject.config().machine),
                                    memory ? memory->attribute_or("dumpCore", "off") : "off");
    if (!has_feature(domain, "acpi"))
        value += ",acpi=off";
    for (const std::string_view switched : {"vmport", "smm"}) {
        if (const auto state = feature_state(domain, switched); !state.empty())
            value += fmt::format(",{}={}", switched, state);
    }
    if (const auto state = hpet_state(domain); !state.empty())
        value += fmt::format(",hpet={}", state);
    if (const auto backing = domain.child("memoryBacking"); backing && backing->child("nosharepages"))
        value += ",mem-merge=off";
    return value;
}

// A guest that has powered off is gone at once, whether or not anybody watches it; one that is to be kept or
// started again waits for its manager.
std::string action_value(const domain::Config &config)
{
    const bool stays = config.on_poweroff != domain::Action::Destroy;
    const bool reboots = config.on_reboot == domain::Action::Restart;
    const bool ends = config.on_crash == domain::Action::Destroy;
    return fmt::format("reboot={},shutdown={},panic={}", reboots ? "reset" : "shutdown",
                       stays ? "pause" : "poweroff", ends ? "shutdown" : "pause");
}

void add_power_management(Arguments &arguments, const Subject &subject)
{
    const auto pm = subject.domain().child("pm");
    if (!pm)
        return;
    const std::string_view device = subject.machine() == config::MachineKind::Q35 ? "ICH9-LPC" : "PIIX4_PM";
    const auto add = [&](std::string_view element, std::string_view property) {
        const auto found = pm->child(element);
        if (found && found->attribute("enabled"))
            arguments.add("-global", fmt::format("{}.{}={}", device, property,
                                                 found->attribute("enabled") == "no" ? 1 : 0));
    };
    add("suspend-to-mem", "disable_s3");
    add("suspend-to-disk", "disable_s4");
}

} // namespace

void add_machine(Arguments &arguments, const Subject &subject)
{
    const domain::Config &config = subject.config();
    arguments.add("-name", fmt::format("guest={},debug-threads=on", escape(config.name)));
    arguments.add("-S");
    arguments.add("-machine", machine_value(subject));
    arguments.add("-accel", std::string(config.type == "kvm" ? "kvm" : "tcg"));
    arguments.add("-m", fmt::format("size={}k", config.memory_kib));
    const auto backing = subject.domain().child("memoryBacking");
    arguments.add("-overcommit",
                  fmt::format("mem-lock={}", backing && backing->child("locked") ? "on" : "off"));
    add_power_management(arguments, subject);
    arguments.add("-action", action_value(config));
}

} // namespace modvirt::qemu::command
