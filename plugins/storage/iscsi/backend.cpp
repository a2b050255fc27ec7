// SPDX-License-Identifier: LGPL-2.1-or-later
#include "backend.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "kit/block/contents.hpp"
#include "kit/block/device.hpp"
#include "kit/block/volume_text.hpp"
#include "kit/iscsi/password.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/reader.hpp"
#include "record.hpp"

namespace modvirt::storage_iscsi {

namespace {

// The administrator's, of section [plugin.iscsi].
std::chrono::seconds configured_patience()
{
    const std::string text = host().config("iscsi", "answer_seconds").value_or(std::to_string(usual_patience.count()));
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 3600)
        throw Error(ErrorCode::ConfSyntax,
                    fmt::format("plugin.iscsi: answer_seconds = {}: it is a number of seconds from 1 to 3600", text));
    return std::chrono::seconds(seconds);
}

// For what the host does with its own files. What is asked of targets has deadlines of its own.
process::Invocation invocation_of(Arguments arguments)
{
    return {.argv = std::move(arguments), .package = "open-iscsi", .deadline = std::chrono::seconds(30)};
}

// open-iscsi's node.conn[0].timeo.login_timeout, as Debian has it: how long one try to log in may take.
constexpr auto one_login = std::chrono::seconds(15);

void expect_success(const Arguments &arguments, const process::Outcome &outcome)
{
    process::expect_success(invocation_of(arguments), outcome);
}

} // namespace

std::unique_ptr<Backend> Backend::open(const OpenRequest &request)
{
    return std::make_unique<Backend>(block::xml_parser(), request.document(), &process::run, Places{.secrets = request.secrets()},
                                     configured_patience());
}

Backend::Backend(const modvirt_xml_v1 &parser, std::string_view document, process::Runner run, Places places,
                 std::chrono::seconds patience)
    : DeviceBackend(parser, document, std::move(run)), m_places(std::move(places)), m_patience(patience),
      m_directory("/dev/disk/by-path")
{
    const xml::Element pool = m_document.root();
    if (const auto source = pool.child("source"))
        m_source = iscsi::read_source(*source);
    if (const auto target = pool.child("target"))
        m_directory = target->child_text("path").value_or(m_directory);
}

process::Outcome Backend::try_iscsiadm(Arguments arguments) const
{
    return m_run(invocation_of(std::move(arguments)));
}

// Something that takes an answer of the target. It has a little longer than the target has: so that it can say itself why there
// is none.
process::Outcome Backend::ask(Arguments arguments, const Target &target) const
{
    process::Invocation invocation = invocation_of(std::move(arguments));
    invocation.deadline = m_patience + one_login;
    try {
        process::Outcome outcome = m_run(invocation);
        if (outcome.status == status_unconnected || outcome.status == status_unreachable ||
            outcome.status == status_silent)
            process::expect_success(invocation, outcome);
        return outcome;
    } catch (const Error &error) {
        if (error.code() != ErrorCode::OperationFailed && error.code() != ErrorCode::OperationTimeout)
            throw;
        fail_without_answer(target, error.message());
    }
}

process::Outcome Backend::iscsiadm(Arguments arguments) const
{
    const process::Invocation invocation = invocation_of(std::move(arguments));
    process::Outcome outcome = m_run(invocation);
    process::expect_success(invocation, outcome);
    return outcome;
}

std::optional<TargetSession> Backend::find() const
{
    iscsi::need_target(m_source, m_name);
    return find_session(read_sessions(m_places.sysfs), m_source.target, iscsi::addresses_of(m_source.target.portal.host),
                        m_source.initiator.empty() ? std::string() : interface_of(m_source.initiator));
}

TargetSession Backend::session() const
{
    auto session = find();
    if (!session)
        throw Error(ErrorCode::OperationFailed,
                    fmt::format("this host is not logged in to target '{}' at {}: start pool '{}'", m_source.target.name,
                                m_source.target.portal.text(), m_name));
    if (!session->is_logged_in)
        fail_without_answer(m_source.target, "its session is lost, and open-iscsi tries to have it again");
    return *session;
}

void Backend::fail_without_answer(const Target &target, const std::string &how) const
{
    const std::string who = target.name.empty() ? "the iSCSI server" : fmt::format("target '{}'", target.name);
    throw Error(ErrorCode::OperationFailed,
                fmt::format("{} at {} of pool '{}' does not answer: {}", who, target.portal.text(), m_name, how));
}

std::string Backend::interface(const std::string &initiator) const
{
    if (initiator.empty())
        return {};
    iscsi::need_word("the name of an initiator", initiator);
    std::string name = interface_of(initiator);
    if (try_iscsiadm(show_interface(name)).status != 0)
        iscsiadm(make_interface(name));
    iscsiadm(name_initiator(name, initiator));
    return name;
}

bool Backend::has_password() const
{
    const auto source = m_document.root().child("source");
    return source && source->child("auth");
}

void Backend::set_password(const std::string &interface) const
{
    const auto auth = m_document.root().child("source")->child("auth");
    const std::string directory =
        m_places.passwords.empty() ? host().directory("iscsi", DirectoryKind::Config) : m_places.passwords;
    write_login(m_places.records, m_source.target, interface,
                {std::string(auth->attribute_or("username", "")), iscsi::password_of(*auth, m_places.secrets, directory)});
}

void Backend::forget_record() const
{
    const std::string interface = m_source.initiator.empty() ? std::string() : interface_of(m_source.initiator);
    const Arguments arguments = delete_record(m_source.target, interface);
    const process::Outcome outcome = try_iscsiadm(arguments);
    if (outcome.status != status_nothing)
        expect_success(arguments, outcome);
}

void Backend::log_in_by(const std::string &interface) const
{
    const Arguments arguments = log_in(m_source.target, interface);
    const process::Outcome outcome = ask(arguments, m_source.target);
    if (outcome.status == status_exists)
        return; // somebody else was faster
    if (outcome.status == status_refused)
        throw Error(ErrorCode::AuthFailed,
                    fmt::format("target '{}' at {} refuses the login: the pool's <auth> must be what the target expects",
                                m_source.target.name, m_source.target.portal.text()));
    expect_success(arguments, outcome);
}

void Backend::try_to_forget_record(const std::string &interface) const noexcept
{
    try {
        m_run(invocation_of(delete_record(m_source.target, interface)));
    } catch (...) { // no news beside the failure for which this is done
    }
}

void Backend::pool_start()
{
    if (find())
        return;
    const std::string interface = this->interface(m_source.initiator);
    const bool is_new = try_iscsiadm(show_record(m_source.target, interface)).status != 0;
    if (is_new)
        iscsiadm(make_record(m_source.target, interface));
    try {
        // It is this pool that logs in, not the start of the host.
        iscsiadm(set_record(m_source.target, interface, "node.startup", "manual"));
        // open-iscsi tries eight times, which takes two minutes at a target that is not there. What it does about a session
        // that is lost later stays as the administrator has it: guests wait for that.
        iscsiadm(set_record(m_source.target, interface, "node.session.initial_login_retry_max",
                            std::to_string(std::max<int64_t>(1, m_patience / one_login))));
        if (has_password())
            set_password(interface);
        log_in_by(interface);
    } catch (...) {
        if (is_new || has_password())
            try_to_forget_record(interface);
        throw;
    }
    block::settle(m_run);
}

PoolUsage Backend::pool_refresh(VolumeSink &volumes)
{
    process::Invocation invocation = invocation_of(rescan(session().id));
    invocation.deadline = m_patience;
    try {
        process::expect_success(invocation, m_run(invocation));
    } catch (const Error &error) {
        if (error.code() == ErrorCode::OperationTimeout)
            fail_without_answer(m_source.target, error.message());
        static_cast<void>(session()); // which may have been lost just now
        throw;
    }
    block::settle(m_run);
    const block::DeviceLinks links(m_directory);
    uint64_t bytes = 0;
    for (const Unit &unit : session().units) {
        volumes.put(found(unit, links));
        bytes += unit.size;
    }
    return {.capacity = bytes, .allocation = bytes, .available = 0};
}

void Backend::pool_stop()
{
    if (const auto session = find()) {
        const Arguments arguments = log_out(session->id);
        const process::Outcome outcome = ask(arguments, m_source.target);
        if (outcome.status != status_nothing)
            expect_success(arguments, outcome);
        block::settle(m_run);
    }
    if (has_password())
        forget_record();
}

bool Backend::pool_check()
{
    if (!find()) {
        if (has_password())
            forget_record();
        return false;
    }
    static_cast<void>(session()); // says so when it is there and the target does not answer
    return true;
}

std::string Backend::pool_find_sources(std::optional<std::string_view> specification, uint32_t flags)
{
    refuse_unknown_flags(flags, 0, "virConnectFindStoragePoolSources");
    iscsi::Source asked = iscsi::read_search(m_parser, "iscsi", specification);
    asked.has_port = true; // the answer tells it in any case
    const std::string interface = this->interface(asked.initiator);
    std::vector<std::string> names;
    const Arguments arguments = discover(asked.target.portal, interface);
    const process::Outcome outcome = ask(arguments, {asked.target.portal, {}});
    expect_success(arguments, outcome);
    for (Target &target : parse_discovery(outcome.output))
        names.push_back(std::move(target.name));
    return iscsi::format_sources(asked, names);
}

Unit Backend::find_unit(std::string_view name) const
{
    for (const Unit &unit : session().units)
        if (unit.name() == name)
            return unit;
    throw Error(ErrorCode::NoStorageVol, fmt::format("no storage vol with matching name '{}' in pool '{}'", name, m_name));
}

FoundVolume Backend::found(const Unit &unit, const block::DeviceLinks &links) const
{
    const std::string device = "/dev/" + unit.device;
    const std::string link = links.path_of(device);
    const std::string &path = link.empty() ? device : link;
    return block_volume(unit.name(), unit.identifier.empty() ? path : unit.identifier, path, unit.size);
}

Backend::Device Backend::find_device(std::string_view name) const
{
    const Unit unit = find_unit(name);
    return {found(unit, block::DeviceLinks(m_directory)), "/dev/" + unit.device};
}

} // namespace modvirt::storage_iscsi
