// SPDX-License-Identifier: LGPL-2.1-or-later
// Keys and interrupts for a guest.
#include "driver.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace modvirt::qemu {

namespace {

using qmp::Json;

// Set 1 codes of the keys whose Linux code is another; the first 88 are the same.
uint32_t keyboard_code(uint32_t code_set, uint32_t code)
{
    constexpr uint32_t linux_set = 0;
    constexpr uint32_t xt_set = 1;
    constexpr uint32_t qnum_set = 9;
    constexpr std::array<std::pair<uint32_t, uint32_t>, 18> extended = {{
        {96, 0x9c},
        {97, 0x9d},
        {98, 0xb5},
        {99, 0x54},
        {100, 0xb8},
        {102, 0xc7},
        {103, 0xc8},
        {104, 0xc9},
        {105, 0xcb},
        {106, 0xcd},
        {107, 0xcf},
        {108, 0xd0},
        {109, 0xd1},
        {110, 0xd2},
        {111, 0xd3},
        {125, 0xdb},
        {126, 0xdc},
        {127, 0xdd},
    }};
    if (code_set == xt_set || code_set == qnum_set)
        return code;
    if (code_set != linux_set)
        throw Error(ErrorCode::OperationUnsupported,
                    fmt::format("key code set {} is not served, only linux, xt and qnum", code_set));
    if (code >= 1 && code <= 88)
        return code;
    const auto *found = std::ranges::find(extended, code, &std::pair<uint32_t, uint32_t>::first);
    if (found == extended.end())
        throw Error(ErrorCode::InvalidArg, fmt::format("cannot translate keycode {} of the linux set", code));
    return found->second;
}

} // namespace

void Driver::domain_send_key(const DomainRef &ref, uint32_t code_set, uint32_t hold_time_ms,
                             std::span<const uint32_t> codes, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainSendKey");
    const store::Job job = begin(ref, "send keys to");
    const auto guest = m_instance->guest(job);
    Json keys = Json::array();
    for (const uint32_t code : codes)
        keys.push_back({{"type", "number"}, {"data", keyboard_code(code_set, code)}});
    Json arguments = {{"keys", keys}};
    if (hold_time_ms > 0)
        arguments["hold-time"] = hold_time_ms;
    guest->monitor()->execute("send-key", arguments);
}

void Driver::domain_inject_nmi(const DomainRef &ref, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virDomainInjectNMI");
    const store::Job job = begin(ref, "inject an NMI into");
    m_instance->guest(job)->monitor()->execute("inject-nmi");
}

} // namespace modvirt::qemu
