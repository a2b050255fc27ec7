// SPDX-License-Identifier: LGPL-2.1-or-later
#include "plugin/state.hpp"

namespace modvirt::plugin {

std::string_view name(State state)
{
    switch (state) {
    case State::Found:
        return "found";
    case State::Rejected:
        return "rejected";
    case State::Ready:
        return "ready";
    case State::Active:
        return "active";
    case State::Failed:
        return "failed";
    case State::Quarantined:
        return "quarantined";
    case State::Shadowed:
        return "shadowed";
    case State::Disabled:
        break;
    }
    return "disabled";
}

} // namespace modvirt::plugin
