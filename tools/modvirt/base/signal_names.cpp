// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/signal_names.hpp"

#include "base/numbers.hpp"

#include <cctype>
#include <fmt/format.h>
#include <iterator>
#include <libvirt/libvirt.h>

namespace modvirt::cli {

namespace {

// In the order of virDomainProcessSignal, up to the first of the real-time signals.
constexpr std::string_view plain_names[] = {
    "nop",  "hup",  "int",  "quit", "ill",    "trap",   "abrt",  "bus",  "fpe",  "kill", "usr1",
    "segv", "usr2", "pipe", "alrm", "term",   "stkflt", "chld",  "cont", "stop", "tstp", "ttin",
    "ttou", "urg",  "xcpu", "xfsz", "vtalrm", "prof",   "winch", "poll", "pwr",  "sys",
};
static_assert(std::size(plain_names) == VIR_DOMAIN_PROCESS_SIGNAL_RT0);

constexpr unsigned real_time_count = VIR_DOMAIN_PROCESS_SIGNAL_RT32 - VIR_DOMAIN_PROCESS_SIGNAL_RT0 + 1;

} // namespace

std::optional<unsigned> signal_number(std::string_view text)
{
    if (const auto number = parse_integer<int>(text))
        return *number >= 0 ? std::optional(static_cast<unsigned>(*number)) : std::nullopt;
    std::string wanted;
    for (const char letter : text)
        wanted += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    for (const std::string_view prefix : {"sig_", "sig"})
        if (wanted.starts_with(prefix)) {
            wanted.erase(0, prefix.size());
            break;
        }
    const std::vector<std::string> names = signal_names();
    for (size_t i = 0; i < names.size(); ++i)
        if (names[i] == wanted)
            return static_cast<unsigned>(i);
    return std::nullopt;
}

std::vector<std::string> signal_names()
{
    std::vector<std::string> names(std::begin(plain_names), std::end(plain_names));
    for (unsigned i = 0; i < real_time_count; ++i)
        names.push_back(fmt::format("rt{}", i));
    return names;
}

} // namespace modvirt::cli
