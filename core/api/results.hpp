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
using Comparison = Scalar<int, int32_t, VIR_CPU_COMPARE_ERROR>;
using NewFd = Scalar<int, int32_t, -1>;
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

protected:
    static int32_t put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept;

    char *m_text = nullptr;
    size_t m_size = 0;
    modvirt_string_sink m_sink{};
};

// Bytes in memory that the caller frees; one of the arguments takes how many.
struct NewBytes : NewStr {
    template <class... Arguments>
    bool finish(Entry &entry, Arguments &...arguments) noexcept
    {
        if (!NewStr::finish(entry))
            return false;
        (tell_size(arguments), ...);
        return true;
    }
    [[nodiscard]] unsigned char *value() noexcept { return reinterpret_cast<unsigned char *>(NewStr::value()); }
    static unsigned char *failure() noexcept { return nullptr; }

private:
    template <class Argument>
    void tell_size(Argument &argument) noexcept
    {
        if constexpr (requires { argument.store_size(size_t{}); })
            argument.store_size(m_size);
    }
};

// Text that lives as long as the handle of a host's device; null when it is empty.
struct KeptStr {
    auto slot_arguments(Entry &entry) noexcept { return m_text.slot_arguments(entry); }
    template <class... Arguments>
    bool finish(Entry &entry, Arguments &...arguments) noexcept
    {
        return (keep(entry, arguments) && ...);
    }
    [[nodiscard]] const char *value() const noexcept { return m_kept; }
    static const char *failure() noexcept { return nullptr; }

private:
    template <class Argument>
    bool keep(Entry &entry, Argument &argument) noexcept
    {
        if constexpr (requires { argument.handle()->parent.c_str(); })
            return keep(entry, *argument.handle());
        else
            return true;
    }
    bool keep(Entry &entry, virNodeDevice &device) noexcept;

    NewStr m_text;
    const char *m_kept = nullptr;
};

// One handle that the caller frees.
template <class Object>
struct NewHandle {
    using Ref = typename ObjectType<Object>::Ref;
    using Sink = typename ObjectType<Object>::Sink;

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
        m_call = &entry.objects();
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

    const CallObjects *m_call = nullptr;
    Object *m_object = nullptr;
    Sink m_sink{};
};

using NewDomain = NewHandle<virDomain>;
using NewNetwork = NewHandle<virNetwork>;
using NewNetworkPort = NewHandle<virNetworkPort>;
using NewStoragePool = NewHandle<virStoragePool>;
using NewStorageVol = NewHandle<virStorageVol>;
using NewNodeDevice = NewHandle<virNodeDevice>;
using NewInterface = NewHandle<virInterface>;
using NewSecret = NewHandle<virSecret>;
using NewNWFilter = NewHandle<virNWFilter>;
using NewNWFilterBinding = NewHandle<virNWFilterBinding>;
using NewDomainSnapshot = NewHandle<virDomainSnapshot>;
using NewDomainCheckpoint = NewHandle<virDomainCheckpoint>;

} // namespace modvirt::result
