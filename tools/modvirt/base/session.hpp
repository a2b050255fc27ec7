// SPDX-License-Identifier: LGPL-2.1-or-later
// One run of the tool: the connection, the output, and how commands are run and their failures shown. What
// single commands do belongs under commands/.
#pragma once

#include "base/handles.hpp"
#include "base/output.hpp"
#include "base/parse.hpp"

#include <memory>
#include <optional>
#include <string>

namespace modvirt::cli {

class EventLoop;

enum class Access : uint8_t { ReadWrite, ReadOnly };

// How a connection is kept alive; what was not asked for is only tried.
struct KeepAlive {
    std::optional<int> interval_s;
    std::optional<unsigned> count;
};

struct Settings {
    std::string program = "modvirt";
    std::string uri;            // empty: the library chooses
    bool uri_was_given = false; // by -c: then it is opened before the first command
    Access access = Access::ReadWrite;
    bool timing = false;
    bool json = false;  // for every command that understands it
    char escape = 0x1d; // leaves the console: ^]
    KeepAlive keep_alive;
};

class Session {
public:
    explicit Session(Settings settings);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    Output out;
    Settings settings;

    // Opens it when it is not open yet; throws when that fails.
    virConnectPtr connection();
    void connect(const std::string &uri, Access access);
    // Opens the connection that -c names; false, and the reason on standard error, when it fails.
    [[nodiscard]] bool connect_now();
    void disconnect();
    [[nodiscard]] bool is_connected() const { return m_connection != nullptr; }

    // Starts the thread that serves the library's events. A connection only takes part in it when it is
    // opened later.
    void start_event_loop();

    // All commands of `line`, or of words that the shell has already split. Nothing runs when one of them
    // does not parse. The result is that of the last command that ran.
    bool run_line(std::string_view line);
    bool run_words(const Words &words);

    [[nodiscard]] bool is_interactive() const { return m_interactive; }
    void set_interactive() { m_interactive = true; }
    [[nodiscard]] bool wants_exit() const { return m_wants_exit; }
    void request_exit() { m_wants_exit = true; }

    // Prints what the library reported last, once.
    void report_library_error();
    // Prints why a command gave up, and what the library reported.
    void report_failure(const std::string &message);

private:
    bool run_all(const std::vector<Words> &commands);
    bool run(const ParsedCommand &parsed);
    bool run_guarded(const ParsedCommand &parsed);
    void set_keep_alive(virConnectPtr connection);
    void close_when_lost();

    std::unique_ptr<EventLoop> m_event_loop;
    Connection m_connection;
    bool m_interactive = false;
    bool m_wants_exit = false;
};

} // namespace modvirt::cli
