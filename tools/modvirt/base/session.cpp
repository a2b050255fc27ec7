// SPDX-License-Identifier: LGPL-2.1-or-later
// Connecting, and the frame around every command.
#include "base/session.hpp"

#include "base/event_loop.hpp"
#include "base/failure.hpp"
#include "base/help.hpp"
#include "base/library_error.hpp"

#include <chrono>

namespace modvirt::cli {

Session::Session(Settings given) : settings(std::move(given)) {}

Session::~Session() = default;

void Session::start_event_loop()
{
    if (!m_event_loop)
        m_event_loop = std::make_unique<EventLoop>();
}

void Session::disconnect()
{
    m_connection.reset();
}

virConnectPtr Session::connection()
{
    close_when_lost();
    if (!m_connection)
        connect(settings.uri, settings.access);
    return m_connection.get();
}

void Session::close_when_lost()
{
    if (!m_connection || virConnectIsAlive(m_connection.get()) != 0) {
        forget_library_error();
        return;
    }
    forget_library_error();
    disconnect();
    out.error("Disconnected from the hypervisor; connecting again");
}

void Session::connect(const std::string &uri, Access access)
{
    const KeepAlive &keep_alive = settings.keep_alive;
    if (keep_alive.interval_s || keep_alive.count)
        start_event_loop();
    const unsigned flags = access == Access::ReadOnly ? VIR_CONNECT_RO : 0;
    Connection opened(
        virConnectOpenAuth(uri.empty() ? nullptr : uri.c_str(), virConnectAuthPtrDefault, flags));
    if (!opened)
        fail("failed to connect to the hypervisor");
    set_keep_alive(opened.get());
    m_connection = std::move(opened);
    settings.uri = uri;
    settings.access = access;
}

// Without an event loop nobody would answer the other side's questions, so nothing is set up then.
void Session::set_keep_alive(virConnectPtr connection)
{
    constexpr int default_interval_s = 5;
    constexpr unsigned default_count = 6;
    if (!m_event_loop)
        return;
    const KeepAlive &keep_alive = settings.keep_alive;
    const int result = virConnectSetKeepAlive(connection, keep_alive.interval_s.value_or(default_interval_s),
                                              keep_alive.count.value_or(default_count));
    if (result == 0)
        return;
    if (keep_alive.interval_s || keep_alive.count) {
        out.error("Cannot setup keepalive on connection as requested, disconnecting");
        fail("failed to connect to the hypervisor");
    }
    forget_library_error();
}

bool Session::connect_now()
{
    try {
        connect(settings.uri, settings.access);
        return true;
    } catch (const Error &error) {
        report_failure(error.message());
        return false;
    }
}

// In virsh 0.4.6 the library spoke by itself, so before the command did.
void Session::report_failure(const std::string &message)
{
    if (out.is_old())
        report_library_error();
    if (!message.empty())
        out.error(message);
    report_library_error();
}

void Session::report_library_error()
{
    if (out.is_old())
        return out.progress(take_library_line());
    const std::string message = take_library_error();
    if (!message.empty())
        out.error(message);
}

bool Session::run_line(std::string_view line)
{
    std::vector<Words> commands;
    try {
        commands = split_line(line);
    } catch (const Error &error) {
        out.error(error.message());
        return false;
    }
    return run_all(commands);
}

bool Session::run_words(const Words &words)
{
    return run_all({words});
}

bool Session::run_all(const std::vector<Words> &commands)
{
    std::vector<ParsedCommand> parsed;
    try {
        for (const Words &words : commands)
            parsed.push_back(parse_command(words));
    } catch (const Error &error) {
        out.error(error.message());
        return false;
    }
    // Completion says nothing about a hypervisor that cannot be reached, and connects when it needs one.
    const bool internal = !parsed.empty() && parsed.front().command->has(Internal);
    for (const ParsedCommand &command : parsed)
        if (command.command->has(Waits) || command.arguments.has("console"))
            start_event_loop();
    if (!is_interactive() && !internal && settings.uri_was_given && !is_connected() && !connect_now())
        return false;
    bool good = true;
    for (const ParsedCommand &command : parsed) {
        good = run(command);
        if (wants_exit())
            break;
    }
    return good;
}

bool Session::run(const ParsedCommand &parsed)
{
    const auto start = std::chrono::steady_clock::now();
    const bool good = run_guarded(parsed);
    if (wants_exit())
        return good;
    if (settings.timing) {
        const std::chrono::duration<double, std::milli> passed = std::chrono::steady_clock::now() - start;
        out.print("\n(Time: {:.3f} ms)\n\n", passed.count());
    } else if (!out.is_quiet()) {
        out.write("\n");
    }
    return good;
}

bool Session::run_guarded(const ParsedCommand &parsed)
{
    forget_library_error();
    try {
        if (parsed.wants_help) {
            out.write(describe_command(*parsed.command));
            return true;
        }
        if (!parsed.command->has(Offline))
            connection();
        parsed.command->run(*this, parsed.arguments);
        forget_library_error();
        return true;
    } catch (const Error &error) {
        report_failure(error.message());
    } catch (const std::bad_alloc &) {
        report_failure("out of memory");
    }
    return false;
}

} // namespace modvirt::cli
