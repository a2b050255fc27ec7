// SPDX-License-Identifier: LGPL-2.1-or-later
// One connection to the monitor of one QEMU. It never blocks its poller: what cannot be sent at once is kept
// until it can, and who waits for an answer waits on his own thread and no longer than his deadline.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kit/process/fd.hpp"
#include "kit/process/poller.hpp"
#include "line_reader.hpp"
#include "message.hpp"

namespace modvirt::qemu::qmp {

struct Command {
    std::string name;
    Json arguments = Json::object();
    int fd = -1; // sent along with the command (getfd, add-fd)
};

// A command's outcome: a value, QEMU's refusal, or why there is no answer.
struct Answer {
    std::optional<Json> value;
    std::optional<Failure> refusal;
    enum class Loss : uint8_t { None, Deadline, Closed } loss = Loss::None;
    std::string reason; // of a loss

    [[nodiscard]] bool ok() const noexcept { return value.has_value(); }
};

class Client : public std::enable_shared_from_this<Client> {
public:
    using Milliseconds = std::chrono::milliseconds;
    // Called on the poller's thread.
    struct Handlers {
        std::function<void(const Event &)> event;
        std::function<void(const std::string &reason)> closed; // once
    };
    using Answered = std::function<void(const Answer &)>;

    static constexpr Milliseconds default_deadline{10'000};

    // `domain` is for messages. Commands may be sent at once: QEMU reads them when it is ready.
    static std::shared_ptr<Client> attach(process::Poller &poller, process::Fd socket, std::string domain,
                                          Handlers handlers, std::size_t line_limit = default_line_limit);
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;
    ~Client();

    // Sends a command and waits for its answer. Throws OperationTimeout, InternalError for a refusal and
    // OperationFailed when the monitor is closed; each names the domain and the command. Not on the poller's
    // thread.
    Json execute(const std::string &name, const Json &arguments = Json::object(),
                 Milliseconds deadline = default_deadline);
    Json execute(const Command &command, Milliseconds deadline = default_deadline);
    // Sends all, then waits for all, with one deadline for the whole. A refusal is left to the caller to
    // judge.
    std::vector<Answer> execute_all(const std::vector<Command> &commands,
                                    Milliseconds deadline = default_deadline);
    // Turns a refusal or a lost answer into the Error that execute() throws.
    Json expect(const Command &command, const Answer &answer) const;

    // Sends a command; `answered` is called on the poller's thread, at the latest after `deadline`, or at
    // once by this thread when the connection is closed already.
    void send(const Command &command, Answered answered = {}, Milliseconds deadline = default_deadline);

    // Handles what has arrived already, without waiting for more. Only on the poller's thread.
    void drain();
    // Ends the connection. When it returns no handler runs or will run, unless it is called from inside one.
    void close();
    [[nodiscard]] bool is_open() const;

private:
    struct Exchange {
        std::string command;
        Answered answered;
        process::Poller::Id timer = 0;
    };
    struct Chunk {
        std::string bytes;
        std::size_t sent = 0;
        process::Fd fd;
    };
    struct Gathering; // the answers that execute_all() waits for

    Client(process::Poller &poller, process::Fd socket, std::string domain, Handlers handlers,
           std::size_t line_limit);
    uint64_t submit(const Command &command, Answered answered);
    void expire(uint64_t id, const Answer &answer);
    static Answer overdue(Milliseconds deadline);
    void flush(); // under m_mutex
    bool send_some(Chunk &chunk);
    void on_ready(uint32_t events);
    // Whether there may be more to read at once.
    bool on_readable();
    void on_message(Message &&message);
    // Closes for good and tells who waits; answers whether it was open.
    bool shut(const std::string &reason);
    void fail(const std::string &reason);

    process::Poller &m_poller;
    const std::string m_domain;
    Handlers m_handlers;
    LineReader m_lines; // the poller's thread only

    mutable std::mutex m_mutex;
    process::Fd m_socket;
    process::Poller::Id m_watch = 0;
    std::map<uint64_t, Exchange> m_exchanges;
    std::deque<Chunk> m_outgoing;
    std::size_t m_outgoing_bytes = 0;
    bool m_waits_to_send = false;
    uint64_t m_next_id = 1;
    std::string m_closed; // why; empty while open
};

} // namespace modvirt::qemu::qmp
