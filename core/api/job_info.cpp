// SPDX-License-Identifier: LGPL-2.1-or-later
// virDomainGetJobInfo: the figures of virDomainGetJobStats that its struct has room for.
#include <array>
#include <cstring>

#include "parameters.hpp"
#include "results.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_GetJobInfo{"virDomainGetJobInfo", Access::Read, VIR_FROM_DOMAIN, 0};

struct Figure {
    const char *name;
    unsigned long long virDomainJobInfo::*member;
};

constexpr std::array figures{
    Figure{VIR_DOMAIN_JOB_TIME_ELAPSED, &virDomainJobInfo::timeElapsed},
    Figure{VIR_DOMAIN_JOB_TIME_REMAINING, &virDomainJobInfo::timeRemaining},
    Figure{VIR_DOMAIN_JOB_DATA_TOTAL, &virDomainJobInfo::dataTotal},
    Figure{VIR_DOMAIN_JOB_DATA_PROCESSED, &virDomainJobInfo::dataProcessed},
    Figure{VIR_DOMAIN_JOB_DATA_REMAINING, &virDomainJobInfo::dataRemaining},
    Figure{VIR_DOMAIN_JOB_MEMORY_TOTAL, &virDomainJobInfo::memTotal},
    Figure{VIR_DOMAIN_JOB_MEMORY_PROCESSED, &virDomainJobInfo::memProcessed},
    Figure{VIR_DOMAIN_JOB_MEMORY_REMAINING, &virDomainJobInfo::memRemaining},
    Figure{VIR_DOMAIN_JOB_DISK_TOTAL, &virDomainJobInfo::fileTotal},
    Figure{VIR_DOMAIN_JOB_DISK_PROCESSED, &virDomainJobInfo::fileProcessed},
    Figure{VIR_DOMAIN_JOB_DISK_REMAINING, &virDomainJobInfo::fileRemaining},
};

// What the driver does not tell is 0.
struct OutDomainJobInfo : arg::ParameterCollector {
    explicit OutDomainJobInfo(virDomainJobInfoPtr target) : m_target(target) {}
    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, "info"); }
    auto slot_arguments(Entry &entry) noexcept
    {
        return std::tuple_cat(std::tuple(&m_type), arg::ParameterCollector::slot_arguments(entry));
    }
    bool finish(Entry &entry) noexcept
    {
        if (!check_complete(entry))
            return false;
        *m_target = {};
        m_target->type = m_type;
        for (const virTypedParameter &figure :
             std::span(m_collected.data(), static_cast<size_t>(m_collected.count())))
            store(figure);
        return true;
    }

private:
    void store(const virTypedParameter &figure) noexcept
    {
        if (figure.type != VIR_TYPED_PARAM_ULLONG)
            return;
        for (const Figure &known : figures)
            if (std::strcmp(known.name, figure.field) == 0)
                m_target->*known.member = figure.value.ul;
    }

    virDomainJobInfoPtr m_target;
    int32_t m_type = VIR_DOMAIN_JOB_NONE;
};

} // namespace

extern "C" int virDomainGetJobInfo(virDomainPtr domain, virDomainJobInfoPtr info)
{
    return serve<result::Status>(info_GetJobInfo, &modvirt_hypervisor_v1::domain_get_job_stats,
                                 arg::Domain(domain, "domain"), OutDomainJobInfo(info), arg::Flags(0, "flags"));
}

} // namespace modvirt
