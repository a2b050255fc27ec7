// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/device_flags.hpp"

#include "base/failure.hpp"

namespace modvirt::cli {

void check_device_flags(const Arguments &arguments)
{
    arguments.refuse_both("persistent", "current");
    static_cast<void>(arguments.affect_flags());
}

std::optional<unsigned> device_flags(const Arguments &arguments, const Domain &domain)
{
    check_device_flags(arguments);
    std::optional<unsigned> flags = arguments.affect_flags();
    if (!arguments.has("persistent"))
        return flags;
    flags = flags.value_or(0) | VIR_DOMAIN_AFFECT_CONFIG;
    if (virDomainIsActive(domain.get()) == 1)
        *flags |= VIR_DOMAIN_AFFECT_LIVE;
    return flags;
}

void attach_described(Session &session, const Arguments &arguments, const std::string &xml, const char *done,
                      const char *failed)
{
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const Domain domain = find_domain(session, arguments);
    const std::optional<unsigned> flags = device_flags(arguments, domain);
    const int result = flags ? virDomainAttachDeviceFlags(domain.get(), xml.c_str(), *flags)
                             : virDomainAttachDevice(domain.get(), xml.c_str());
    if (result < 0)
        fail(fmt::runtime(failed));
    session.out.remark(fmt::runtime(done));
}

unsigned description_flags(const Arguments &arguments)
{
    return arguments.has("config") || arguments.has("persistent") ? VIR_DOMAIN_XML_INACTIVE : 0;
}

} // namespace modvirt::cli
