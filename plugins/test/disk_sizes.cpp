// SPDX-License-Identifier: LGPL-2.1-or-later
#include "disk_sizes.hpp"

#include "flags.hpp"

namespace modvirt::test {

namespace {

constexpr DiskSize as_made = {1099506450432, uint64_t{1} << 40};

} // namespace

DiskSize DiskSizes::of(const std::string &target) const
{
    const auto found = m_sizes.find(target);
    return found == m_sizes.end() ? as_made : found->second;
}

void DiskSizes::watch(const std::string &shown, const std::string &target, const std::string &path,
                      uint64_t threshold)
{
    if (threshold == 0)
        m_watches.erase(shown);
    else
        m_watches[shown] = {target, path, threshold};
}

void DiskSizes::tell_of_passed(store::Write &write, const store::Domain &domain)
{
    if (domain.state() != store::State::Running)
        return;
    for (auto each = m_watches.begin(); each != m_watches.end();) {
        const auto &[shown, watch] = *each;
        const uint64_t written = of(watch.target).written;
        if (written <= watch.threshold) {
            ++each;
            continue;
        }
        store::Event passed;
        passed.event_id = event::block_threshold;
        passed.uuid = domain.uuid();
        passed.name = domain.name();
        passed.id = domain.id();
        passed.device = shown;
        passed.path = watch.path;
        passed.value = static_cast<int64_t>(watch.threshold);
        passed.excess = written - watch.threshold;
        write.emit(std::move(passed));
        each = m_watches.erase(each);
    }
}

} // namespace modvirt::test
