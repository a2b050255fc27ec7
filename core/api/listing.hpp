// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count objects or list their names, each answered from one snapshot of the call that
// lists all of them.
#pragma once

#include <cstring>
#include <utility>

#include "local_call.hpp"
#include "results.hpp"

namespace modvirt {

// Hands every object of a snapshot to `take`, which answers whether it wants more, and counts those it took.
template <class Ref, class Sink, class Take>
struct Snapshot : arg::Plain {
    explicit Snapshot(Take wanted) : m_take(std::move(wanted)) {}

    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const Sink *sink, const Ref *object) noexcept
    {
        auto &self = *static_cast<Snapshot *>(sink->data);
        if (!self.m_take(*object, self.m_count))
            return 1;
        ++self.m_count;
        return 0;
    }

    Take m_take;
    int m_count = 0;
    Sink m_sink{};
};

template <class Take>
using DomainSnapshot = Snapshot<modvirt_domain_ref, modvirt_domain_sink, Take>;
template <class Take>
using NetworkSnapshot = Snapshot<modvirt_network_ref, modvirt_network_sink, Take>;

// Takes every object.
inline auto count_all()
{
    return [](const auto &, int) { return true; };
}

// Copies names into an array of the caller's, who frees them, until it is full.
inline auto copy_names(char **names, int max)
{
    return [=](const auto &object, int index) {
        if (index >= max)
            return false;
        names[index] = strdup(object.name);
        return names[index] != nullptr;
    };
}

// An array of the caller's and how many items it holds.
struct Room : arg::Plain {
    Room(const void *array, int size, const char *array_name, const char *size_name)
        : m_array(array), m_size(size), m_array_name(array_name), m_size_name(size_name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_negative(m_size, m_size_name) &&
               (m_size == 0 || entry.check_not_null(m_array, m_array_name));
    }

private:
    const void *m_array;
    int m_size;
    const char *m_array_name;
    const char *m_size_name;
};

// Where the names of objects go.
inline Room room_for_names(char **names, int max)
{
    return {names, max, "names", "maxnames"};
}

} // namespace modvirt
