// SPDX-License-Identifier: LGPL-2.1-or-later
#include "domain_capture.hpp"

#include <charconv>
#include <utility>

#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

constexpr std::string_view own_namespace = "http://libvirt.org/schemas/domain/test/1.0";
constexpr std::string_view snapshot_name = "domainsnapshot";

store::State parse_state(std::string_view text)
{
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        throw Error(ErrorCode::XmlError,
                    "invalid runstate '" + std::string(text) + "': a number from 0 to 7 is expected");
    if (number > static_cast<unsigned>(store::State::PmSuspended))
        throw Error(ErrorCode::XmlError,
                    "runstate '" + std::string(text) + "' out of range: it goes from 0 to 7");
    return static_cast<store::State>(number);
}

} // namespace

void DomainCapture::know_prefixes(Attributes attributes)
{
    constexpr std::string_view declaration = "xmlns:";
    for (const auto &each : attributes) {
        const std::string_view name(each.name, each.name_size);
        if (name.starts_with(declaration) && std::string_view(each.value, each.value_size) == own_namespace)
            m_prefixes.push_back(std::string(name.substr(declaration.size())) + ":");
    }
}

std::string_view DomainCapture::own_name(std::string_view name) const
{
    for (const std::string &prefix : m_prefixes) {
        if (name.starts_with(prefix))
            return name.substr(prefix.size());
    }
    return {};
}

void DomainCapture::start(std::string_view name, Attributes attributes, uint32_t line)
{
    if (m_depth == 0)
        know_prefixes(attributes);
    const std::string_view own = m_depth == 1 ? own_name(name) : std::string_view();
    ++m_depth;
    if (!own.empty())
        start_own(own, attributes, line);
    else if (m_own.empty())
        m_writer.start(name, attributes, line);
    else if (m_own == snapshot_name)
        m_snapshot.start(name, attributes, line);
}

void DomainCapture::start_own(std::string_view own, Attributes attributes, uint32_t line)
{
    m_own = own;
    m_own_text.clear();
    m_own_depth = m_depth;
    if (m_own != snapshot_name)
        return;
    m_snapshot.start(snapshot_name, {}, line);
    m_domain.snapshots.push_back({{}, std::string(find_attribute(attributes, "file").value_or(""))});
}

void DomainCapture::end(std::string_view name)
{
    if (m_own.empty())
        m_writer.end(name);
    else if (m_own_depth == m_depth)
        finish_own();
    else if (m_own == snapshot_name)
        m_snapshot.end(name);
    --m_depth;
}

void DomainCapture::text(std::string_view text)
{
    if (m_own.empty())
        m_writer.text(text);
    else if (m_own == snapshot_name)
        m_snapshot.text(text);
    else
        m_own_text += text;
}

void DomainCapture::finish_own()
{
    if (m_own == "runstate")
        m_domain.state = parse_state(m_own_text);
    else if (m_own == "transient")
        m_domain.is_transient = true;
    else if (m_own == "hasmanagedsave")
        m_domain.has_managed_save = true;
    else if (m_own == snapshot_name)
        finish_snapshot();
    m_own.clear();
}

// What stands inside of one that is in a file does not count.
void DomainCapture::finish_snapshot()
{
    m_snapshot.end(snapshot_name);
    std::string text = m_snapshot.take();
    if (m_domain.snapshots.back().file.empty())
        m_domain.snapshots.back().xml = std::move(text);
}

DescribedDomain DomainCapture::take()
{
    m_domain.xml = m_writer.take();
    const bool is_off = m_domain.state == store::State::Shutoff;
    if (m_domain.is_transient && is_off)
        throw Error(ErrorCode::XmlError, "transient domain cannot have runstate 'shutoff'");
    if (m_domain.has_managed_save && !is_off)
        throw Error(ErrorCode::XmlError, "domain with managedsave data can only have runstate 'shutoff'");
    return std::exchange(m_domain, {});
}

} // namespace modvirt::test
