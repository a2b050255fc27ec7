// SPDX-License-Identifier: LGPL-2.1-or-later
// The old calls that count and list devices of the host, of one capability or all.
#include <cstdio>

#include "listing.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_NumOfDevices{"virNodeNumOfDevices", Access::Read, VIR_FROM_NODEDEV, 0};
constexpr CallInfo info_ListDevices{"virNodeListDevices", Access::Read, VIR_FROM_NODEDEV, 0};

struct Capability {
    const char *name;
    uint32_t flag; // of virConnectListAllNodeDeviceFlags
};

constexpr Capability capabilities[] = {
    {"system", VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM},
    {"pci", VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV},
    {"usb_device", VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV},
    {"usb", VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE},
    {"net", VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET},
    {"scsi_host", VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST},
    {"scsi_target", VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET},
    {"scsi", VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI},
    {"storage", VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE},
    {"fc_host", VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST},
    {"vports", VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS},
    {"scsi_generic", VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC},
    {"drm", VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM},
    {"mdev_types", VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES},
    {"mdev", VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV},
    {"ccw", VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV},
    {"css", VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV},
    {"vdpa", VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA},
    {"ap_card", VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD},
    {"ap_queue", VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE},
    {"ap_matrix", VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX},
    {"vpd", VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD},
};

// Of a capability that nobody knows there are no devices: no flag asks for that, so nothing is taken.
struct Wanted {
    explicit Wanted(const char *capability) : is_known(capability == nullptr)
    {
        for (const Capability &known : capabilities) {
            if (capability != nullptr && std::strcmp(known.name, capability) == 0) {
                flags |= known.flag;
                is_known = true;
            }
        }
    }
    // Only active devices, as the old calls knew no others.
    uint32_t flags = VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE;
    bool is_known;
};

// The old calls know no flags.
struct NoFlags : arg::Flags {
    using Flags::Flags;
    bool check_value(Entry &entry) noexcept
    {
        char digits[16];
        std::snprintf(digits, sizeof digits, "0x%x", m_value);
        if (m_value != 0)
            entry.raise_argument("flags", std::string("unsupported flags (") + digits + ") in function " +
                                              entry.info().symbol);
        return m_value == 0;
    }
    auto slot_arguments(Entry &) noexcept { return std::tuple<>(); }
};

template <class Take, class... Checks>
int list(const CallInfo &info, virConnectPtr conn, const char *capability, uint32_t flags, Take take,
         Checks... checks) noexcept
{
    const Wanted wanted(capability);
    const auto take_known = [&](const modvirt_node_device_ref &device, int index) {
        return wanted.is_known && take(device, index);
    };
    return serve<result::Count>(info, &modvirt_nodedev_v1::connect_list_all_node_devices, arg::Connect(conn),
                                NoFlags(flags), checks..., listed<virNodeDevice>(take_known),
                                arg::Flags(wanted.flags));
}

} // namespace

extern "C" {

int virNodeNumOfDevices(virConnectPtr conn, const char *cap, unsigned int flags)
{
    return list(info_NumOfDevices, conn, cap, flags, count_all());
}

int virNodeListDevices(virConnectPtr conn, const char *cap, char **const names, int maxnames,
                       unsigned int flags)
{
    return list(info_ListDevices, conn, cap, flags, copy_names(names, maxnames),
                room_for(names, maxnames, "names", "maxnames"));
}

} // extern "C"

} // namespace modvirt
