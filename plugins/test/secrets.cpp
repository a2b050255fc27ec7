// SPDX-License-Identifier: LGPL-2.1-or-later
#include "secrets.hpp"

namespace modvirt::test {

std::unique_ptr<HostSecrets> HostSecrets::open(const OpenRequest &request)
{
    return std::make_unique<HostSecrets>(OpenMachines::get(request.connection()),
                                           OpenMachines::injection(request.connection()));
}

const modvirt_xml_v1 &HostSecrets::parser() const
{
    return xml_parser();
}

void HostSecrets::tell(const secret_store::SecretEvent &event) const
{
    OpenMachines::for_each_connection(*m_machine, [&](modvirt_connection *connection) {
        emit(connection, event.event_id, event.secret, event.type);
    });
}

} // namespace modvirt::test
