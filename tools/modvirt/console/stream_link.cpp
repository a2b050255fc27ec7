// SPDX-License-Identifier: LGPL-2.1-or-later
// A console that the driver hands out as a stream. The event loop's thread moves bytes between the stream
// and a socket pair, so that the command waits on one kind of thing only.
#include "console/link.hpp"

#include "base/event_loop.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/library_error.hpp"

#include <cerrno>
#include <mutex>
#include <sys/socket.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

constexpr size_t chunk_size = 4096;
constexpr size_t highest_backlog = 64 * 1024;
constexpr int would_block = -2; // what the library's stream calls return then

// Bytes on their way in one direction.
class Backlog {
public:
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    [[nodiscard]] bool has_room() const { return m_bytes.size() < highest_backlog; }
    void append(const char *data, size_t size) { m_bytes.append(data, size); }
    [[nodiscard]] const char *data() const { return m_bytes.data(); }
    [[nodiscard]] size_t size() const { return m_bytes.size(); }
    void drop(size_t size) { m_bytes.erase(0, size); }

private:
    std::string m_bytes;
};

// Shared by the link and the callbacks, which may still run once while the link goes.
class StreamPump : public std::enable_shared_from_this<StreamPump> {
public:
    StreamPump(Stream stream, int socket) : m_stream(std::move(stream)), m_socket(socket) {}

    void start()
    {
        const std::scoped_lock lock(m_mutex);
        m_watch = virEventAddHandle(m_socket.get(), VIR_EVENT_HANDLE_READABLE, on_socket, share(), unshare);
        const int added =
            virStreamEventAddCallback(m_stream.get(), VIR_STREAM_EVENT_READABLE, on_stream, share(), unshare);
        if (m_watch < 0 || added < 0)
            fail("cannot wait for the console");
    }

    void stop()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_finished)
            return;
        finish();
        virStreamAbort(m_stream.get());
        forget_library_error();
    }

private:
    using Shared = std::shared_ptr<StreamPump>;

    void *share() { return new Shared(shared_from_this()); }
    static void unshare(void *opaque) { delete static_cast<Shared *>(opaque); }

    static void on_stream(virStreamPtr, int events, void *opaque)
    {
        const Shared pump = *static_cast<Shared *>(opaque);
        const std::scoped_lock lock(pump->m_mutex);
        pump->handle_stream(events);
    }

    static void on_socket(int, int, int events, void *opaque)
    {
        const Shared pump = *static_cast<Shared *>(opaque);
        const std::scoped_lock lock(pump->m_mutex);
        pump->handle_socket(events);
    }

    void handle_stream(int events)
    {
        if (m_finished)
            return;
        if (events & VIR_STREAM_EVENT_READABLE)
            receive();
        if (!m_finished && (events & VIR_STREAM_EVENT_WRITABLE))
            send();
        if (!m_finished && (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)))
            finish();
        update();
    }

    void handle_socket(int events)
    {
        if (m_finished)
            return;
        if (events & VIR_EVENT_HANDLE_READABLE)
            take_from_socket();
        if (events & VIR_EVENT_HANDLE_WRITABLE)
            give_to_socket();
        update();
    }

    void receive()
    {
        char buffer[chunk_size];
        const int count = virStreamRecv(m_stream.get(), buffer, sizeof buffer);
        if (count == would_block)
            return;
        if (count <= 0)
            return finish();
        m_to_terminal.append(buffer, static_cast<size_t>(count));
        give_to_socket();
    }

    void send()
    {
        if (m_to_guest.empty())
            return;
        const int count = virStreamSend(m_stream.get(), m_to_guest.data(), m_to_guest.size());
        if (count == would_block)
            return;
        if (count < 0)
            return finish();
        m_to_guest.drop(static_cast<size_t>(count));
    }

    void take_from_socket()
    {
        char buffer[chunk_size];
        const ssize_t count = read(m_socket.get(), buffer, sizeof buffer);
        if (count > 0)
            m_to_guest.append(buffer, static_cast<size_t>(count));
        else if (count == 0)
            m_input_ended = true;
    }

    void give_to_socket()
    {
        const ssize_t count =
            ::send(m_socket.get(), m_to_terminal.data(), m_to_terminal.size(), MSG_NOSIGNAL);
        if (count > 0)
            m_to_terminal.drop(static_cast<size_t>(count));
    }

    // Waits for exactly what can be used now.
    void update()
    {
        if (m_finished)
            return;
        int stream_events = m_to_terminal.has_room() ? VIR_STREAM_EVENT_READABLE : 0;
        if (!m_to_guest.empty())
            stream_events |= VIR_STREAM_EVENT_WRITABLE;
        virStreamEventUpdateCallback(m_stream.get(), stream_events);
        int socket_events = m_to_guest.has_room() && !m_input_ended ? VIR_EVENT_HANDLE_READABLE : 0;
        if (!m_to_terminal.empty())
            socket_events |= VIR_EVENT_HANDLE_WRITABLE;
        virEventUpdateHandle(m_watch, socket_events);
    }

    void finish()
    {
        m_finished = true;
        give_to_socket();
        virStreamEventRemoveCallback(m_stream.get());
        if (m_watch >= 0)
            virEventRemoveHandle(m_watch);
        forget_library_error();
        shutdown(m_socket.get(), SHUT_RDWR);
    }

    std::mutex m_mutex;
    Stream m_stream;
    FileDescriptor m_socket;
    int m_watch = -1;
    Backlog m_to_terminal;
    Backlog m_to_guest;
    bool m_input_ended = false;
    bool m_finished = false;
};

class StreamLink : public ConsoleLink {
public:
    explicit StreamLink(Stream stream)
    {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) < 0)
            fail("cannot create a socket pair for the console");
        m_near = std::make_unique<FileDescriptor>(ends[0]);
        m_pump = std::make_shared<StreamPump>(std::move(stream), ends[1]);
        m_pump->start();
    }

    ~StreamLink() override { m_pump->stop(); }

    [[nodiscard]] int descriptor() const override { return m_near->get(); }

private:
    std::unique_ptr<FileDescriptor> m_near;
    std::shared_ptr<StreamPump> m_pump;
};

} // namespace

std::unique_ptr<ConsoleLink> open_console_stream(Session &session, const Domain &domain,
                                                 const ConsoleRequest &request)
{
    Stream stream(virStreamNew(session.connection(), VIR_STREAM_NONBLOCK));
    if (stream) {
        const char *device = request.device.empty() ? nullptr : request.device.c_str();
        if (virDomainOpenConsole(domain.get(), device, stream.get(), request.flags) == 0)
            return std::make_unique<StreamLink>(std::move(stream));
    }
    if (last_library_code() != VIR_ERR_NO_SUPPORT)
        fail();
    return nullptr;
}

} // namespace modvirt::cli
