// SPDX-License-Identifier: LGPL-2.1-or-later
#include "client.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::qmp {

namespace {

// A flood of one guest takes turns with the other guests after so many bytes.
constexpr std::size_t bytes_a_turn = 64 * 1024;
// Commands that QEMU does not read.
constexpr std::size_t most_outgoing_bytes = std::size_t{4} << 20;

Answer closed_answer(const std::string &reason)
{
    Answer answer;
    answer.loss = Answer::Loss::Closed;
    answer.reason = reason;
    return answer;
}

std::string seconds(std::chrono::milliseconds duration)
{
    return duration.count() % 1000 == 0 ? fmt::format("{} s", duration.count() / 1000)
                                        : fmt::format("{} ms", duration.count());
}

} // namespace

struct Client::Gathering {
    std::mutex mutex;
    std::condition_variable complete;
    std::vector<Answer> answers;
    std::vector<bool> answered;
    std::size_t missing = 0;

    void put(std::size_t index, const Answer &answer)
    {
        const std::lock_guard lock(mutex);
        if (answered[index])
            return;
        answers[index] = answer;
        answered[index] = true;
        if (--missing == 0)
            complete.notify_all();
    }
};

Client::Client(process::Poller &poller, process::Fd socket, std::string domain, Handlers handlers,
               std::size_t line_limit)
    : m_poller(poller), m_domain(std::move(domain)), m_handlers(std::move(handlers)), m_lines(line_limit),
      m_socket(std::move(socket))
{
}

std::shared_ptr<Client> Client::attach(process::Poller &poller, process::Fd socket, std::string domain,
                                       Handlers handlers, std::size_t line_limit)
{
    const std::shared_ptr<Client> client(
        new Client(poller, std::move(socket), std::move(domain), std::move(handlers), line_limit));
    const std::lock_guard lock(client->m_mutex);
    client->m_watch =
        poller.watch(client->m_socket.get(), EPOLLIN, [weak = std::weak_ptr(client)](uint32_t events) {
            if (const auto self = weak.lock())
                self->on_ready(events);
        });
    return client;
}

Client::~Client()
{
    close();
}

Json Client::execute(const std::string &name, const Json &arguments, Milliseconds deadline)
{
    return execute(Command{name, arguments, -1}, deadline);
}

Json Client::execute(const Command &command, Milliseconds deadline)
{
    return expect(command, execute_all({command}, deadline).front());
}

std::vector<Answer> Client::execute_all(const std::vector<Command> &commands, Milliseconds deadline)
{
    const auto end = std::chrono::steady_clock::now() + deadline;
    const auto gathering = std::make_shared<Gathering>();
    gathering->answers.resize(commands.size());
    gathering->answered.resize(commands.size());
    gathering->missing = commands.size();
    std::vector<uint64_t> ids;
    for (std::size_t index = 0; index < commands.size(); ++index)
        ids.push_back(submit(commands[index],
                             [gathering, index](const Answer &answer) { gathering->put(index, answer); }));

    std::unique_lock lock(gathering->mutex);
    if (!gathering->complete.wait_until(lock, end, [&] { return gathering->missing == 0; })) {
        lock.unlock();
        for (const uint64_t id : ids)
            expire(id, overdue(deadline));
        lock.lock();
        gathering->complete.wait(lock, [&] { return gathering->missing == 0; });
    }
    return std::move(gathering->answers);
}

Json Client::expect(const Command &command, const Answer &answer) const
{
    if (answer.ok())
        return *answer.value;
    if (answer.refusal)
        throw Error(ErrorCode::InternalError,
                    fmt::format("unable to execute QEMU command '{}' in domain '{}': {}", command.name,
                                m_domain, answer.refusal->description));
    if (answer.loss == Answer::Loss::Deadline)
        throw Error(
            ErrorCode::OperationTimeout,
            fmt::format("the monitor of domain '{}' did not answer '{}' within {}; other domains are not "
                        "affected, and this one can be destroyed",
                        m_domain, command.name, answer.reason));
    throw Error(ErrorCode::OperationFailed,
                fmt::format("the monitor of domain '{}' gave no answer to '{}': {}", m_domain, command.name,
                            answer.reason));
}

void Client::send(const Command &command, Answered answered, Milliseconds deadline)
{
    const uint64_t id = submit(command, std::move(answered));
    const std::lock_guard lock(m_mutex);
    const auto found = m_exchanges.find(id);
    if (found == m_exchanges.end())
        return; // answered meanwhile
    found->second.timer = m_poller.start_timer(deadline, [weak = weak_from_this(), id, deadline] {
        if (const auto self = weak.lock())
            self->expire(id, overdue(deadline));
    });
}

Answer Client::overdue(Milliseconds deadline)
{
    Answer answer;
    answer.loss = Answer::Loss::Deadline;
    answer.reason = seconds(deadline);
    return answer;
}

void Client::close()
{
    shut("the connection was closed");
}

bool Client::is_open() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed.empty();
}

uint64_t Client::submit(const Command &command, Answered answered)
{
    std::unique_lock lock(m_mutex);
    const uint64_t id = m_next_id++;
    std::string refused = m_closed;
    if (m_outgoing_bytes > most_outgoing_bytes)
        refused = "it does not read what it is sent";
    if (!refused.empty()) {
        lock.unlock();
        if (answered)
            answered(closed_answer(refused));
        return id;
    }
    Chunk chunk{format_command(id, command.name, command.arguments), 0, {}};
    if (command.fd >= 0) {
        // Kept until it is sent: the caller's own may be closed by then.
        chunk.fd = process::Fd(::fcntl(command.fd, F_DUPFD_CLOEXEC, 0));
        if (!chunk.fd)
            throw Error(ErrorCode::SystemError, fmt::format("cannot hand a descriptor to domain '{}': {}",
                                                            m_domain, std::strerror(errno)));
    }
    m_exchanges.emplace(id, Exchange{command.name, std::move(answered), 0});
    m_outgoing_bytes += chunk.bytes.size();
    m_outgoing.push_back(std::move(chunk));
    flush();
    return id;
}

void Client::expire(uint64_t id, const Answer &answer)
{
    std::unique_lock lock(m_mutex);
    const auto exchange = m_exchanges.extract(id);
    lock.unlock();
    if (!exchange)
        return;
    if (exchange.mapped().timer != 0)
        m_poller.cancel(exchange.mapped().timer);
    if (exchange.mapped().answered)
        exchange.mapped().answered(answer);
}

void Client::flush()
{
    while (!m_outgoing.empty() && send_some(m_outgoing.front())) {
        m_outgoing_bytes -= m_outgoing.front().bytes.size();
        m_outgoing.pop_front();
    }
    if (m_outgoing.empty() == m_waits_to_send) {
        m_waits_to_send = !m_outgoing.empty();
        m_poller.rewatch(m_watch, m_waits_to_send ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

// Answers whether the chunk is done with: sent, or never to be sent because the other end has gone. The
// poller hears of that end, and tells everybody.
bool Client::send_some(Chunk &chunk)
{
    while (chunk.sent < chunk.bytes.size()) {
        iovec data{chunk.bytes.data() + chunk.sent, chunk.bytes.size() - chunk.sent};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        if (chunk.fd && chunk.sent == 0) {
            message.msg_control = control.data();
            message.msg_controllen = control.size();
            cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof(int));
            const int fd = chunk.fd.get();
            std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
        }
        const ssize_t size = ::sendmsg(m_socket.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size >= 0)
            chunk.sent += static_cast<std::size_t>(size);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            return false;
        else if (errno != EINTR)
            return true;
    }
    return true;
}

void Client::on_ready(uint32_t events)
{
    if ((events & EPOLLOUT) != 0) {
        const std::lock_guard lock(m_mutex);
        if (m_closed.empty())
            flush();
    }
    if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
        on_readable();
}

void Client::drain()
{
    while (on_readable()) {
    }
}

bool Client::on_readable()
{
    std::array<char, bytes_a_turn> buffer;
    ssize_t size = -1;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_closed.empty())
            return false;
        size = ::recv(m_socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
    }
    if (size <= 0) {
        fail(m_lines.has_partial_line() ? "it was closed in the middle of a line" : "it was closed");
        return false;
    }
    try {
        m_lines.feed({buffer.data(), static_cast<std::size_t>(size)});
        while (const auto line = m_lines.next())
            on_message(parse_message(*line));
    } catch (const Error &error) {
        fail(error.message());
        return false;
    }
    return true;
}

void Client::on_message(Message &&message)
{
    if (const auto *event = std::get_if<Event>(&message)) {
        if (m_handlers.event)
            m_handlers.event(*event);
        return;
    }
    auto *reply = std::get_if<Reply>(&message);
    if (reply == nullptr)
        return; // a greeting tells nothing that is not asked for
    Answer answer;
    if (auto *value = std::get_if<Json>(&reply->outcome))
        answer.value = std::move(*value);
    else
        answer.refusal = std::get<Failure>(reply->outcome);
    expire(reply->id, answer); // one that came too late finds nobody
}

bool Client::shut(const std::string &reason)
{
    std::unique_lock lock(m_mutex);
    if (!m_closed.empty())
        return false;
    m_closed = reason;
    const auto exchanges = std::move(m_exchanges);
    m_exchanges.clear();
    m_outgoing.clear();
    const auto watch = std::exchange(m_watch, 0);
    lock.unlock();

    m_poller.cancel(watch);
    {
        const std::lock_guard relock(m_mutex);
        m_socket.reset();
    }
    for (const auto &[id, exchange] : exchanges) {
        if (exchange.timer != 0)
            m_poller.cancel(exchange.timer);
        if (exchange.answered)
            exchange.answered(closed_answer(reason));
    }
    return true;
}

void Client::fail(const std::string &reason)
{
    if (shut(reason) && m_handlers.closed)
        m_handlers.closed(reason);
}

} // namespace modvirt::qemu::qmp
