// SPDX-License-Identifier: LGPL-2.1-or-later
// Places of the caller for one thing that a call tells: a struct, a number. Lists belong in list_arguments.hpp.
#pragma once

#include "plain_argument.hpp"

namespace modvirt::arg {

// A struct of the plugin ABI that is empty but for its size.
template <class Raw>
Raw sized() noexcept
{
    Raw raw{};
    raw.struct_size = sizeof raw;
    return raw;
}

// A raw struct that the slot fills and that is then written to the caller's in libvirt's layout.
template <class Public, class Raw>
struct Out : Plain {
    Out(Public *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept;

protected:
    Public *m_target;
    const char *m_name;
    Raw m_raw = sized<Raw>();
};

using OutDomainInfo = Out<virDomainInfo, modvirt_domain_info>;
using OutDomainControl = Out<virDomainControlInfo, modvirt_domain_control>;
using OutBlockInfo = Out<virDomainBlockInfo, modvirt_block_info>;
using OutNodeInfo = Out<virNodeInfo, modvirt_node_info>;
using OutSecurityModel = Out<virSecurityModel, modvirt_security_model>;
using OutSecurityLabel = Out<virSecurityLabel, modvirt_security_label>;
using OutStoragePoolInfo = Out<virStoragePoolInfo, modvirt_pool_info>;
using OutStorageVolInfo = Out<virStorageVolInfo, modvirt_volume_info>;

// Structs that the caller tells the size of: the call is refused when it is larger than what is known, and a
// shorter one is filled as far as it reaches.
template <class Public, class Raw>
struct SizedOut : Plain {
    SizedOut(Public *target, size_t size, const char *name) : m_target(target), m_size(size), m_name(name) {}
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept;

private:
    Public *m_target;
    size_t m_size;
    const char *m_name;
    Raw m_raw = sized<Raw>();
};

using OutBlockStats = SizedOut<virDomainBlockStatsStruct, modvirt_block_stats>;
using OutInterfaceStats = SizedOut<virDomainInterfaceStatsStruct, modvirt_interface_stats>;

struct OutDomainState : Plain {
    OutDomainState(int *state, int *reason, const char *name) : m_state(state), m_reason(reason), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_state, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_raw); }
    bool finish(Entry &) noexcept
    {
        *m_state = m_raw.state;
        if (m_reason != nullptr)
            *m_reason = m_raw.reason;
        return true;
    }

private:
    int *m_state;
    int *m_reason;
    const char *m_name;
    modvirt_domain_state m_raw{sizeof(modvirt_domain_state), 0, 0};
};

// One number, stored only when the call succeeds.
template <class Public, class Raw>
struct OutNumber : Plain {
    OutNumber(Public *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &) noexcept { return std::tuple(&m_value); }
    bool finish(Entry &) noexcept
    {
        *m_target = static_cast<Public>(m_value);
        return true;
    }

private:
    Public *m_target;
    const char *m_name;
    Raw m_value = 0;
};

using OutUlong = OutNumber<unsigned long, uint64_t>;
using OutBool = OutNumber<int, int32_t>;
using OutU64 = OutNumber<unsigned long long, uint64_t>;
using OutBandwidth = OutUlong;

// The call answers 1 when there is a job, and 0, with a struct of zeros, when there is none.
struct OutDomainBlockJobInfo : Out<virDomainBlockJobInfo, modvirt_block_job> {
    using Out::Out;
    bool finish(Entry &) noexcept;
    [[nodiscard]] int count() const noexcept { return m_raw.exists != 0 ? 1 : 0; }
};

// Where the size of the bytes goes that the call answers; the result stores it.
struct OutSize : Plain {
    OutSize(size_t *target, const char *name) : m_target(target), m_name(name) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    void store_size(size_t size) noexcept { *m_target = size; }

private:
    size_t *m_target;
    const char *m_name;
};

} // namespace modvirt::arg
