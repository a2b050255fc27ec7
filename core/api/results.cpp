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

bool KeptStr::keep(Entry &entry, virNodeDevice &device) noexcept
{
    char *text = m_text.value(); // null when the driver told none
    const std::lock_guard lock(device.mutex);
    try {
        if (device.parent.empty() && text != nullptr)
            device.parent = text;
        m_kept = device.parent.empty() ? nullptr : device.parent.c_str();
        std::free(text);
        return true;
    } catch (const std::bad_alloc &) {
        std::free(text);
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
}

template <class Object>
int32_t NewHandle<Object>::put(const Sink *sink, const Ref *ref) noexcept
{
    auto &self = *static_cast<NewHandle *>(sink->data);
    if (self.m_object != nullptr)
        return 1;
    self.m_object = ObjectType<Object>::make(*self.m_call, *ref);
    return self.m_object == nullptr ? 1 : 0;
}

template struct NewHandle<virDomain>;
template struct NewHandle<virNetwork>;
template struct NewHandle<virNetworkPort>;
template struct NewHandle<virStoragePool>;
template struct NewHandle<virStorageVol>;
template struct NewHandle<virNodeDevice>;
template struct NewHandle<virInterface>;
template struct NewHandle<virSecret>;
template struct NewHandle<virNWFilter>;
template struct NewHandle<virNWFilterBinding>;
template struct NewHandle<virDomainSnapshot>;
template struct NewHandle<virDomainCheckpoint>;

} // namespace modvirt::result
