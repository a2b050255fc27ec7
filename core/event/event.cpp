// SPDX-License-Identifier: LGPL-2.1-or-later
// The public event calls: they go to the loop that the program has registered, once and for all.
#include <atomic>
#include <exception>

#include "default_loop.hpp"
#include "error/last_error.hpp"

namespace modvirt::event {

namespace {

struct Implementation {
    virEventAddHandleFunc add_handle;
    virEventUpdateHandleFunc update_handle;
    virEventRemoveHandleFunc remove_handle;
    virEventAddTimeoutFunc add_timeout;
    virEventUpdateTimeoutFunc update_timeout;
    virEventRemoveTimeoutFunc remove_timeout;
};

std::atomic<const Implementation *> registered = nullptr;

// The first one stays: what others were given by it could not be moved to another.
void register_first(const Implementation *implementation) noexcept
{
    const Implementation *none = nullptr;
    registered.compare_exchange_strong(none, implementation, std::memory_order_acq_rel);
}

const Implementation *find() noexcept
{
    return registered.load(std::memory_order_acquire);
}

// Never destroyed: threads of drivers may still use it while the process ends.
DefaultLoop &default_loop()
{
    static DefaultLoop *const loop = new DefaultLoop;
    return *loop;
}

// Runs `body`; what it throws becomes the thread's last error.
template <class Body>
int report_failure(const Body &body) noexcept
{
    error::reset();
    try {
        body();
        return 0;
    } catch (const std::system_error &failure) {
        error::raise(error::report(VIR_ERR_SYSTEM_ERROR, VIR_FROM_EVENT, failure.what()));
    } catch (const std::exception &failure) {
        error::raise(error::report(VIR_ERR_INTERNAL_ERROR, VIR_FROM_EVENT, failure.what()));
    }
    error::dispatch(nullptr, nullptr);
    return -1;
}

// A registration that cannot be had answers -1, the only failure that the six functions know.
template <class Body>
int number_or_failure(const Body &body) noexcept
{
    try {
        return body();
    } catch (const std::exception &) {
        return -1;
    }
}

int add_handle(int fd, int events, virEventHandleCallback function, void *data, virFreeCallback free)
{
    return number_or_failure([&] {
        return function == nullptr ? -1 : default_loop().add_handle(fd, events, function, data, free);
    });
}

void update_handle(int watch, int events)
{
    default_loop().update_handle(watch, events);
}

int remove_handle(int watch)
{
    return number_or_failure([&] { return default_loop().remove_handle(watch) ? 0 : -1; });
}

int add_timeout(int interval_ms, virEventTimeoutCallback function, void *data, virFreeCallback free)
{
    return number_or_failure([&] {
        return function == nullptr ? -1 : default_loop().add_timeout(interval_ms, function, data, free);
    });
}

void update_timeout(int timer, int interval_ms)
{
    default_loop().update_timeout(timer, interval_ms);
}

int remove_timeout(int timer)
{
    return number_or_failure([&] { return default_loop().remove_timeout(timer) ? 0 : -1; });
}

constexpr Implementation default_implementation{&add_handle,  &update_handle,  &remove_handle,
                                                &add_timeout, &update_timeout, &remove_timeout};

} // namespace

extern "C" {

void virEventRegisterImpl(virEventAddHandleFunc addHandle, virEventUpdateHandleFunc updateHandle,
                          virEventRemoveHandleFunc removeHandle, virEventAddTimeoutFunc addTimeout,
                          virEventUpdateTimeoutFunc updateTimeout, virEventRemoveTimeoutFunc removeTimeout)
{
    const bool is_whole = addHandle != nullptr && updateHandle != nullptr && removeHandle != nullptr &&
                          addTimeout != nullptr && updateTimeout != nullptr && removeTimeout != nullptr;
    if (!is_whole || find() != nullptr)
        return;
    const auto *made = new (std::nothrow)
        Implementation{addHandle, updateHandle, removeHandle, addTimeout, updateTimeout, removeTimeout};
    if (made == nullptr)
        return;
    register_first(made);
    if (find() != made)
        delete made;
}

int virEventRegisterDefaultImpl(void)
{
    return report_failure([] {
        default_loop();
        register_first(&default_implementation);
    });
}

int virEventRunDefaultImpl(void)
{
    return report_failure([] { default_loop().run_once(); });
}

int virEventAddHandle(int fd, int events, virEventHandleCallback cb, void *opaque, virFreeCallback ff)
{
    const Implementation *loop = find();
    return loop == nullptr ? -1 : loop->add_handle(fd, events, cb, opaque, ff);
}

void virEventUpdateHandle(int watch, int events)
{
    if (const Implementation *loop = find())
        loop->update_handle(watch, events);
}

int virEventRemoveHandle(int watch)
{
    const Implementation *loop = find();
    return loop == nullptr ? -1 : loop->remove_handle(watch);
}

int virEventAddTimeout(int timeout, virEventTimeoutCallback cb, void *opaque, virFreeCallback ff)
{
    const Implementation *loop = find();
    return loop == nullptr ? -1 : loop->add_timeout(timeout, cb, opaque, ff);
}

void virEventUpdateTimeout(int timer, int timeout)
{
    if (const Implementation *loop = find())
        loop->update_timeout(timer, timeout);
}

int virEventRemoveTimeout(int timer)
{
    const Implementation *loop = find();
    return loop == nullptr ? -1 : loop->remove_timeout(timer);
}

} // extern "C"

} // namespace modvirt::event
