// SPDX-License-Identifier: LGPL-2.1-or-later
#include "driver.hpp"

#include <utility>

namespace modvirt::secret_driver {

namespace {

constexpr const char *category = "secret";

const modvirt_xml_v1 &xml_parser()
{
    const auto *parser = host().find_interface<modvirt_xml_v1>("xml/1");
    if (parser == nullptr)
        throw Error(ErrorCode::InternalError, "the host offers no XML parser (interface xml/1)");
    return *parser;
}

} // namespace

std::unique_ptr<Driver> Driver::open(const OpenRequest &request)
{
    if (!request.server().empty() || request.path() != "/embed")
        throw Error(ErrorCode::NoConnect, "no secrets are served for '" + std::string(request.uri()) +
                                              "': they are for qemu:///embed?root=/absolute/directory");
    const modvirt_xml_v1 &parser = xml_parser();
    auto keeper = Keeper::open(store::root_of_query(request.query()), parser, [](LogLevel level, const std::string &message) {
        host().log(level, category, message);
    });
    return std::make_unique<Driver>(std::move(keeper), parser, request.connection());
}

Driver::Driver(std::shared_ptr<Keeper> keeper, const modvirt_xml_v1 &parser, modvirt_connection *connection)
    : m_keeper(std::move(keeper)), m_parser(parser)
{
    m_subscription = m_keeper->subscribe([connection](const secret_store::SecretEvent &event) {
        emit(connection, event.event_id, event.secret, event.type);
    });
}

Driver::~Driver()
{
    m_keeper->unsubscribe(m_subscription);
}

// libvirt's names: secretSetValue, but secretConnectListAllSecrets.
std::string Driver::function_of(std::string_view call) const
{
    constexpr std::string_view noun = "Secret";
    return std::string("secret").append(call.starts_with(noun) ? call.substr(noun.size()) : call);
}

} // namespace modvirt::secret_driver
