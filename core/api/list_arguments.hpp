// SPDX-License-Identifier: LGPL-2.1-or-later
// Places of the caller for lists: of handles, of names.
#pragma once

#include <vector>

#include "plain_argument.hpp"

namespace modvirt::arg {

// A list of handles: an array that ends with a null pointer, or only a count when the caller brings no place
// for one.
template <class Object>
struct List : Plain {
    using Ref = typename ObjectType<Object>::Ref;
    using Sink = typename ObjectType<Object>::Sink;


    List(Object ***target, const char *) : m_target(target) {}
    List(const List &) = delete;
    List(List &&other) noexcept : m_target(other.m_target) {}
    List &operator=(const List &) = delete;
    ~List();

    auto slot_arguments(Entry &entry) noexcept
    {
        m_call = &entry.objects();
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const Sink *sink, const Ref *ref) noexcept;

    Object ***m_target;
    const CallObjects *m_call = nullptr;
    std::vector<Object *> m_objects;
    int m_count = 0;
    bool m_out_of_memory = false;
    Sink m_sink{};
};

using ListDomain = List<virDomain>;
using ListNetwork = List<virNetwork>;
using ListNetworkPort = List<virNetworkPort>;
using ListStoragePool = List<virStoragePool>;
using ListStorageVol = List<virStorageVol>;
using ListNodeDevice = List<virNodeDevice>;
using ListInterface = List<virInterface>;
using ListSecret = List<virSecret>;
using ListNWFilter = List<virNWFilter>;
using ListNWFilterBinding = List<virNWFilterBinding>;
using ListDomainSnapshot = List<virDomainSnapshot>;
using ListDomainCheckpoint = List<virDomainCheckpoint>;

// Names that a driver tells, in an array of the caller's; what does not fit is left out.
struct Names : Plain {
    Names(char **names, int max, const char *name) : m_names(names), m_max(max), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_negative(m_max, "maxnames") && (m_max == 0 || entry.check_not_null(m_names, m_name));
    }
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept;

    char **m_names;
    int m_max;
    const char *m_name;
    int m_count = 0;
    modvirt_string_sink m_sink{};
};

// The same for a call that wants to know only how many there are.
struct CountedNames : Plain {
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *, uint64_t) noexcept
    {
        ++static_cast<CountedNames *>(sink->data)->m_count;
        return 0;
    }

    int m_count = 0;
    modvirt_string_sink m_sink{};
};

} // namespace modvirt::arg
