// SPDX-License-Identifier: MIT
// The call that a thread serves, for work that lasts and has no other way to know of it. Since 1.0.
#pragma once

#include <modvirt/plugin.h>

namespace modvirt {
namespace detail {

inline thread_local constinit const modvirt_call *current_call = nullptr;

// Of this thread, for a scope.
class CurrentCall {
public:
    explicit CurrentCall(const modvirt_call *call) noexcept : m_before(current_call) { current_call = call; }
    CurrentCall(const CurrentCall &) = delete;
    CurrentCall &operator=(const CurrentCall &) = delete;
    ~CurrentCall() { current_call = m_before; }

private:
    const modvirt_call *const m_before;
};

} // namespace detail

// Whether nobody waits any more for the call of a slot that this thread serves: it had better end without changing anything more.
// False on a thread that serves none, and where the host cannot tell.
inline bool is_cancelled() noexcept
{
    const modvirt_call *const call = detail::current_call;
    return call != nullptr && MODVIRT_HAS(call, is_cancelled) && call->is_cancelled != nullptr && call->is_cancelled(call) != 0;
}

} // namespace modvirt
