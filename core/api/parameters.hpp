// SPDX-License-Identifier: LGPL-2.1-or-later
// The kinds of arguments of kinds.toml that are arrays of typed parameters: to slots as the plugin ABI has
// them, and back to the caller in libvirt's layout.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "arguments.hpp"
#include "typed_list.hpp"

namespace modvirt::arg {

// Parameters that the caller sets. Each has a name and a value that can be told; what names there are is the
// driver's to say.
struct Params : Plain {
    Params(virTypedParameterPtr params, int count, const char *name)
        : m_params(params), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const modvirt_parameter *>(m_items.data()),
                          static_cast<uint64_t>(m_items.size()));
    }

protected:
    bool convert(Entry &entry) noexcept;

    virTypedParameterPtr m_params;
    int m_count;
    const char *m_name;

private:
    std::vector<modvirt_parameter> m_items;
};

// The older calls take none as well.
struct ParamsOrNone : Params {
    using Params::Params;
    bool check_value(Entry &entry) noexcept;
};

// The sink of everything below.
struct ParameterCollector : Plain {
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_parameter_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_parameter_sink *>(&m_sink));
    }

protected:
    bool check_complete(Entry &entry) const noexcept;

    typed::List m_collected;

private:
    static int32_t put(const modvirt_parameter_sink *sink, const modvirt_parameter *parameter) noexcept;

    bool m_is_incomplete = false;
    modvirt_parameter_sink m_sink{};
};

// Room that the caller brings; with no room, only how many there are is told.
struct OutParams : ParameterCollector {
    OutParams(virTypedParameterPtr params, int *count, const char *name)
        : m_params(params), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    bool finish(Entry &entry) noexcept;

protected:
    virTypedParameterPtr m_params;
    int *m_count;
    const char *m_name;
};

// The same where room must be brought.
struct OutFixedParams : OutParams {
    using OutParams::OutParams;
    bool check_value(Entry &entry) noexcept;
};

// An array that the caller frees.
template <class Count>
struct NewParamsOf : ParameterCollector {
    NewParamsOf(virTypedParameterPtr *params, Count *count, const char *name)
        : m_params(params), m_count(count), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_null(m_params, m_name) &&
               entry.check_not_null(m_count, (std::string("n") + m_name).c_str());
    }
    bool finish(Entry &entry) noexcept
    {
        if (!check_complete(entry))
            return false;
        const int size = m_collected.count();
        virTypedParameterPtr array = m_collected.release();
        if (array == nullptr && size != 0) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
            return false;
        }
        *m_params = array;
        *m_count = static_cast<Count>(size);
        return true;
    }

private:
    virTypedParameterPtr *m_params;
    Count *m_count;
    const char *m_name;
};

using NewParams = NewParamsOf<int>;
using NewVcpuParams = NewParamsOf<unsigned int>;

// virDomainGetJobStats: also what kind of job it is.
struct NewJobParams : NewParams {
    NewJobParams(int *type, virTypedParameterPtr *params, int *count, const char *name)
        : NewParams(params, count, name), m_target(type)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        return entry.check_not_null(m_target, "type") && NewParams::check_value(entry);
    }
    auto slot_arguments(Entry &entry) noexcept
    {
        return std::tuple_cat(std::tuple(&m_type), NewParams::slot_arguments(entry));
    }
    bool finish(Entry &entry) noexcept
    {
        *m_target = m_type;
        return NewParams::finish(entry);
    }

private:
    int *m_target;
    int32_t m_type = VIR_DOMAIN_JOB_NONE;
};

// Figures of the host: names and numbers in structs of their own. Without a place for them, only how many there are is told.
template <class Figure>
struct OutNodeFigures : ParameterCollector {
    OutNodeFigures(Figure *target, int *count, const char *name) : m_target(target), m_count(count), m_name(name) {}
    bool check_value(Entry &entry) noexcept
    {
        const std::string count_name = std::string("n") + m_name;
        return entry.check_not_null(m_count, count_name.c_str()) &&
               entry.check_not_negative(*m_count, ("*" + count_name).c_str()) &&
               (*m_count == 0 || entry.check_not_null(m_target, m_name));
    }
    bool finish(Entry &entry) noexcept
    {
        if (!check_complete(entry))
            return false;
        const int room = m_target == nullptr ? m_collected.count() : std::min(*m_count, m_collected.count());
        for (int i = 0; m_target != nullptr && i < room; ++i)
            copy(m_target[i], m_collected.data()[i]);
        *m_count = room;
        return true;
    }

private:
    static void copy(Figure &target, const virTypedParameter &figure) noexcept
    {
        static_assert(sizeof target.field == sizeof figure.field);
        std::memcpy(target.field, figure.field, sizeof target.field);
        target.value = figure.value.ul;
    }

    Figure *m_target;
    int *m_count;
    const char *m_name;
};

using OutNodeCPUStats = OutNodeFigures<virNodeCPUStats>;
using OutNodeMemoryStats = OutNodeFigures<virNodeMemoryStats>;

// virDomainGetCPUStats: an array in which each processor has room for the same number of figures. Without an
// array it asks how many figures a processor has, and for no processor how many processors there are.
struct OutCpuParams : Plain {
    OutCpuParams(virTypedParameterPtr params, unsigned int room, int first, unsigned int cpus,
                 const char *name)
        : m_params(params), m_room(room), m_first(first), m_cpus(cpus), m_name(name)
    {
    }
    bool check_value(Entry &entry) noexcept;
    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_stats_sink), 0, this, &put};
        return std::tuple(static_cast<int32_t>(m_first), static_cast<uint32_t>(m_cpus),
                          static_cast<const modvirt_stats_sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return static_cast<int>(m_cpus == 0 ? m_groups : m_most); }

private:
    static int32_t put(const modvirt_stats_sink *sink, const modvirt_domain_ref *domain,
                       const modvirt_parameter *parameters, uint64_t count) noexcept;

    virTypedParameterPtr m_params;
    unsigned int m_room;
    int m_first;
    unsigned int m_cpus;
    const char *m_name;
    modvirt_stats_sink m_sink{};
    size_t m_groups = 0; // processors that the driver told of
    size_t m_most = 0;   // figures of the one that has most
    bool m_is_incomplete = false;
};

// An array of records with a null pointer behind the last, each with a handle and figures.
struct ListStatsRecord : Plain {
    ListStatsRecord(virDomainStatsRecordPtr **target, const char *name) : m_target(target), m_name(name) {}
    ListStatsRecord(ListStatsRecord &&other) noexcept : m_target(other.m_target), m_name(other.m_name) {}
    ListStatsRecord(const ListStatsRecord &) = delete;
    ListStatsRecord &operator=(const ListStatsRecord &) = delete;
    ~ListStatsRecord() = default;

    bool check_value(Entry &entry) noexcept { return entry.check_not_null(m_target, m_name); }
    auto slot_arguments(Entry &entry) noexcept
    {
        m_connection = entry.connection();
        m_sink = {sizeof(modvirt_stats_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_stats_sink *>(&m_sink));
    }
    bool finish(Entry &entry) noexcept;
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    struct Free {
        void operator()(virDomainStatsRecordPtr record) const noexcept;
    };
    bool add(const modvirt_domain_ref &domain, const modvirt_parameter *parameters, uint64_t count) noexcept;
    static int32_t put(const modvirt_stats_sink *sink, const modvirt_domain_ref *domain,
                       const modvirt_parameter *parameters, uint64_t count) noexcept;

    virDomainStatsRecordPtr **m_target;
    const char *m_name;
    virConnectPtr m_connection = nullptr;
    std::vector<std::unique_ptr<virDomainStatsRecord, Free>> m_records;
    int m_count = 0;
    bool m_is_incomplete = false;
    modvirt_stats_sink m_sink{};
};

// The domains that a call is about where the caller names none: all.
struct DomainRefs : Plain {
    explicit DomainRefs(const char * = nullptr) {}
    auto slot_arguments(Entry &) noexcept
    {
        return std::tuple(static_cast<const modvirt_domain_ref *const *>(nullptr), uint64_t{0});
    }
};

} // namespace modvirt::arg
