// SPDX-License-Identifier: LGPL-2.1-or-later
// What could become a pool, and which pools the pretended host can have.
#include "pools.hpp"

#include <fmt/format.h>

#include "events.hpp"
#include "kit/storage/capabilities.hpp"
#include "kit/xml/writer.hpp"

namespace modvirt::test {

namespace {

constexpr std::string_view logical_sources = R"(<sources>
  <source>
    <device path='/dev/sda20'/>
    <name>testvg1</name>
    <format type='lvm2'/>
  </source>
  <source>
    <device path='/dev/sda21'/>
    <name>testvg2</name>
    <format type='lvm2'/>
  </source>
</sources>
)";

// The first host of a <source> document.
class SourceHost : public XmlHandler {
public:
    void start(std::string_view name, Attributes attributes, uint32_t) override
    {
        if (m_depth == 0 && name != "source")
            throw Error(ErrorCode::XmlError,
                        fmt::format("expecting root element of 'source', not '{}'", name), ErrorDomain::Xml);
        if (m_depth == 1 && name == "host" && m_host.empty())
            m_host = find_attribute(attributes, "name").value_or("");
        ++m_depth;
    }
    void end(std::string_view) override { --m_depth; }
    void text(std::string_view) override {}

    [[nodiscard]] const std::string &host() const noexcept { return m_host; }

private:
    std::string m_host;
    unsigned m_depth = 0;
};

std::string netfs_sources(const std::string &host)
{
    if (host.empty())
        throw Error(ErrorCode::InvalidArg, "hostname must be specified for netfs sources");
    std::string name;
    xml::append_escaped(name, host, xml::Escaping::Attribute);
    return fmt::format(R"(<sources>
  <source>
    <host name='{}'/>
    <dir path='/testshare'/>
    <format type='nfs'/>
  </source>
</sources>
)",
                       name);
}

} // namespace

std::string StoragePools::connect_find_storage_pool_sources(std::string_view type,
                                                            std::optional<std::string_view> specification,
                                                            uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectFindStoragePoolSources");
    const auto known = storage::pool_type_named(type);
    if (known == storage::PoolType::Dir || (!known && specification))
        throw Error(ErrorCode::InternalError, fmt::format("unknown storage pool type {}", type),
                    known ? ErrorDomain::Test : ErrorDomain::Storage);
    SourceHost source;
    if (specification)
        read_events(xml_parser(), *specification, "(storage_source_specification)", ErrorDomain::Storage,
                    source);
    if (known == storage::PoolType::Logical)
        return std::string(logical_sources);
    if (known == storage::PoolType::Netfs)
        return netfs_sources(source.host());
    throw Error(ErrorCode::NoSupport, fmt::format("pool type '{}' does not support source discovery", type));
}

std::string StoragePools::connect_get_storage_pool_capabilities(uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "testConnectGetStoragePoolCapabilities");
    return storage::format_pool_capabilities();
}

} // namespace modvirt::test
