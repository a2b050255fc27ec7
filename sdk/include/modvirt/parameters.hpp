// SPDX-License-Identifier: MIT
// Typed parameters: named values, as tunables are set and figures told. Since 1.0.
#pragma once

#include <vector>

#include <modvirt/emission.hpp>
#include <modvirt/values.hpp>

namespace modvirt {

using Parameters = std::vector<Parameter>;

// How far a job of a domain has come: its parameters are called VIR_DOMAIN_JOB_*.
struct JobStats {
    int32_t type = 0; // virDomainJobType
    Parameters parameters;
};

namespace detail {

inline Parameter cpp_form(const modvirt_parameter &raw)
{
    switch (raw.type) {
    case 1:
        return {raw.name, raw.value.i32};
    case 2:
        return {raw.name, raw.value.u32};
    case 3:
        return {raw.name, raw.value.i64};
    case 4:
        return {raw.name, raw.value.u64};
    case 5:
        return {raw.name, raw.value.f64};
    case 6:
        return {raw.name, raw.value.boolean != 0};
    default:
        return {raw.name, std::string(raw.value.text)};
    }
}

// The first one tells the size of each: a host's may be longer than those known here.
inline Parameters cpp_forms(const modvirt_parameter *items, uint64_t count)
{
    const auto *bytes = reinterpret_cast<const char *>(items);
    Parameters parameters;
    for (uint64_t index = 0; index < count; ++index)
        parameters.push_back(
            cpp_form(*reinterpret_cast<const modvirt_parameter *>(bytes + index * items->struct_size)));
    return parameters;
}

} // namespace detail

// Takes the figures of domains, or of one processor after the other.
class StatsSink {
public:
    explicit StatsSink(const modvirt_stats_sink *sink) : m_sink(sink) {}
    bool put(const Parameters &figures) { return put(nullptr, figures); }
    bool put(const FoundDomain &domain, const Parameters &figures)
    {
        modvirt_domain_ref ref{sizeof ref, domain.id, {}, domain.name.c_str()};
        std::memcpy(ref.uuid, domain.uuid.data(), domain.uuid.size());
        return put(&ref, figures);
    }

private:
    bool put(const modvirt_domain_ref *domain, const Parameters &figures)
    {
        const detail::RawParameters raw(figures);
        return m_sink->put(m_sink, domain, raw.data(), raw.size()) == 0;
    }

    const modvirt_stats_sink *m_sink;
};

// Which processors' figures are wanted: `count` of them from `first` on, -1 for the sum of all. A count of 0
// asks how many there are.
struct CpuStatsRequest {
    int32_t first = -1;
    uint32_t count = 0;
    StatsSink figures;
};

} // namespace modvirt
