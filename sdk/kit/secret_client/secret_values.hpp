// SPDX-License-Identifier: MIT
// The secrets of a root as drivers see them that do not keep them, and how the one that does gives them. Since 1.0.
#pragma once

#include <string>

#include <modvirt/secret_source.hpp>
#include <modvirt/secret_values.h>

namespace modvirt::secret_client {

// The value of a secret that is kept for qemu:///embed?root=`root`; the path is without links and dots. The host that loaded
// this plugin is asked. May be called from any thread, but from within a service of the host. Throws Error: NoSecret when
// there is no such secret, it has no value, or no driver keeps secrets, and NoSupport when the host is too old for that.
SecretBytes value_below(const std::string &root, const WantedSecret &wanted);

// Gives the secrets of a root to the other drivers of the host as long as this lives. Does nothing on a host that does not
// know of that, or without one.
class Provision {
public:
    // `root` is as above. Throws Error(SystemError) when somebody else provides them.
    Provision(const std::string &root, SecretProvider::Answer answer);
    Provision(const Provision &) = delete;
    Provision &operator=(const Provision &) = delete;
    // Waits for answers that are being given.
    ~Provision();

private:
    SecretProvider m_provider;
    const modvirt_secret_values_v1 *m_values;
};

} // namespace modvirt::secret_client
