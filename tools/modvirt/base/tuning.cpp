// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/tuning.hpp"

#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

TypedParameters read_all(const ParameterCalls &calls, const ParameterComplaints &complaints)
{
    int count = 0;
    if (calls.get(nullptr, &count) < 0)
        fail("{}", complaints.counting);
    TypedParameters values(count);
    if (count > 0 && calls.get(values.data(), values.count()) < 0)
        fail("{}", complaints.reading);
    return values;
}

} // namespace

void change_or_show(Session &session, const Arguments &arguments, const ParameterCalls &calls,
                    const ParameterComplaints &complaints, const ParameterChanges &changes,
                    const ParameterView &view)
{
    if (changes.empty())
        return show_parameters(session, arguments, read_all(calls, complaints).values(), view);
    if (calls.set(changes.data(), changes.count()) < 0)
        fail("{}", complaints.changing);
}

void show_parameters(Session &session, const Arguments &arguments, std::span<const virTypedParameter> values,
                     const ParameterView &view)
{
    if (wants_json(session, arguments))
        return print_json(session, view.json(values));
    for (const virTypedParameter &value : values)
        session.out.print("{:<15}: {}\n", value.field, view.text(value));
}

} // namespace modvirt::cli
