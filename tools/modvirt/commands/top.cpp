// SPDX-License-Identifier: LGPL-2.1-or-later
// top: what the domains are doing, again and again.
#include "commands/commands.hpp"

#include "base/domain_list.hpp"
#include "base/domain_lookup.hpp"
#include "base/domain_state.hpp"
#include "base/failure.hpp"
#include "base/interrupt.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/terminal.hpp"
#include "base/text_table.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <poll.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

using Clock = std::chrono::steady_clock;

struct Figures {
    std::string uuid;
    std::string name;
    std::optional<unsigned> id;
    int state = VIR_DOMAIN_NOSTATE;
    unsigned vcpus = 0;
    unsigned long memory_kib = 0;
    unsigned long max_memory_kib = 0;
    unsigned long long cpu_time_ns = 0;
    double cpu_percent = 0; // of one processor
};

struct Sample {
    Clock::time_point when;
    std::vector<Figures> domains;
};

// A domain that vanishes while it is looked at is left out.
Sample take_sample(Session &session, unsigned flags)
{
    Sample sample{Clock::now(), {}};
    for (const Domain &domain : list_domains(session, flags)) {
        virDomainInfo info{};
        if (virDomainGetInfo(domain.get(), &info) < 0) {
            forget_library_error();
            continue;
        }
        Figures figures;
        figures.uuid = domain_uuid(domain.get());
        figures.name = domain_name(domain);
        const unsigned id = virDomainGetID(domain.get());
        if (id != static_cast<unsigned>(-1))
            figures.id = id;
        figures.state = info.state;
        figures.vcpus = info.nrVirtCpu;
        figures.memory_kib = info.memory;
        figures.max_memory_kib = info.maxMem;
        figures.cpu_time_ns = info.cpuTime;
        sample.domains.push_back(std::move(figures));
    }
    return sample;
}

// A domain that was started meanwhile counts from its start; a clock that went back counts as no use.
void compare(Sample &now, const Sample &before)
{
    std::map<std::string, const Figures *> earlier;
    for (const Figures &figures : before.domains)
        earlier[figures.uuid] = &figures;
    const double passed_ns = std::chrono::duration<double, std::nano>(now.when - before.when).count();
    for (Figures &figures : now.domains) {
        const auto found = earlier.find(figures.uuid);
        const bool same_run = found != earlier.end() && found->second->id == figures.id;
        const unsigned long long since = same_run ? found->second->cpu_time_ns : 0;
        if (figures.id && passed_ns > 0 && figures.cpu_time_ns > since && found != earlier.end())
            figures.cpu_percent = 100.0 * static_cast<double>(figures.cpu_time_ns - since) / passed_ns;
    }
    std::stable_sort(now.domains.begin(), now.domains.end(),
                     [](const Figures &one, const Figures &other) { return one.cpu_percent > other.cpu_percent; });
}

std::string table_of(const Session &session, const Sample &sample)
{
    constexpr double kib_per_mib = 1024;
    TextTable table({"Id", "Name", "State", "CPU %", "vCPUs", "Memory MiB", "Maximum MiB"});
    table.paint(2, state_colour);
    for (const Figures &figures : sample.domains)
        table.add({figures.id ? fmt::format("{}", *figures.id) : "-", figures.name, state_text(figures.state),
                   fmt::format("{:.1f}", figures.cpu_percent), fmt::format("{}", figures.vcpus),
                   fmt::format("{:.0f}", static_cast<double>(figures.memory_kib) / kib_per_mib),
                   fmt::format("{:.0f}", static_cast<double>(figures.max_memory_kib) / kib_per_mib)});
    return table.render(session.out.is_quiet() ? Header::Left_out : Header::Shown,
                        session.out.is_coloured() ? Colour::Shown : Colour::Left_out);
}

JsonValue json_of(const Sample &sample)
{
    JsonValue list = JsonValue::array();
    for (const Figures &figures : sample.domains)
        list.push_back({{"id", figures.id ? JsonValue(*figures.id) : JsonValue(nullptr)},
                        {"name", json_text(figures.name)},
                        {"uuid", figures.uuid},
                        {"state", state_text(figures.state)},
                        {"cpu_percent", figures.cpu_percent},
                        {"cpu_time_ns", figures.cpu_time_ns},
                        {"vcpus", figures.vcpus},
                        {"memory_kib", figures.memory_kib},
                        {"max_memory_kib", figures.max_memory_kib}});
    return list;
}

enum class Next : uint8_t { Sample, End };

// Waits, and is told to end by ^C, and where keys are read by q or the end of input.
Next wait_for(std::chrono::milliseconds time, const InterruptGuard &interrupt, bool reads_keys)
{
    const auto end = Clock::now() + time;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0)
            return Next::Sample;
        pollfd polled[] = {{interrupt.descriptor(), POLLIN, 0}, {reads_keys ? STDIN_FILENO : -1, POLLIN, 0}};
        if (poll(polled, std::size(polled), static_cast<int>(left.count())) < 0 && errno != EINTR)
            fail("cannot wait for the next look at the domains");
        if (interrupt.was_interrupted())
            return Next::End;
        if ((polled[1].revents & (POLLIN | POLLHUP)) != 0) {
            char key = 0;
            if (read(STDIN_FILENO, &key, 1) != 1 || key == 'q' || key == 'Q' || key == 0x03)
                return Next::End;
        }
    }
}

void show(Session &session, const Arguments &arguments, const Sample &sample, bool live, bool first)
{
    if (wants_json(session, arguments))
        return print_json(session, json_of(sample));
    std::string text = table_of(session, sample);
    if (live) {
        // A terminal in raw mode wants both characters of a line end.
        std::string lines = "\033[H\033[J";
        for (const char c : text + " q - quit\n")
            lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
        text = lines;
    } else if (!first) {
        session.out.write("\n");
    }
    session.out.write(text);
}

void run_top(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("once", "count");
    const unsigned count = arguments.has("once") ? 1 : arguments.unsigned_integer("count").value_or(0);
    const unsigned delay_s = arguments.unsigned_integer("delay").value_or(1);
    constexpr unsigned longest_delay_s = 86400;
    if (delay_s == 0 || delay_s > longest_delay_s)
        fail("--delay takes a number of seconds from 1 to {}, not {}", longest_delay_s, delay_s);
    if (arguments.has("count") && count == 0)
        fail("--count takes how many times to look, at least 1");
    const bool live = count == 0 && !wants_json(session, arguments) && isatty(STDOUT_FILENO) && isatty(STDIN_FILENO);
    const unsigned flags = arguments.has("all") ? 0 : unsigned{VIR_CONNECT_LIST_DOMAINS_ACTIVE};
    const InterruptGuard interrupt;
    std::optional<RawTerminal> terminal;
    if (live)
        terminal.emplace(STDIN_FILENO);
    Sample before = take_sample(session, flags);
    for (unsigned shown = 0; count == 0 || shown < count; ++shown) {
        if (wait_for(std::chrono::seconds(delay_s), interrupt, live) == Next::End)
            return;
        Sample now = take_sample(session, flags);
        compare(now, before);
        show(session, arguments, now, live, shown == 0);
        if (!session.out.flush())
            return;
        before = std::move(now);
    }
}

constexpr Option top_options[] = {
    flag("all", "show domains that are not running too"),
    flag("once", "show the figures once and end"),
    number("count", "show the figures so many times and end"),
    number("delay", "seconds from one look at the domains to the next, 1 unless given"),
};

} // namespace

constexpr Command top_command{
    .name = "top",
    .summary = "show what the domains are doing, continuously",
    .description =
        "Shows the use of processors and memory by each domain, the busiest first, every second until ^C or q.\n"
        "    CPU % counts one processor as 100 and is measured from one look to the next. Where the output is\n"
        "    no terminal the tables follow each other; with --json each is an array on a line of its own.",
    .options = top_options,
    .run = run_top,
    .traits = Json};

} // namespace modvirt::cli
