// SPDX-License-Identifier: LGPL-2.1-or-later
#include "parameters.hpp"

#include <cstdlib>

namespace modvirt::arg {

namespace {

bool load(modvirt_parameter &raw, const virTypedParameter &item) noexcept
{
    raw = {sizeof raw, static_cast<uint32_t>(item.type), item.field, {}};
    switch (item.type) {
    case VIR_TYPED_PARAM_INT:
        raw.value.i32 = item.value.i;
        return true;
    case VIR_TYPED_PARAM_UINT:
        raw.value.u32 = item.value.ui;
        return true;
    case VIR_TYPED_PARAM_LLONG:
        raw.value.i64 = item.value.l;
        return true;
    case VIR_TYPED_PARAM_ULLONG:
        raw.value.u64 = item.value.ul;
        return true;
    case VIR_TYPED_PARAM_DOUBLE:
        raw.value.f64 = item.value.d;
        return true;
    case VIR_TYPED_PARAM_BOOLEAN:
        raw.value.boolean = item.value.b;
        return true;
    case VIR_TYPED_PARAM_STRING:
        raw.value.text = item.value.s;
        return item.value.s != nullptr;
    default:
        return false;
    }
}

} // namespace

// --- In
// -----------------------------------------------------------------------------------------------------

bool Params::check_value(Entry &entry) noexcept
{
    return entry.check_not_null(m_params, m_name) &&
           entry.check_positive(m_count, (std::string("n") + m_name).c_str()) && convert(entry);
}

bool ParamsOrNone::check_value(Entry &entry) noexcept
{
    return entry.check_not_null(m_params, m_name) &&
           entry.check_not_negative(m_count, (std::string("n") + m_name).c_str()) && convert(entry);
}

bool Params::convert(Entry &entry) noexcept
{
    try {
        m_items.resize(static_cast<size_t>(m_count));
        for (size_t i = 0; i < m_items.size(); ++i) {
            if (strnlen(m_params[i].field, VIR_TYPED_PARAM_FIELD_LENGTH) == VIR_TYPED_PARAM_FIELD_LENGTH) {
                entry.raise_argument_nowhere(m_name, "a parameter's name is too long");
                return false;
            }
            if (!load(m_items[i], m_params[i])) {
                entry.raise_argument_nowhere(m_name, std::string("parameter '") + m_params[i].field +
                                                         "' has no value of type " +
                                                         std::to_string(m_params[i].type));
                return false;
            }
        }
        return true;
    } catch (const std::bad_alloc &) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
}

// --- Out
// ----------------------------------------------------------------------------------------------------

int32_t ParameterCollector::put(const modvirt_parameter_sink *sink,
                                const modvirt_parameter *parameter) noexcept
{
    auto &self = *static_cast<ParameterCollector *>(sink->data);
    try {
        self.m_collected.append(*parameter);
        return 0;
    } catch (const std::bad_alloc &) {
        self.m_is_incomplete = true;
        return 1;
    }
}

bool ParameterCollector::check_complete(Entry &entry) const noexcept
{
    if (m_is_incomplete)
        entry.raise(VIR_ERR_NO_MEMORY, {});
    return !m_is_incomplete;
}

bool OutParams::check_value(Entry &entry) noexcept
{
    const std::string count_name = std::string("n") + m_name;
    if (!entry.check_not_null(m_count, count_name.c_str()) ||
        !entry.check_not_negative(*m_count, ("*" + count_name).c_str()))
        return false;
    if (*m_count == 0)
        entry.ask_count();
    return *m_count == 0 || entry.check_not_null(m_params, m_name);
}

bool OutFixedParams::check_value(Entry &entry) noexcept
{
    const std::string count_name = std::string("n") + m_name;
    return entry.check_not_null(m_params, m_name) && entry.check_not_null(m_count, count_name.c_str()) &&
           entry.check_positive(*m_count, ("*" + count_name).c_str());
}

bool OutParams::finish(Entry &entry) noexcept
{
    if (!check_complete(entry))
        return false;
    *m_count = *m_count == 0
                   ? m_collected.count()
                   : static_cast<int>(m_collected.move_to(m_params, static_cast<size_t>(*m_count)));
    return true;
}

// --- Figures of processors
// ----------------------------------------------------------------------------------

bool OutCpuParams::check_value(Entry &entry) noexcept
{
    if (!entry.check_not_negative(m_first + 1LL, "start_cpu"))
        return false;
    if (m_first == -1 && m_cpus != 1) {
        entry.raise_argument("start_cpu", "ncpus must be 1 when start_cpu is -1");
        return false;
    }
    if (m_room != 0)
        return entry.check_not_null(m_params, m_name);
    return entry.check_null(m_params, m_name);
}

int32_t OutCpuParams::put(const modvirt_stats_sink *sink, const modvirt_domain_ref *,
                          const modvirt_parameter *parameters, uint64_t count) noexcept
{
    auto &self = *static_cast<OutCpuParams *>(sink->data);
    try {
        typed::List figures;
        figures.append(parameters, count);
        const size_t place = self.m_groups++;
        const size_t told = self.m_params == nullptr
                                ? static_cast<size_t>(figures.count())
                                : figures.move_to(self.m_params + place * self.m_room, self.m_room);
        self.m_most = std::max(self.m_most, told);
    } catch (const std::bad_alloc &) {
        self.m_is_incomplete = true;
    }
    return self.m_is_incomplete || (self.m_cpus != 0 && self.m_groups >= self.m_cpus) ? 1 : 0;
}

bool OutCpuParams::finish(Entry &entry) noexcept
{
    if (m_is_incomplete)
        entry.raise(VIR_ERR_NO_MEMORY, {});
    return !m_is_incomplete;
}

// --- Figures of domains
// -------------------------------------------------------------------------------------

void ListStatsRecord::Free::operator()(virDomainStatsRecordPtr record) const noexcept
{
    virTypedParamsFree(record->params, record->nparams);
    if (record->dom != nullptr)
        release_object(record->dom);
    std::free(record);
}

// False without memory.
bool ListStatsRecord::add(const modvirt_domain_ref &domain, const modvirt_parameter *parameters,
                          uint64_t count) noexcept
{
    std::unique_ptr<virDomainStatsRecord, Free> record(
        static_cast<virDomainStatsRecordPtr>(std::calloc(1, sizeof(virDomainStatsRecord))));
    if (record == nullptr)
        return false;
    try {
        typed::List figures;
        figures.append(parameters, count);
        record->nparams = figures.count();
        record->params = figures.release();
        record->dom = new_object<virDomain>(m_connection, domain.name, domain.uuid);
        if ((record->params == nullptr && record->nparams != 0) || record->dom == nullptr)
            return false;
        record->dom->id.store(domain.id, std::memory_order_relaxed);
        m_records.push_back(std::move(record));
        return true;
    } catch (const std::bad_alloc &) {
        return false;
    }
}

int32_t ListStatsRecord::put(const modvirt_stats_sink *sink, const modvirt_domain_ref *domain,
                             const modvirt_parameter *parameters, uint64_t count) noexcept
{
    auto &self = *static_cast<ListStatsRecord *>(sink->data);
    self.m_is_incomplete = self.m_is_incomplete || !self.add(*domain, parameters, count);
    return self.m_is_incomplete ? 1 : 0;
}

bool ListStatsRecord::finish(Entry &entry) noexcept
{
    auto **array = m_is_incomplete ? nullptr
                                   : static_cast<virDomainStatsRecordPtr *>(
                                         std::calloc(m_records.size() + 1, sizeof(virDomainStatsRecordPtr)));
    if (array == nullptr) {
        entry.raise(VIR_ERR_NO_MEMORY, {});
        return false;
    }
    for (size_t i = 0; i < m_records.size(); ++i)
        array[i] = m_records[i].release();
    m_count = static_cast<int>(m_records.size());
    m_records.clear();
    *m_target = array;
    return true;
}

} // namespace modvirt::arg
