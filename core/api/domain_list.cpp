// SPDX-License-Identifier: LGPL-2.1-or-later
// The four old calls that count and list domains, each answered from one snapshot of
// virConnectListAllDomains.
#include "local_call.hpp"
#include "results.hpp"

namespace modvirt {

namespace {

constexpr CallInfo listing(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_NONE, 0};
}

constexpr CallInfo info_NumOfDomains = listing("virConnectNumOfDomains");
constexpr CallInfo info_ListDomains = listing("virConnectListDomains");
constexpr CallInfo info_NumOfDefinedDomains = listing("virConnectNumOfDefinedDomains");
constexpr CallInfo info_ListDefinedDomains = listing("virConnectListDefinedDomains");

// Hands every domain of a snapshot to `take`, which answers whether it wants more, and counts those it took.
template <class Take>
struct Snapshot : arg::Plain {
    explicit Snapshot(Take &&wanted) : m_take(std::move(wanted)) {}

    auto slot_arguments(Entry &) noexcept
    {
        m_sink = {sizeof(modvirt_domain_sink), 0, this, &put};
        return std::tuple(static_cast<const modvirt_domain_sink *>(&m_sink));
    }
    [[nodiscard]] int count() const noexcept { return m_count; }

private:
    static int32_t put(const modvirt_domain_sink *sink, const modvirt_domain_ref *domain) noexcept
    {
        auto &self = *static_cast<Snapshot *>(sink->data);
        if (!self.m_take(*domain, self.m_count))
            return 1;
        ++self.m_count;
        return 0;
    }

    Take m_take;
    int m_count = 0;
    modvirt_domain_sink m_sink{};
};

// An array of the caller's and how many items it holds.
struct Room : arg::Plain {
    Room(const void *array, int size, const char *array_name, const char *size_name)
        : m_array(array), m_size(size), m_array_name(array_name), m_size_name(size_name)
    {
    }
    bool check_value(Entry &entry) noexcept
    {
        if (m_size < 0) {
            entry.raise_alone(VIR_ERR_INVALID_ARG, std::string(m_size_name) + " in " + entry.info().symbol +
                                                       " must be zero or greater");
            return false;
        }
        return m_size == 0 || entry.check_not_null(m_array, m_array_name);
    }

private:
    const void *m_array;
    int m_size;
    const char *m_array_name;
    const char *m_size_name;
};

template <class Take, class... Checks>
int list(const CallInfo &info, virConnectPtr conn, uint32_t flags, Take take, Checks... checks) noexcept
{
    return serve<result::Count>(info, &modvirt_hypervisor_v1::connect_list_all_domains, arg::Connect(conn),
                                checks..., Snapshot<Take>(std::move(take)), arg::Flags(flags));
}

} // namespace

extern "C" {

int virConnectNumOfDomains(virConnectPtr conn)
{
    return list(info_NumOfDomains, conn, VIR_CONNECT_LIST_DOMAINS_ACTIVE,
                [](const modvirt_domain_ref &, int) { return true; });
}

int virConnectListDomains(virConnectPtr conn, int *ids, int maxids)
{
    const auto take = [=](const modvirt_domain_ref &domain, int index) {
        if (index >= maxids)
            return false;
        ids[index] = domain.id;
        return true;
    };
    return list(info_ListDomains, conn, VIR_CONNECT_LIST_DOMAINS_ACTIVE, take,
                Room(ids, maxids, "ids", "maxids"));
}

int virConnectNumOfDefinedDomains(virConnectPtr conn)
{
    return list(info_NumOfDefinedDomains, conn, VIR_CONNECT_LIST_DOMAINS_INACTIVE,
                [](const modvirt_domain_ref &, int) { return true; });
}

int virConnectListDefinedDomains(virConnectPtr conn, char **const names, int maxnames)
{
    const auto take = [=](const modvirt_domain_ref &domain, int index) {
        if (index >= maxnames)
            return false;
        names[index] = strdup(domain.name);
        return names[index] != nullptr;
    };
    return list(info_ListDefinedDomains, conn, VIR_CONNECT_LIST_DOMAINS_INACTIVE, take,
                Room(names, maxnames, "names", "maxnames"));
}

} // extern "C"

} // namespace modvirt
