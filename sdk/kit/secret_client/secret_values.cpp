// SPDX-License-Identifier: MIT
#include "secret_values.hpp"

#include <cstring>
#include <utility>

#include <modvirt/host.hpp>

#include "kit/store/root.hpp"

namespace modvirt::secret_client {

namespace {

const modvirt_secret_values_v1 *values_of_host()
{
    return host().table() == nullptr ? nullptr : host().find_interface<modvirt_secret_values_v1>(MODVIRT_SECRET_VALUES);
}

} // namespace

SecretBytes value_below(const std::string &root, const WantedSecret &wanted)
{
    const modvirt_secret_values_v1 *values = values_of_host();
    if (values == nullptr)
        throw Error(ErrorCode::NoSupport, "this host offers no secrets to drivers; upgrade modvirt", ErrorDomain::Secret);
    const std::string query = store::query_of_root(root);
    const std::string uri = "qemu:///embed?" + query;
    modvirt_open connection{};
    connection.struct_size = sizeof connection;
    connection.uri = uri.c_str();
    connection.scheme = "qemu";
    connection.server = "";
    connection.path = "/embed";
    connection.query = query.c_str();
    connection.document = "";
    return detail::secret_of(wanted, [&](const modvirt_secret_ref *secret, const modvirt_string_sink *sink,
                                         const modvirt_call *call) {
        return values->value(values, root.c_str(), &connection, secret, sink, call);
    });
}

Provision::Provision(const std::string &root, SecretProvider::Answer answer)
    : m_provider(std::move(answer)), m_values(values_of_host())
{
    if (m_values == nullptr)
        return;
    const int error = m_values->provide(m_values, root.c_str(), m_provider.raw());
    if (error != 0)
        throw Error(ErrorCode::SystemError, "cannot provide the secrets of '" + root + "': " + std::strerror(error));
}

Provision::~Provision()
{
    if (m_values != nullptr)
        m_values->withdraw(m_values, m_provider.raw());
}

} // namespace modvirt::secret_client
