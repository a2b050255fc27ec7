// SPDX-License-Identifier: LGPL-2.1-or-later
#include "stream_channel.hpp"

#include <cerrno>
#include <climits>
#include <system_error>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace modvirt {

namespace {

constexpr int ready_events = VIR_STREAM_EVENT_READABLE | VIR_STREAM_EVENT_WRITABLE;

// One more reference to a handle, unless its last one has gone.
bool retain(virStreamPtr stream) noexcept
{
    int count = stream->references.load(std::memory_order_relaxed);
    while (count > 0) {
        if (stream->references.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
            return true;
    }
    return false;
}

// What one call can answer for.
size_t limit(size_t size) noexcept
{
    return std::min<size_t>(size, INT_MAX);
}

} // namespace

StreamChannel::~StreamChannel()
{
    if (m_wakeup >= 0)
        ::close(m_wakeup);
}

bool StreamChannel::check_open(Entry &entry) const noexcept
{
    if (m_state == State::Unattached)
        entry.refuse_unsupported();
    else if (m_state == State::Closed)
        refuse_closed(entry);
    return m_state == State::Open;
}

void StreamChannel::refuse_closed(Entry &entry) const noexcept
try {
    if (m_failure)
        error::raise(*m_failure);
    else
        entry.raise(VIR_ERR_INTERNAL_ERROR, "stream is not open");
} catch (const std::bad_alloc &) {
    entry.raise(VIR_ERR_NO_MEMORY, {});
}

int64_t StreamChannel::heed(Lock &lock, int64_t answer) noexcept
{
    if (answer >= 0 || answer == MODVIRT_STREAM_WOULD_BLOCK)
        return answer;
    try {
        m_failure = error::last_report();
    } catch (const std::bad_alloc &) {
        m_failure.reset(); // it is closed all the same
    }
    const Closing closing = close(lock);
    retire(lock, closing.watch);
    return answer;
}

void StreamChannel::attach(std::unique_ptr<StreamEnd> end) noexcept
{
    Lock lock(m_mutex);
    const Closing former = close(lock);
    m_end = std::move(end);
    m_failure.reset();
    m_state = State::Open;
    retire(lock, former.watch);
}

// --- Moving bytes -----------------------------------------------------------------------------------------

int StreamChannel::send(Entry &entry, const char *bytes, size_t size) noexcept
{
    Lock lock(m_mutex);
    do {
        if (!check_open(entry))
            return -1;
        const int64_t sent = size == 0 ? 0 : heed(lock, m_end->send(entry, bytes, limit(size)));
        if (sent != MODVIRT_STREAM_WOULD_BLOCK || !m_may_wait)
            return static_cast<int>(sent);
    } while (wait(lock, entry, POLLOUT));
    return -1;
}

int StreamChannel::look_ahead(Entry &entry, size_t &size, uint64_t &hole) noexcept
{
    if (!m_end->has_holes())
        return 1;
    int32_t is_data = 1;
    uint64_t length = 0;
    if (!m_end->in_data(entry, is_data, length))
        return -1;
    if (is_data == 0 && length > 0) {
        hole = length;
        return 0;
    }
    if (length > 0)
        size = static_cast<size_t>(std::min<uint64_t>(size, length));
    return 1;
}

int StreamChannel::receive(Entry &entry, char *bytes, size_t size, Holes holes) noexcept
{
    size = limit(size);
    Lock lock(m_mutex);
    do {
        if (!check_open(entry))
            return -1;
        if (size == 0)
            return 0;
        uint64_t hole = 0;
        size_t room = size;
        const int next = static_cast<int>(heed(lock, look_ahead(entry, room, hole)));
        if (next < 0)
            return -1;
        if (next == 0 && holes == Holes::Stop)
            return at_hole;
        if (next == 0) {
            room = static_cast<size_t>(std::min<uint64_t>(room, hole));
            std::memset(bytes, 0, room);
            return static_cast<int>(heed(lock, m_end->skip(entry, room) ? static_cast<int>(room) : -1));
        }
        const int64_t got = heed(lock, m_end->receive(entry, bytes, room));
        if (got != MODVIRT_STREAM_WOULD_BLOCK || !m_may_wait)
            return static_cast<int>(got);
    } while (wait(lock, entry, POLLIN));
    return -1;
}

int StreamChannel::send_hole(Entry &entry, long long length, unsigned int flags) noexcept
{
    Lock lock(m_mutex);
    if (!check_open(entry))
        return -1;
    if (flags != 0) {
        char digits[16];
        std::snprintf(digits, sizeof digits, "0x%x", flags);
        entry.raise_argument("flags", std::string("unsupported flags (") + digits + ") in function virFDStreamSendHole");
        return -1;
    }
    if (length <= 0) {
        entry.raise_argument("length", "length in virFDStreamSendHole must be greater than zero");
        return -1;
    }
    if (!m_end->has_holes()) {
        entry.refuse_unsupported();
        return -1;
    }
    return static_cast<int>(heed(lock, m_end->hole(entry, static_cast<uint64_t>(length)) ? 0 : -1));
}

int StreamChannel::receive_hole(Entry &entry, long long &length) noexcept
{
    Lock lock(m_mutex);
    if (!check_open(entry))
        return -1;
    if (!m_end->has_holes()) {
        entry.refuse_unsupported();
        return -1;
    }
    uint64_t hole = 0;
    size_t room = 0;
    const int next = look_ahead(entry, room, hole);
    if (heed(lock, next == 0 && !m_end->skip(entry, hole) ? -1 : next) < 0)
        return -1;
    length = static_cast<long long>(hole);
    return 0;
}

// --- Waiting ----------------------------------------------------------------------------------------------

bool StreamChannel::make_wakeup(Entry &entry) noexcept
{
    if (m_wakeup < 0)
        m_wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (m_wakeup < 0)
        entry.raise(VIR_ERR_SYSTEM_ERROR,
                    "cannot wait for the stream: " + std::generic_category().message(errno));
    return m_wakeup >= 0;
}

// Until the driver's end may be ready. False, with the reason raised, when it has been closed meanwhile.
bool StreamChannel::wait(Lock &lock, Entry &entry, short events) noexcept
{
    if (m_end->fd() < 0) {
        entry.raise(VIR_ERR_INTERNAL_ERROR,
                    "the driver's end of the stream has to wait and has nothing that tells when it is ready");
        return false;
    }
    if (!make_wakeup(entry))
        return false;
    const uint64_t mine = m_ended;
    pollfd fds[] = {{m_end->fd(), events, 0}, {m_wakeup, POLLIN, 0}};
    ++m_waiters;
    lock.unlock();
    const int result = poll(fds, std::size(fds), -1);
    const int cause = errno;
    lock.lock();
    if (--m_waiters == 0)
        m_waiters_gone.notify_all();
    if (result < 0 && cause != EINTR) {
        entry.raise(VIR_ERR_SYSTEM_ERROR,
                    "cannot wait for the stream: " + std::generic_category().message(cause));
        return false;
    }
    if (m_ended != mine) {
        refuse_closed(entry);
        return false;
    }
    return true;
}

// Takes out what there is, and answers when nobody waits for it any more.
StreamChannel::Closing StreamChannel::close(Lock &lock) noexcept
{
    Closing closing{std::move(m_end), take_watch()};
    if (m_state == State::Open) {
        m_state = State::Closed;
        ++m_ended;
    }
    if (m_waiters > 0) {
        const uint64_t one = 1;
        [[maybe_unused]] const ssize_t put = ::write(m_wakeup, &one, sizeof one);
        m_waiters_gone.wait(lock, [this] { return m_waiters == 0; });
        uint64_t told = 0;
        [[maybe_unused]] const ssize_t taken = ::read(m_wakeup, &told, sizeof told);
    }
    return closing;
}

// --- The application's callback ------------------------------------------------------------------------------

int StreamChannel::add_callback(Entry &entry, int events, virStreamEventCallback function, void *data,
                                virFreeCallback free)
{
    auto watch = std::make_shared<Watch>();
    watch->data = data;
    watch->free = free;
    watch->channel = shared_from_this();
    watch->function = function;
    watch->events = events;
    const Lock lock(m_mutex);
    if (!check_open(entry))
        return -1;
    if (m_watch != nullptr) {
        entry.raise(VIR_ERR_INTERNAL_ERROR, "stream already has a callback registered");
        return -1;
    }
    m_watch = watch;
    if (start(*watch))
        return 0;
    m_watch = nullptr;
    entry.raise(VIR_ERR_INTERNAL_ERROR, "cannot register file watch on stream");
    return -1;
}

// What the timer of a loop waits for: it is due in every round, or never.
static int interval(int events)
{
    return (events & ready_events) != 0 ? 0 : -1;
}

bool StreamChannel::start(Watch &watch)
{
    auto opaque = std::make_unique<WatchPtr>(m_watch);
    if (m_end->fd() >= 0) {
        const auto ready = [](int, int, int events, void *data) { fire(*static_cast<WatchPtr *>(data), events); };
        watch.number = virEventAddHandle(m_end->fd(), watch.events, ready, opaque.get(), &forget_watch);
    } else {
        const auto due = [](int, void *data) { fire(*static_cast<WatchPtr *>(data), ready_events); };
        watch.is_timer = true;
        watch.number = virEventAddTimeout(interval(watch.events), due, opaque.get(), &forget_watch);
    }
    if (watch.number < 0)
        return false;
    static_cast<void>(opaque.release()); // the loop's until it calls forget_watch
    return true;
}

// On the event loop.
void StreamChannel::fire(const WatchPtr &registered, int events) noexcept
{
    const WatchPtr watch = registered;
    const std::shared_ptr<StreamChannel> channel = watch->channel;
    Lock lock(channel->m_mutex);
    if (watch->is_removed || channel->m_stream == nullptr)
        return;
    if (watch->is_timer)
        events &= watch->events;
    const virStreamPtr stream = channel->m_stream;
    if (events == 0 || !retain(stream))
        return;
    call(lock, *watch, stream, events);
    lock.unlock();
    release_object(stream);
}

void StreamChannel::call(Lock &lock, Watch &watch, virStreamPtr stream, int events) noexcept
{
    ++watch.running;
    lock.unlock();
    watch.function(stream, events, watch.data);
    lock.lock();
    const bool is_last = --watch.running == 0 && watch.is_removed;
    lock.unlock();
    if (is_last)
        watch.give_back();
    lock.lock();
}

int StreamChannel::update_callback(Entry &entry, int events) noexcept
{
    const Lock lock(m_mutex);
    if (!check_open(entry))
        return -1;
    if (m_watch == nullptr) {
        entry.raise(VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
        return -1;
    }
    m_watch->events = events;
    if (m_watch->is_timer)
        virEventUpdateTimeout(m_watch->number, interval(events));
    else
        virEventUpdateHandle(m_watch->number, events);
    return 0;
}

int StreamChannel::remove_callback(Entry &entry) noexcept
{
    Lock lock(m_mutex);
    if (!check_open(entry))
        return -1;
    const WatchPtr watch = take_watch();
    if (watch == nullptr) {
        entry.raise(VIR_ERR_INTERNAL_ERROR, "stream does not have a callback registered");
        return -1;
    }
    retire(lock, watch);
    return 0;
}

// Off the event loop; retire() gives back what the application registered.
StreamChannel::WatchPtr StreamChannel::take_watch() noexcept
{
    WatchPtr watch = std::move(m_watch);
    m_watch = nullptr;
    if (watch == nullptr)
        return watch;
    if (watch->is_timer)
        virEventRemoveTimeout(watch->number);
    else
        virEventRemoveHandle(watch->number);
    return watch;
}

void StreamChannel::retire(Lock &lock, const WatchPtr &watch) noexcept
{
    if (watch == nullptr)
        return;
    watch->is_removed = true;
    const bool is_idle = watch->running == 0; // or whoever runs it gives it back
    lock.unlock();
    if (is_idle)
        watch->give_back();
    lock.lock();
}

// --- The end ------------------------------------------------------------------------------------------------

int StreamChannel::finish(Entry &entry) noexcept
{
    Lock lock(m_mutex);
    if (m_state == State::Closed && !m_failure)
        return 0;
    if (!check_open(entry))
        return -1;
    const Closing closing = close(lock);
    retire(lock, closing.watch);
    lock.unlock();
    return closing.end->finish(entry) ? 0 : -1;
}

// Tells the callback, if it waits for anything, that nothing comes any more.
int StreamChannel::abort() noexcept
{
    Lock lock(m_mutex);
    const Closing closing = close(lock);
    if (closing.watch != nullptr && (closing.watch->events & ready_events) != 0)
        call(lock, *closing.watch, m_stream, VIR_STREAM_EVENT_ERROR);
    retire(lock, closing.watch);
    return 0;
}

void StreamChannel::forget() noexcept
{
    Lock lock(m_mutex);
    m_stream = nullptr;
    const Closing closing = close(lock);
    retire(lock, closing.watch);
}

} // namespace modvirt
