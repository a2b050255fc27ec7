// SPDX-License-Identifier: LGPL-2.1-or-later
// What the guest boots: firmware, a kernel given directly, and the order of its devices.
#include <fmt/format.h>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

std::string boot_value(const xml::Element &os)
{
    std::string value = "strict=on";
    if (const auto menu = os.child("bootmenu"); menu && menu->attribute("enable")) {
        const bool is_on = menu->attribute("enable") == "yes";
        value = fmt::format("menu={},", is_on ? "on" : "off") + value;
        if (is_on && menu->attribute("timeout"))
            value += fmt::format(",splash-time={}", menu->attribute_or("timeout", "0"));
    }
    if (const auto bios = os.child("bios"); bios && bios->attribute("rebootTimeout"))
        value += fmt::format(",reboot-timeout={}", bios->attribute_or("rebootTimeout", "0"));
    return value;
}

} // namespace

void add_boot(Arguments &arguments, const Subject &subject)
{
    const auto os = subject.domain().child("os");
    if (!os)
        return;
    arguments.add("-boot", boot_value(*os));
    if (const auto loader = os->child_text("loader"); loader && !loader->empty())
        arguments.add("-bios", std::string(*loader));
    for (const auto &[element, option] :
         {std::pair{"kernel", "-kernel"}, {"initrd", "-initrd"}, {"cmdline", "-append"}}) {
        if (const auto text = os->child_text(element); text && !text->empty())
            arguments.add(option, std::string(*text));
    }
}

} // namespace modvirt::qemu::command
