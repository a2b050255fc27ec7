// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pool_capture.hpp"

#include <utility>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

void check_root(std::string_view name, std::string_view wanted)
{
    if (name != wanted)
        throw Error(ErrorCode::XmlError,
                    "expecting root element of '" + std::string(wanted) + "', not '" + std::string(name) +
                        "'",
                    ErrorDomain::Xml);
}

} // namespace

void PoolCapture::start(std::string_view name, Attributes attributes, uint32_t line)
{
    if (m_depth == 1 && name == "volume") {
        m_is_volume = true;
        m_pool.volumes.push_back({{}, std::string(find_attribute(attributes, "file").value_or(""))});
    }
    ++m_depth;
    writer().start(name, attributes, line);
}

void PoolCapture::end(std::string_view name)
{
    writer().end(name);
    --m_depth;
    if (m_is_volume && m_depth == 1) {
        m_pool.volumes.back().xml = m_volume_writer.take();
        m_is_volume = false;
    }
}

void PoolCapture::text(std::string_view text)
{
    writer().text(text);
}

PoolCapture::Pool PoolCapture::take()
{
    m_pool.xml = m_writer.take();
    return std::exchange(m_pool, {});
}

void VolumeFile::start(std::string_view name, Attributes attributes, uint32_t line)
{
    if (!m_has_root)
        check_root(name, "volume");
    m_has_root = true;
    m_writer.start(name, attributes, line);
}

void PoolFile::start(std::string_view name, Attributes attributes, uint32_t line)
{
    if (!m_capture.is_inside())
        check_root(name, "pool");
    m_capture.start(name, attributes, line);
}

} // namespace modvirt::test
