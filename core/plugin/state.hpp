// SPDX-License-Identifier: LGPL-2.1-or-later
// How far a plugin has come, and what keeps one from going further.
#pragma once

#include <cstdint>
#include <modvirt/error.hpp>
#include <string>
#include <string_view>

namespace modvirt::plugin {

enum class State : uint8_t {
    Found,       // its manifest is read; nothing else is known
    Rejected,    // it cannot be used as it is
    Ready,       // it can be loaded
    Active,      // it is loaded and started
    Failed,      // it could be loaded but did not start
    Quarantined, // it crashed or hung when it was tried in a child process
    Shadowed,    // another plugin of its name comes first
    Disabled,    // the administrator has switched it off
};

std::string_view name(State state);

// Why a plugin cannot be used: the cause is what() and the remedy is hint(), one sentence each.
class Rejection : public Error {
public:
    Rejection(std::string reason, std::string hint, State state = State::Rejected)
        : Error(ErrorCode::NoConnect, std::move(reason)), m_hint(std::move(hint)), m_state(state)
    {
    }

    [[nodiscard]] const std::string &hint() const noexcept { return m_hint; }
    [[nodiscard]] State state() const noexcept { return m_state; }

private:
    std::string m_hint;
    State m_state;
};

} // namespace modvirt::plugin
