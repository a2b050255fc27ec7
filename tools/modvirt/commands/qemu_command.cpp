// SPDX-License-Identifier: LGPL-2.1-or-later
// qemu-monitor-command, qemu-agent-command, qemu-attach: QEMU and its guest agent spoken to directly.
#include "commands/commands.hpp"

#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/qmp_text.hpp"

#include <libvirt/libvirt-qemu.h>

#include <numeric>

namespace modvirt::cli {

namespace {

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

// Descriptors that this program was started with.
std::vector<int> passed_descriptors(const Arguments &arguments)
{
    const std::vector<std::string> given = arguments.all("pass-fds");
    std::vector<int> descriptors;
    if (given.empty() || given.front().empty())
        return descriptors;
    const std::string &text = given.front();
    for (size_t start = 0; start <= text.size();) {
        const size_t end = std::min(text.find(',', start), text.size());
        const std::string word = text.substr(start, end - start);
        const auto number = parse_integer<int>(word);
        if (!number)
            fail("Unable to parse FD number '{}'", word);
        descriptors.push_back(*number);
        start = end + 1;
    }
    return descriptors;
}

LibraryText send_to_monitor(virDomainPtr domain, const std::string &command, std::vector<int> &descriptors,
                            unsigned flags)
{
    char *reply = nullptr;
    const int result = descriptors.empty()
                           ? virDomainQemuMonitorCommand(domain, command.c_str(), &reply, flags)
                           : virDomainQemuMonitorCommandWithFiles(
                                 domain, command.c_str(), static_cast<unsigned>(descriptors.size()),
                                 descriptors.data(), nullptr, nullptr, &reply, flags);
    LibraryText text(reply);
    if (result < 0 || !text)
        fail();
    return text;
}

// What was answered: {"reply": VALUE}. Numbers are kept as they were written; what is no JSON is a text.
void print_reply(Session &session, const std::string &reply)
{
    const bool is_json = !json_complaint(reply);
    session.out.print("{{\"reply\": {}}}\n", is_json ? compact_json(reply) : json_text(reply).dump());
}

std::string return_value(const std::string &reply)
{
    if (const auto complaint = json_complaint(reply))
        fail("failed to parse JSON returned by qemu\nerror: {}", *complaint);
    const auto value = json_member(reply, "return");
    if (!value)
        fail("'return' member missing");
    return *value;
}

void run_monitor_command(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("hmp", "pretty");
    arguments.refuse_both("hmp", "return-value");
    const Domain domain = find_domain(session, arguments);
    std::vector<int> descriptors = passed_descriptors(arguments);
    const std::vector<std::string> words = arguments.all("cmd");
    const bool hmp = arguments.has("hmp");
    const std::string command = hmp ? joined(words) : qmp_command(words);
    const LibraryText reply =
        send_to_monitor(domain.get(), command, descriptors, hmp ? VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP : 0);
    const std::string text = arguments.has("return-value") ? return_value(reply.get()) : reply.get();
    if (wants_json(session, arguments))
        print_reply(session, text);
    else if (arguments.has("pretty") && !json_complaint(text))
        session.out.write(pretty_json(text));
    else
        session.out.print("{}{}", text, arguments.has("return-value") ? "" : "\n");
}

int agent_timeout(const Arguments &arguments)
{
    const auto seconds = arguments.integer("timeout");
    if (seconds && *seconds <= 0)
        fail("timeout must be positive");
    const int choices = static_cast<int>(seconds.has_value()) + static_cast<int>(arguments.has("async")) +
                        static_cast<int>(arguments.has("block"));
    if (choices > 1)
        fail("timeout, async and block options are exclusive");
    if (arguments.has("async"))
        return VIR_DOMAIN_QEMU_AGENT_COMMAND_NOWAIT;
    if (arguments.has("block"))
        return VIR_DOMAIN_QEMU_AGENT_COMMAND_BLOCK;
    return seconds.value_or(VIR_DOMAIN_QEMU_AGENT_COMMAND_DEFAULT);
}

void run_agent_command(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const std::string command = joined(arguments.all("cmd"));
    const int timeout_s = agent_timeout(arguments);
    const LibraryText reply(virDomainQemuAgentCommand(domain.get(), command.c_str(), timeout_s, 0));
    if (!reply)
        fail();
    const std::string text = reply.get();
    if (wants_json(session, arguments))
        print_reply(session, text);
    else if (arguments.has("pretty") && !json_complaint(text))
        session.out.print("{}\n\n", pretty_json(text));
    else
        session.out.print("{}\n", text);
}

void run_attach(Session &session, const Arguments &arguments)
{
    const unsigned pid = arguments.unsigned_integer("pid").value();
    const Domain domain(virDomainQemuAttach(session.connection(), pid, 0));
    if (!domain)
        fail("Failed to attach to pid {}", pid);
    session.out.remark("Domain '{}' attached to pid {}\n", domain_name(domain), pid);
}

constexpr Option monitor_command_options[] = {
    domain_option(complete_active_domain),
    flag("hmp", "command is in human monitor protocol"),
    flag("pretty", "pretty-print any qemu monitor protocol output"),
    flag("return-value", "extract the value of the 'return' key from the returned string"),
    text("pass-fds", "pass file descriptors N,M,... along with the command", nullptr, NamedOnly),
    words("cmd", "command", Required | EmptyOk),
};
constexpr Option agent_command_options[] = {
    domain_option(complete_active_domain),
    number("timeout", "timeout seconds. must be positive.", NamedOnly),
    flag("async", "execute command without waiting for timeout"),
    flag("block", "execute command without timeout"),
    flag("pretty", "pretty-print the output"),
    words("cmd", "command", Required),
};
constexpr Option attach_options[] = {argument("pid", "pid")};

} // namespace

constexpr Command qemu_monitor_command_command{.name = "qemu-monitor-command",
                                               .summary = "QEMU Monitor Command",
                                               .description = "QEMU Monitor Command",
                                               .options = monitor_command_options,
                                               .run = run_monitor_command,
                                               .traits = Json};
constexpr Command qemu_agent_command_command{
    .name = "qemu-agent-command",
    .summary = "QEMU Guest Agent Command",
    .description = "Run an arbitrary qemu guest agent command; use at your own risk",
    .options = agent_command_options,
    .run = run_agent_command,
    .traits = Json};
constexpr Command qemu_attach_command{.name = "qemu-attach",
                                      .summary = "QEMU Attach",
                                      .description = "QEMU Attach",
                                      .options = attach_options,
                                      .run = run_attach};

} // namespace modvirt::cli
