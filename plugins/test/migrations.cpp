// SPDX-License-Identifier: LGPL-2.1-or-later
#include "migrations.hpp"

#include <sstream>
#include <utility>

#include <unistd.h>

namespace modvirt::test {

std::string Migrations::host() const
{
    std::ostringstream text;
    text << ::getpid() << '/' << static_cast<const void *>(this);
    return text.str();
}

void Migrations::leave(store::Job job)
{
    const store::Uuid uuid = job.domain().uuid();
    auto departure = std::make_shared<Departure>();
    departure->job = std::move(job);
    const std::lock_guard lock(m_mutex);
    m_leaving.emplace(uuid, std::move(departure));
}

std::shared_ptr<Departure> Migrations::find(const store::Uuid &uuid) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_leaving.find(uuid);
    return found == m_leaving.end() ? nullptr : found->second;
}

std::shared_ptr<Departure> Migrations::take(const store::Uuid &uuid)
{
    const std::lock_guard lock(m_mutex);
    auto node = m_leaving.extract(uuid);
    return node.empty() ? nullptr : std::move(node.mapped());
}

void Migrations::come(store::Job job)
{
    const store::Uuid uuid = job.domain().uuid();
    const std::lock_guard lock(m_mutex);
    m_coming.emplace(uuid, std::move(job));
}

store::Job Migrations::take_comer(const store::Uuid &uuid)
{
    const std::lock_guard lock(m_mutex);
    auto node = m_coming.extract(uuid);
    return node.empty() ? store::Job() : std::move(node.mapped());
}

} // namespace modvirt::test
