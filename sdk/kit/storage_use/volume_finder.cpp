// SPDX-License-Identifier: MIT
#include "volume_finder.hpp"

#include <utility>

#include <modvirt/error.hpp>
#include <modvirt/host.hpp>
#include <modvirt/own_call.hpp>

namespace modvirt::storage_use {

VolumeFinder::VolumeFinder(const modvirt_storage_volumes_v1 *table, const modvirt_xml_v1 &parser, std::string uri)
    : m_table(table), m_parser(parser), m_uri(std::move(uri))
{
}

VolumeFinder::~VolumeFinder()
{
    if (m_access != nullptr)
        m_table->close(m_table, m_access);
}

const modvirt_storage_volumes_v1 *VolumeFinder::table_of_host()
{
    return host().find_interface<modvirt_storage_volumes_v1>(MODVIRT_STORAGE_VOLUMES);
}

// What could not be opened is tried again with the next question.
modvirt_storage_access *VolumeFinder::access()
{
    const std::lock_guard lock(m_mutex);
    if (m_access != nullptr)
        return m_access;
    if (m_table == nullptr)
        throw Error(ErrorCode::ConfigUnsupported, "this host finds no volumes for guests: it offers no interface " +
                                                      std::string(MODVIRT_STORAGE_VOLUMES));
    const OwnCall call;
    if (m_table->open(m_table, m_uri.c_str(), &m_access, call.raw()) != 0)
        call.throw_failure();
    return m_access;
}

PoolVolume VolumeFinder::find(std::string_view pool, std::string_view volume)
{
    modvirt_storage_access *storage = access();
    std::string pool_text;
    std::string volume_text;
    const auto pool_sink = detail::text_sink(pool_text);
    const auto volume_sink = detail::text_sink(volume_text);
    const OwnCall call;
    if (m_table->find(m_table, storage, std::string(pool).c_str(), std::string(volume).c_str(), &pool_sink, &volume_sink,
                      call.raw()) != 0)
        call.throw_failure();
    PoolVolume found;
    storage::PoolOptions pool_options;
    pool_options.keep_namespaces = true;
    pool_options.is_other_type = [](std::string_view) { return true; };
    found.pool = storage::parse_pool(m_parser, pool_text, pool_options);
    storage::VolumeOptions volume_options;
    volume_options.pool = found.pool->type;
    volume_options.capacity_optional = true;
    found.volume = storage::parse_volume(m_parser, volume_text, volume_options);
    return found;
}

} // namespace modvirt::storage_use
