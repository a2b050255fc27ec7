// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count objects or list their names, each answered from one answer of the call that
// lists all of them.
#pragma once

#include <cstring>
#include <utility>

#include "local_call.hpp"
#include "results.hpp"
#include "uuid.hpp"

namespace modvirt {

// Hands every object that is listed to `take`, which answers whether it wants more, and counts those it took.
template <class Object, class Take>
struct Listed : arg::Plain {
    using Ref = typename ObjectType<Object>::Ref;
    using Sink = typename ObjectType<Object>::Sink;

    explicit Listed(Take wanted) : m_take(std::move(wanted)) {}

    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const Sink *sink, const Ref *object) noexcept
    {
        auto &self = *static_cast<Listed *>(sink->data);
        if (!self.m_take(*object, self.m_count))
            return 1;
        ++self.m_count;
        return 0;
    }

    Take m_take;
    int m_count = 0;
    Sink m_sink{};
};

template <class Object, class Take>
Listed<Object, Take> listed(Take take)
{
    return Listed<Object, Take>(std::move(take));
}

// What the old calls list of an object: its name, or the UUID of one that has none.
template <class Ref>
char *listed_text(const Ref &object) noexcept
{
    return ::strdup(object.name);
}

inline char *listed_text(const modvirt_secret_ref &secret) noexcept
{
    char text[VIR_UUID_STRING_BUFLEN];
    format_uuid(secret.uuid, text);
    return ::strdup(text);
}

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
        names[index] = listed_text(object);
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
inline Room room_for(char **names, int max, const char *names_name, const char *max_name)
{
    return {names, max, names_name, max_name};
}

} // namespace modvirt
