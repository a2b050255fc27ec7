// SPDX-License-Identifier: LGPL-2.1-or-later
#include "monitor.hpp"

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "socket.hpp"
#include "watch.hpp"

namespace modvirt::qemu::guest {

namespace {

using qmp::Json;

enum Question : std::size_t { Negotiate, Characters, Balloon, RunStatus };

// Takes an answer apart; one of another form than QEMU promises is an error.
template <class Take>
void understand(const Guest &guest, Take &&take)
{
    try {
        take();
    } catch (const Json::exception &error) {
        throw Error(ErrorCode::InternalError,
                    fmt::format("the monitor of domain '{}' answers what makes no sense: {}", guest.name(),
                                error.what()));
    }
}

} // namespace

void connect_monitor(Instance &instance, const std::shared_ptr<Guest> &guest)
{
    process::Fd socket = connect_to(instance.statuses().monitor_path(guest->uuid()));
    if (!socket)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("nobody listens at the monitor of domain '{}'", guest->name()));
    qmp::Client::Handlers handlers;
    handlers.event = [&instance, weak = std::weak_ptr(guest)](const qmp::Event &event) {
        if (const auto self = weak.lock())
            on_event(instance, self, event);
    };
    handlers.closed = [&instance, weak = std::weak_ptr(guest)](const std::string &reason) {
        if (const auto self = weak.lock())
            on_monitor_lost(instance, self, reason);
    };
    guest->set_monitor(
        qmp::Client::attach(instance.poller(), std::move(socket), guest->name(), std::move(handlers)));
}

const std::vector<qmp::Command> &first_questions()
{
    static const std::vector<qmp::Command> all = {
        {"qmp_capabilities"}, {"query-chardev"}, {"query-balloon"}, {"query-status"}};
    return all;
}

// "pty:/dev/pts/4" of the chardev "charserial0".
void take_terminals(Guest &guest, const Json &answer)
{
    constexpr std::string_view label_prefix = "char";
    constexpr std::string_view file_prefix = "pty:";
    config::RunFacts facts = guest.facts();
    understand(guest, [&] {
        for (const Json &item : answer) {
            const std::string label = item.value("label", "");
            const std::string file = item.value("filename", "");
            if (label.starts_with(label_prefix) && file.starts_with(file_prefix))
                facts.ptys[label.substr(label_prefix.size())] = file.substr(file_prefix.size());
        }
    });
    guest.set_facts(std::move(facts));
}

void take_facts(Guest &guest, const std::vector<qmp::Answer> &answers)
{
    if (answers[Characters].ok())
        take_terminals(guest, *answers[Characters].value);
    // Refused where there is no balloon: then the guest has all of its memory.
    guest.set_memory_kib(guest.config()->memory_kib);
    if (const qmp::Answer &balloon = answers[Balloon]; balloon.ok())
        understand(guest, [&] { guest.set_memory_kib(balloon.value->at("actual").get<uint64_t>() / 1024); });
}

std::string status_in(const std::vector<qmp::Answer> &answers)
{
    const qmp::Answer &answer = answers[RunStatus];
    return answer.ok() && answer.value->is_object() ? answer.value->value("status", "") : "";
}

std::vector<pid_t> vcpu_threads(Guest &guest)
{
    std::vector<pid_t> threads = guest.vcpu_threads();
    if (!threads.empty())
        return threads;
    const Json answer = guest.monitor()->execute("query-cpus-fast");
    understand(guest, [&] {
        for (const Json &cpu : answer)
            threads.push_back(cpu.at("thread-id").get<pid_t>());
    });
    guest.set_vcpu_threads(threads);
    return threads;
}

qmp::Command usual_actions(const domain::Config &config)
{
    qmp::Command command = actions_of_a_reset(config);
    if (config.on_reboot != domain::Action::Restart)
        command.arguments["reboot"] = "shutdown";
    return command;
}

qmp::Command actions_of_a_reset(const domain::Config &config)
{
    const bool stays = config.on_poweroff != domain::Action::Destroy;
    return {"set-action", {{"shutdown", stays ? "pause" : "poweroff"}, {"reboot", "reset"}}};
}

} // namespace modvirt::qemu::guest
