// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of results of kinds.toml on the public side: what the slot fills, and what the C function
// answers.
#pragma once

#include <string>

#include "entry.hpp"

namespace modvirt::result {

struct Status {
    auto slot_arguments(Entry &) noexcept { return std::tuple<>(); }
    template <class... Arguments>
    bool finish(Entry &, Arguments &...) noexcept
    {
        return true;
    }
    [[nodiscard]] int value() const noexcept { return 0; }
    static int failure() noexcept { return -1; }
};

// How many items the call's list argument took.
struct Count {
    auto slot_arguments(Entry &) noexcept { return std::tuple<>(); }
    template <class... Arguments>
    bool finish(Entry &, Arguments &...arguments) noexcept
    {
        (take(arguments), ...);
        return true;
    }
    [[nodiscard]] int value() const noexcept { return m_count; }
    static int failure() noexcept { return -1; }

private:
    template <class Argument>
    void take(Argument &argument) noexcept
    {
        if constexpr (requires { argument.count(); })
            m_count = argument.count();
    }

    int m_count = 0;
};

template <class Public, class Raw, Public Failure>
struct Scalar {
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_value); }
    template <class... Arguments>
    bool finish(Entry &, Arguments &...) noexcept
    {
        return true;
    }
    [[nodiscard]] Public value() const noexcept { return static_cast<Public>(m_value); }
    static Public failure() noexcept { return Failure; }

private:
    Raw m_value = 0;
};

using Bool = Scalar<int, int32_t, -1>;
using Number = Scalar<int, int32_t, -1>;
using KibOr0 = Scalar<unsigned long, uint64_t, 0>;
using BytesOr0 = Scalar<unsigned long long, uint64_t, 0>;

// Text in memory that the caller frees.
struct NewStr {
    NewStr() = default;
    NewStr(const NewStr &) = delete;
    NewStr &operator=(const NewStr &) = delete;
    ~NewStr() { std::free(m_text); }

    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_string_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_string_sink *>(&m_sink));
    }
    template <class... Arguments>
    bool finish(Entry &entry, Arguments &...) noexcept
    {
        if (m_text == nullptr)
            entry.raise(VIR_ERR_NO_MEMORY, {});
        return m_text != nullptr;
    }
    [[nodiscard]] char *value() noexcept { return std::exchange(m_text, nullptr); }
    static char *failure() noexcept { return nullptr; }

private:
    static int32_t put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept;

    char *m_text = nullptr;
    size_t m_size = 0;
    modvirt_string_sink m_sink{};
};

// One handle that the caller frees.
template <class Object, class Ref, class Sink>
struct NewHandle {
    NewHandle() = default;
    NewHandle(const NewHandle &) = delete;
    NewHandle &operator=(const NewHandle &) = delete;
    ~NewHandle()
    {
        if (m_object != nullptr)
            release_object(m_object);
    }

    auto slot_arguments(Entry &entry) noexcept
    {
        m_connection = entry.connection();
        m_sink = {sizeof(Sink), 0, this, &put};
        return std::tuple(static_cast<const Sink *>(&m_sink));
    }
    template <class... Arguments>
    bool finish(Entry &entry, Arguments &...) noexcept
    {
        if (m_object == nullptr)
            entry.raise(VIR_ERR_INTERNAL_ERROR, "the driver reported success but gave no object back");
        return m_object != nullptr;
    }
    [[nodiscard]] Object *value() noexcept { return std::exchange(m_object, nullptr); }
    static Object *failure() noexcept { return nullptr; }

private:
    static int32_t put(const Sink *sink, const Ref *ref) noexcept;

    virConnectPtr m_connection = nullptr;
    Object *m_object = nullptr;
    Sink m_sink{};
};

using NewDomain = NewHandle<virDomain, modvirt_domain_ref, modvirt_domain_sink>;
using NewNetwork = NewHandle<virNetwork, modvirt_network_ref, modvirt_network_sink>;

} // namespace modvirt::result
