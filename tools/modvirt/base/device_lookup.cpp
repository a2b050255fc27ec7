// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/device_lookup.hpp"

#include "base/failure.hpp"

#include <algorithm>
#include <strings.h>

namespace modvirt::cli {

namespace {

// Sixteen hexadecimal digits.
bool is_wwn(const std::string &text)
{
    return text.size() == 16 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

} // namespace

NodeDevice find_device(Session &session, const Arguments &arguments)
{
    const std::string text = arguments.required_text("device");
    const auto comma = text.find(',');
    if (comma == std::string::npos)
        return find_device_by_name(session, text);
    const std::string wwnn = text.substr(0, comma);
    const std::string wwpn = text.substr(comma + 1);
    if (wwpn.find(',') != std::string::npos)
        fail("Malformed device value '{}'", text);
    for (const std::string &each : {wwnn, wwpn})
        if (!is_wwn(each))
            fail("internal error: Malformed wwn: {}", each);
    NodeDevice device(virNodeDeviceLookupSCSIHostByWWN(session.connection(), wwnn.c_str(), wwpn.c_str(), 0));
    if (!device)
        fail("Could not find matching device '{}'", text);
    return device;
}

NodeDevice find_device_by_name(Session &session, const std::string &name)
{
    NodeDevice device(virNodeDeviceLookupByName(session.connection(), name.c_str()));
    if (!device)
        fail("Could not find matching device '{}'", name);
    return device;
}

std::vector<NodeDevice> list_devices(Session &session, unsigned flags)
{
    virNodeDevicePtr *raw = nullptr;
    const int count = virConnectListAllNodeDevices(session.connection(), &raw, flags);
    const std::unique_ptr<virNodeDevicePtr, FreeMemory> guard(raw);
    if (count < 0)
        fail("Failed to list node devices");
    std::vector<NodeDevice> devices(raw, raw + count);
    std::stable_sort(devices.begin(), devices.end(), [](const NodeDevice &one, const NodeDevice &other) {
        return strcasecmp(virNodeDeviceGetName(one.get()), virNodeDeviceGetName(other.get())) < 0;
    });
    return devices;
}

std::vector<std::string> complete_device(Session &session, const Arguments &)
{
    std::vector<std::string> names;
    for (const NodeDevice &device : list_devices(session, 0))
        names.emplace_back(virNodeDeviceGetName(device.get()));
    return names;
}

} // namespace modvirt::cli
