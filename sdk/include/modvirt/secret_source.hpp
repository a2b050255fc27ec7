// SPDX-License-Identifier: MIT
// The values of secrets, asked for and answered in C++. Included by <modvirt/plugin.hpp>. Since 1.0.
#pragma once

#include <cstring>
#include <exception>
#include <functional>
#include <new>
#include <string>
#include <utility>

#include <modvirt/error.hpp>
#include <modvirt/objects.hpp>
#include <modvirt/own_call.hpp>
#include <modvirt/plugin.h>
#include <modvirt/secret_bytes.hpp>

namespace modvirt {

// The secret for `usage_id` when that is not empty, and otherwise the one of that UUID.
using WantedSecret = FoundSecret;

namespace detail {

inline int32_t append_secret(const modvirt_string_sink *sink, const char *bytes, uint64_t size) noexcept
{
    try {
        auto &value = *static_cast<SecretBytes *>(sink->data);
        value.insert(value.end(), bytes, bytes + size);
        return 0;
    } catch (...) {
        return 1;
    }
}

// Asks `ask(wanted, sink, call)`, which answers as a source does.
template <class Ask>
SecretBytes secret_of(const WantedSecret &wanted, const Ask &ask)
{
    SecretBytes value;
    const modvirt_string_sink sink{sizeof sink, 0, &value, &append_secret};
    const modvirt_secret_ref raw = raw_of(wanted);
    const OwnCall call;
    if (ask(&raw, &sink, call.raw()) == 0)
        return value;
    if (call.failure())
        throw Error(*call.failure());
    throw Error(ErrorCode::InternalError, "the value of a secret could not be had, and nobody said why", ErrorDomain::Secret);
}

} // namespace detail

// A source that somebody else provides. It outlives this.
class SecretSource {
public:
    explicit SecretSource(const modvirt_secret_source *raw) : m_raw(raw) {}

    // Throws Error: NoSecret when there is no such secret, it has no value, or there is no source.
    [[nodiscard]] SecretBytes value(const WantedSecret &wanted) const
    {
        if (m_raw == nullptr)
            throw Error(ErrorCode::NoSecret, "no secrets are kept where this was opened: use qemu:///embed with the driver "
                                             "'secret' installed",
                        ErrorDomain::Secret);
        return detail::secret_of(wanted, [this](const modvirt_secret_ref *secret, const modvirt_string_sink *sink,
                                                const modvirt_call *call) { return m_raw->value(m_raw, secret, sink, call); });
    }

private:
    const modvirt_secret_source *m_raw;
};

// A source that is answered here. `answer` may be called from any thread, and throws Error.
class SecretProvider {
public:
    using Answer = std::function<SecretBytes(const WantedSecret &wanted)>;
    explicit SecretProvider(Answer answer) : m_raw{sizeof m_raw, 0, this, &value}, m_answer(std::move(answer)) {}
    SecretProvider(const SecretProvider &) = delete;
    SecretProvider &operator=(const SecretProvider &) = delete;

    [[nodiscard]] const modvirt_secret_source *raw() const { return &m_raw; }

private:
    static int32_t value(const modvirt_secret_source *source, const modvirt_secret_ref *raw,
                         const modvirt_string_sink *sink, const modvirt_call *call) noexcept
    {
        try {
            WantedSecret wanted{{}, raw->usage_type, raw->usage_id};
            std::memcpy(wanted.uuid.data(), raw->uuid, wanted.uuid.size());
            const SecretBytes bytes = static_cast<SecretProvider *>(source->data)->m_answer(wanted);
            if (sink->put(sink, reinterpret_cast<const char *>(bytes.data()), bytes.size()) != 0)
                throw std::bad_alloc();
            return 0;
        } catch (const Error &error) {
            call->fail(call, static_cast<int32_t>(error.code()), static_cast<int32_t>(error.domain()), error.what());
        } catch (const std::bad_alloc &) {
            call->fail(call, static_cast<int32_t>(ErrorCode::NoMemory), 0, "out of memory");
        } catch (const std::exception &error) {
            call->fail(call, static_cast<int32_t>(ErrorCode::InternalError), 0, error.what());
        }
        return -1;
    }

    modvirt_secret_source m_raw;
    Answer m_answer;
};

} // namespace modvirt
