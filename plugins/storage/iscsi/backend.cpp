// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/block/report.hpp"
#include "kit/block/volume_text.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "kit/xml/writer.hpp"
#include "password.hpp"

namespace modvirt::storage_iscsi {

namespace {

constexpr uint32_t block_volume = 1; // of virStorageVolType

Portal portal_of(const xml::Element &source)
{
    Portal portal;
    if (const auto host = source.child("host")) {
        portal.host = host->attribute_or("name", "");
        if (const uint64_t port = block::leading_number(host->attribute_or("port", "")); port != 0)
            portal.port = static_cast<uint16_t>(port);
    }
    return portal;
}

std::string initiator_of(const xml::Element &source)
{
    const auto initiator = source.child("initiator");
    const auto iqn = initiator ? initiator->child("iqn") : std::nullopt;
    return iqn ? std::string(iqn->attribute_or("name", "")) : std::string();
}

process::Invocation invocation_of(Arguments arguments)
{
    return {.argv = std::move(arguments), .package = "open-iscsi", .deadline = std::chrono::minutes(3)};
}

void expect_success(const Arguments &arguments, const process::Outcome &outcome)
{
    process::expect_success(invocation_of(arguments), outcome);
}

void need_word(std::string_view what, const std::string &word)
{
    if (!is_word(word))
        throw Error(ErrorCode::XmlError, fmt::format("'{}' cannot be {}", word, what));
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (!parser)
        throw Error(ErrorCode::ConfigUnsupported, "the host offers no XML parser (interface xml/1)");
    return std::make_unique<Backend>(*parser, request.document(), &process::run);
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places)
    : m_parser(parser), m_document(xml::parse(parser, document, storage::pool_schema())), m_run(std::move(run)),
      m_places(std::move(places)), m_directory("/dev/disk/by-path")
{
    const xml::Element pool = m_document.root();
    m_name = pool.child_text("name").value_or("");
    if (const auto source = pool.child("source")) {
        m_target.portal = portal_of(*source);
        if (const auto device = source->child("device"))
            m_target.name = device->attribute_or("path", "");
        m_initiator = initiator_of(*source);
    }
    if (const auto target = pool.child("target"))
        m_directory = target->child_text("path").value_or(m_directory);
}

process::Outcome Backend::try_iscsiadm(Arguments arguments) const
{
    return m_run(invocation_of(std::move(arguments)));
}

process::Outcome Backend::iscsiadm(Arguments arguments, const std::string &secret) const
{
    process::Invocation invocation = invocation_of(std::move(arguments));
    invocation.secret = secret;
    process::Outcome outcome = m_run(invocation);
    process::expect_success(invocation, outcome);
    return outcome;
}

void Backend::need_target() const
{
    if (m_target.portal.host.empty() || m_target.name.empty())
        throw Error(ErrorCode::XmlError,
                    fmt::format("pool '{}' names no target: add <host name='...'/> and <device path='iqn...'/> to its <source>",
                                m_name));
    need_word("the host of a target", m_target.portal.host);
    need_word("the name of a target", m_target.name);
}

std::optional<TargetSession> Backend::find() const
{
    need_target();
    return find_session(read_sessions(m_places.sysfs), m_target, addresses_of(m_target.portal.host),
                        m_initiator.empty() ? std::string() : interface_of(m_initiator));
}

TargetSession Backend::session() const
{
    auto session = find();
    if (!session)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("this host is not logged in to target '{}' at {}: start pool '{}'", m_target.name,
                                m_target.portal.text(), m_name));
    return *session;
}

std::string Backend::interface(const std::string &initiator) const
{
    if (initiator.empty())
        return {};
    need_word("the name of an initiator", initiator);
    std::string name = interface_of(initiator);
    if (try_iscsiadm(show_interface(name)).status != 0)
        iscsiadm(make_interface(name));
    iscsiadm(name_initiator(name, initiator));
    return name;
}

void Backend::set_password(const std::string &interface) const
{
    const auto auth = m_document.root().child("source")->child("auth");
    if (!auth)
        return;
    const auto secret = auth->child("secret");
    const std::string name(secret ? secret->attribute_or("usage", secret->attribute_or("uuid", "")) : "");
    const std::string directory =
        m_places.passwords.empty() ? host().directory("iscsi", DirectoryKind::Config) : m_places.passwords;
    const std::string password = read_password(directory, name);
    iscsiadm(set_record(m_target, interface, "node.session.auth.authmethod", "CHAP"));
    iscsiadm(set_record(m_target, interface, "node.session.auth.username",
                        std::string(auth->attribute_or("username", ""))));
    iscsiadm(set_record(m_target, interface, "node.session.auth.password", password), password);
}

void Backend::log_in_by(const std::string &interface) const
{
    const Arguments arguments = log_in(m_target, interface);
    const process::Outcome outcome = try_iscsiadm(arguments);
    if (outcome.status == status_exists)
        return; // somebody else was faster
    if (outcome.status == status_refused)
        throw Error(ErrorCode::AuthFailed,
                    fmt::format("target '{}' at {} refuses the login: the pool's <auth> must be what the target expects",
                                m_target.name, m_target.portal.text()));
    expect_success(arguments, outcome);
}

void Backend::pool_start()
{
    if (find())
        return;
    const std::string interface = this->interface(m_initiator);
    const bool is_new = try_iscsiadm(show_record(m_target, interface)).status != 0;
    if (is_new)
        iscsiadm(make_record(m_target, interface));
    try {
        // It is this pool that logs in, not the start of the host.
        iscsiadm(set_record(m_target, interface, "node.startup", "manual"));
        set_password(interface);
        log_in_by(interface);
    } catch (...) {
        if (is_new)
            m_run(invocation_of(delete_record(m_target, interface))); // a failure is no news beside the first one
        throw;
    }
    block::settle(m_run);
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    iscsiadm(rescan(session().id));
    block::settle(m_run);
    uint64_t bytes = 0;
    for (const Unit &unit : session().units) {
        volumes.put(found(unit));
        bytes += unit.size;
    }
    return {.capacity = bytes, .allocation = bytes, .available = 0};
}

void Backend::pool_stop()
{
    if (const auto session = find()) {
        const Arguments arguments = log_out(session->id);
        const process::Outcome outcome = try_iscsiadm(arguments);
        if (outcome.status != status_nothing)
            expect_success(arguments, outcome);
        block::settle(m_run);
    }
}

bool Backend::pool_check()
{
    const auto session = find();
    return session && session->is_logged_in;
}

std::string Backend::pool_find_sources(std::optional<std::string_view> specification, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    std::string_view text = specification.value_or("");
    if (text.starts_with("<?"))
        text.remove_prefix(std::min(text.size(), text.find("?>") + 2)); // which can only stand in front of all
    const xml::Document asked =
        xml::parse(m_parser, fmt::format("<pool type='iscsi'><name>asked</name>{}</pool>", text), storage::pool_schema());
    const auto source = asked.root().child("source");
    const Portal portal = source ? portal_of(*source) : Portal();
    if (portal.host.empty())
        throw Error(ErrorCode::InvalidArg, "say which host to ask for targets: <source><host name='...'/></source>");
    need_word("the host of a target", portal.host);
    const std::string initiator = initiator_of(*source);
    xml::Writer writer;
    writer.open("sources");
    for (const Target &target : parse_discovery(iscsiadm(discover(portal, interface(initiator))).output)) {
        writer.open("source");
        writer.open("host").attribute("name", portal.host).attribute("port", portal.port).close("host");
        writer.open("device").attribute("path", target.name).close("device");
        if (!initiator.empty()) {
            writer.open("initiator").open("iqn").attribute("name", initiator).close("iqn");
            writer.close("initiator");
        }
        writer.close("source");
    }
    writer.close("sources");
    return std::move(writer).str();
}

Unit Backend::find_unit(std::string_view name) const
{
    for (const Unit &unit : session().units)
        if (unit.name() == name)
            return unit;
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
}

FoundVolume Backend::found(const Unit &unit) const
{
    const std::string path = block::stable_path(m_directory, "/dev/" + unit.device);
    return {.type = block_volume,
            .name = unit.name(),
            .key = unit.identifier.empty() ? path : unit.identifier,
            .path = path,
            .format = {},
            .capacity = unit.size,
            .allocation = unit.size};
}

FoundVolume Backend::volume_inspect(std::string_view name)
{
    return found(find_unit(name));
}

std::string Backend::volume_describe(std::string_view name)
{
    return block::format_volume(volume_inspect(name), {});
}

void Backend::volume_wipe(std::string_view name, uint32_t algorithm, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virStorageVolWipe");
    const std::string device = "/dev/" + find_unit(name).device;
    block::refuse_busy(device);
    block::wipe(m_run, device, algorithm);
}

} // namespace modvirt::storage_iscsi
