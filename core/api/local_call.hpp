// SPDX-License-Identifier: LGPL-2.1-or-later
// Public calls that no driver takes part in: the same checks and the same reporting of errors.
#pragma once

#include "arguments.hpp"

namespace modvirt {

// Checks the objects and the values, then answers what `body` answers; `failure` when a check refuses. `body`
// takes the Entry, and may return without a value by raising an error and answering `failure`.
template <class Result, class Body, class... Arguments>
Result local_call(const CallInfo &info, Result failure, Body &&body, Arguments... arguments) noexcept
{
    Entry entry(info);
    if ((arguments.check_object(entry) && ...) && entry.check_writable() &&
        (arguments.check_value(entry) && ...)) {
        const Result result = body(entry);
        if (result != failure)
            return result;
    }
    entry.fail();
    return failure;
}

// A pointer that the caller has to give.
struct Required : arg::Plain {
    Required(const void *pointer, const char *name) : m_pointer(pointer), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_pointer, m_name); }

private:
    const void *m_pointer;
    const char *m_name;
};

} // namespace modvirt
