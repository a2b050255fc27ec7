// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <utility>

#include <fmt/format.h>

#include "kit/iscsi/password.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"

namespace modvirt::storage_iscsi_direct {

namespace {

constexpr uint32_t network_volume = 3; // of virStorageVolType
constexpr uint32_t wipe_by_zeros = 0;  // of virStorageVolWipeAlgorithm
constexpr std::size_t longest_name = 223; // of a target or initiator: RFC 7143, 4.2.7.1
constexpr std::size_t longest_user = 255; // that libiscsi takes

void need_length(std::string_view what, const std::string &text, std::size_t most)
{
    if (text.size() > most)
        throw Error(ErrorCode::XmlError, fmt::format("{} has {} bytes, and can have {}", what, text.size(), most));
}

void need_initiator(const std::string &initiator)
{
    if (initiator.empty())
        throw Error(ErrorCode::ConfigUnsupported,
                    "missing initiator IQN: add <initiator><iqn name='...'/></initiator> to the <source>");
    iscsi::need_word("the name of an initiator", initiator);
    need_length("the name of the initiator", initiator, longest_name);
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (!parser)
        throw Error(ErrorCode::ConfigUnsupported, "the host offers no XML parser (interface xml/1)");
    return std::make_unique<Backend>(*parser, request.document(), Settings{.secrets = request.secrets()});
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, Settings settings)
    : m_parser(parser), m_document(xml::parse(parser, document, storage::pool_schema())), m_settings(std::move(settings))
{
    const xml::Element pool = m_document.root();
    m_name = pool.child_text("name").value_or("");
    if (const auto source = pool.child("source"))
        m_source = iscsi::read_source(*source);
}

void Backend::need_source() const
{
    iscsi::need_target(m_source, m_name);
    need_length("the name of the target", m_source.target.name, longest_name);
    need_initiator(m_source.initiator);
}

TargetSession Backend::log_in(std::chrono::milliseconds deadline) const
{
    need_source();
    Login login{.target = m_source.target, .initiator = m_source.initiator};
    if (const auto auth = m_document.root().child("source")->child("auth")) {
        if (auth->attribute_or("type", "") != "chap")
            throw Error(ErrorCode::XmlError, "iscsi-direct pool only supports 'chap' auth type");
        login.user = auth->attribute_or("username", "");
        need_length("the user of the target", login.user, longest_user);
        login.password = iscsi::password_of(
            *auth, m_settings.secrets, m_settings.passwords.empty() ? host().directory("iscsi-direct", DirectoryKind::Config) : m_settings.passwords);
    }
    return {std::move(login), deadline};
}

// Nothing is kept, but a pool that cannot be reached does not start.
void Backend::pool_start()
{
    const TargetSession session = log_in(m_settings.deadlines.login);
}

bool Backend::pool_check()
{
    const TargetSession session = log_in(m_settings.deadlines.check);
    return true;
}

// A disk that cannot be read is none; the others are told.
std::optional<Unit> Backend::try_unit(TargetSession &session, uint16_t lun) const
{
    try {
        return inspect_unit(session, lun, m_settings.deadlines.command);
    } catch (const Error &error) {
        if (!session.is_open())
            throw;
        host().log(LogLevel::Warning, "storage",
                   fmt::format("storage pool '{}' is shown without unit {}: {}", m_name, lun, error.message()));
        return std::nullopt;
    }
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    TargetSession session = log_in(m_settings.deadlines.login);
    uint64_t bytes = 0;
    for (const uint16_t lun : list_units(session, m_settings.deadlines.command)) {
        if (const auto unit = try_unit(session, lun)) {
            volumes.put(found(*unit));
            bytes += unit->size();
        }
    }
    return {.capacity = bytes, .allocation = bytes, .available = 0};
}

std::string Backend::pool_find_sources(std::optional<std::string_view> specification, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    const iscsi::Source asked = iscsi::read_search(m_parser, "iscsi-direct", specification);
    need_initiator(asked.initiator);
    TargetSession session({.target = {asked.target.portal, {}}, .initiator = asked.initiator}, m_settings.deadlines.login);
    return iscsi::format_sources(asked, session.discover(m_settings.deadlines.command));
}

Unit Backend::find_unit(TargetSession &session, std::string_view name) const
{
    const auto lun = parse_unit_name(name);
    const auto unit = lun ? inspect_unit(session, *lun, m_settings.deadlines.command) : std::nullopt;
    if (!unit)
        throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
    return *unit;
}

// There is no node of it on this host: its path is a name that tells where it is, and its key too.
FoundVolume Backend::found(const Unit &unit) const
{
    const std::string path = fmt::format("ip-{}-iscsi-{}-lun-{}", m_source.target.portal.text(), m_source.target.name, unit.lun);
    return {.type = network_volume,
            .name = unit.name(),
            .key = path,
            .path = path,
            .format = {},
            .capacity = unit.size(),
            .allocation = unit.size()};
}

FoundVolume Backend::volume_inspect(std::string_view name)
{
    TargetSession session = log_in(m_settings.deadlines.login);
    return found(find_unit(session, name));
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipe");
    if (algorithm != wipe_by_zeros)
        throw Error(ErrorCode::InvalidArg,
                    fmt::format("unsupported algorithm {}: units of iscsi-direct pools are wiped by zeros (0) only", algorithm));
    TargetSession session = log_in(m_settings.deadlines.login);
    write_zeros(session, find_unit(session, name), m_settings.deadlines.command);
}

} // namespace modvirt::storage_iscsi_direct
