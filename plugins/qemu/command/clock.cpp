// SPDX-License-Identifier: LGPL-2.1-or-later
// The guest's clock.
#include <chrono>
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "kit/xml/value.hpp"
#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

std::string base(const xml::Element &clock)
{
    const std::string_view offset = clock.attribute_or("offset", "utc");
    if (offset == "localtime")
        return "localtime";
    if (offset != "variable")
        return "utc";
    const int64_t adjustment = xml::parse_integer(clock.attribute_or("adjustment", "0")).value_or(0);
    const std::time_t now = std::time(nullptr) + static_cast<std::time_t>(adjustment);
    const std::tm date = clock.attribute("basis") == "localtime" ? fmt::localtime(now) : fmt::gmtime(now);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}", date);
}

} // namespace

void add_clock(Arguments &arguments, const Subject &subject)
{
    const auto clock = subject.domain().child("clock");
    std::string value = fmt::format("base={}", clock ? base(*clock) : "utc");
    std::string pit_policy;
    if (clock) {
        for (const xml::Element timer : clock->children("timer")) {
            const std::string_view policy = timer.attribute_or("tickpolicy", "");
            if (timer.attribute("name") == "rtc" && policy == "catchup")
                value += ",driftfix=slew";
            if (timer.attribute("name") == "pit" && (policy == "delay" || policy == "discard"))
                pit_policy = policy;
        }
    }
    arguments.add("-rtc", value);
    // The timer chip has this setting only where KVM emulates it.
    if (!pit_policy.empty() && subject.config().type == "kvm")
        arguments.add("-global", fmt::format("kvm-pit.lost_tick_policy={}", pit_policy));
}

} // namespace modvirt::qemu::command
