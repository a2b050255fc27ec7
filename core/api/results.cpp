// SPDX-License-Identifier: LGPL-2.1-or-later
#include "results.hpp"

namespace modvirt::result {

int32_t NewStr::put(const modvirt_string_sink *sink, const char *text, uint64_t size) noexcept
{
    auto &self = *static_cast<NewStr *>(sink->data);
    auto *grown = static_cast<char *>(std::realloc(self.m_text, self.m_size + size + 1));
    if (grown == nullptr)
        return 1;
    std::memcpy(grown + self.m_size, text, size);
    self.m_size += size;
    grown[self.m_size] = '\0';
    self.m_text = grown;
    return 0;
}

template <class Object, class Ref, class Sink>
int32_t NewHandle<Object, Ref, Sink>::put(const Sink *sink, const Ref *ref) noexcept
{
    auto &self = *static_cast<NewHandle *>(sink->data);
    if (self.m_object != nullptr)
        return 1;
    self.m_object = new_object<Object>(self.m_connection, ref->name, ref->uuid);
    if (self.m_object == nullptr)
        return 1;
    if constexpr (requires { ref->id; })
        self.m_object->id.store(ref->id, std::memory_order_relaxed);
    return 0;
}

template struct NewHandle<virDomain, modvirt_domain_ref, modvirt_domain_sink>;
template struct NewHandle<virNetwork, modvirt_network_ref, modvirt_network_sink>;

} // namespace modvirt::result
