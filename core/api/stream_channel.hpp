// SPDX-License-Identifier: LGPL-2.1-or-later
// What a stream moves through: the driver's end while there is one, those who wait for it, and the application's
// callback.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "event_listener.hpp"
#include "stream_end.hpp"

namespace modvirt {

// Thread-safe. Callbacks of the application run without a lock. The callback's place on the application's event
// loop shares this object, as a loop forgets in its own time.
class StreamChannel : public std::enable_shared_from_this<StreamChannel> {
public:
    enum class Holes : uint8_t { AsZeros, Stop };
    static constexpr int would_block = -2;
    static constexpr int at_hole = -3;

    StreamChannel(virStreamPtr stream, bool may_wait) : m_stream(stream), m_may_wait(may_wait) {}
    StreamChannel(const StreamChannel &) = delete;
    StreamChannel &operator=(const StreamChannel &) = delete;
    ~StreamChannel();

    // A former end is aborted, as nobody moves anything through it any more. So is one that has failed, at once: whatever
    // is asked of the stream until another end is attached, but to abort it, fails for the same reason.
    void attach(std::unique_ptr<StreamEnd> end) noexcept;

    // As the public calls: bytes moved, would_block, at_hole, or -1 with the reason in `entry`.
    int send(Entry &entry, const char *bytes, size_t size) noexcept;
    int receive(Entry &entry, char *bytes, size_t size, Holes holes) noexcept;
    // 0 or -1.
    int send_hole(Entry &entry, long long length, unsigned int flags) noexcept;
    int receive_hole(Entry &entry, long long &length) noexcept;

    int add_callback(Entry &entry, int events, virStreamEventCallback function, void *data, virFreeCallback free);
    int update_callback(Entry &entry, int events) noexcept;
    int remove_callback(Entry &entry) noexcept;

    int finish(Entry &entry) noexcept;
    int abort() noexcept;
    // The handle ends, and what is under way with it.
    void forget() noexcept;

private:
    using Lock = std::unique_lock<std::mutex>;
    enum class State : uint8_t { Unattached, Open, Closed };

    // The application's callback, on its event loop: for a descriptor, or a timer when the end is always ready.
    struct Watch : Listener {
        std::shared_ptr<StreamChannel> channel;
        virStreamEventCallback function = nullptr;
        int events = 0;
        int number = -1;
        bool is_timer = false;
    };
    using WatchPtr = std::shared_ptr<Watch>;
    struct Closing {
        std::unique_ptr<StreamEnd> end;
        WatchPtr watch;
    };

    bool check_open(Entry &entry) const noexcept;
    void refuse_closed(Entry &entry) const noexcept;
    // After an answer of the driver's end: closes the stream when it is a failure. Returns the answer.
    int64_t heed(Lock &lock, int64_t answer) noexcept;
    bool wait(Lock &lock, Entry &entry, short events) noexcept;
    bool make_wakeup(Entry &entry) noexcept;
    // What comes next: 1 data, 0 a hole, -1 when the driver does not know why; `size` is cut to the data.
    int look_ahead(Entry &entry, size_t &size, uint64_t &hole) noexcept;

    bool start(Watch &watch);
    static void forget_watch(void *opaque) noexcept { delete static_cast<WatchPtr *>(opaque); }
    static void fire(const WatchPtr &watch, int events) noexcept;
    static void call(Lock &lock, Watch &watch, virStreamPtr stream, int events) noexcept;
    WatchPtr take_watch() noexcept;
    static void retire(Lock &lock, const WatchPtr &watch) noexcept;
    Closing close(Lock &lock) noexcept;

    std::mutex m_mutex; // everything below
    std::condition_variable m_waiters_gone;
    virStreamPtr m_stream; // null once the handle has ended
    const bool m_may_wait;
    State m_state = State::Unattached;
    std::unique_ptr<StreamEnd> m_end; // while open
    uint64_t m_ended = 0;             // how many ends there were before this one
    std::optional<error::Report> m_failure; // why it was closed, unless the application did that
    WatchPtr m_watch;
    int m_waiters = 0;
    int m_wakeup = -1; // an eventfd that ends waits
};

} // namespace modvirt
