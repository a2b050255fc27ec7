// SPDX-License-Identifier: MIT
// The virtual networks of @name@:///default. One object is one open connection.
#pragma once

#include <modvirt/plugin.hpp>

namespace @name_@ {

class Networks : public modvirt::Network {
public:
    static std::unique_ptr<Networks> open(const modvirt::OpenRequest &request);

    void connect_list_all_networks(modvirt::NetworkSink &networks, uint32_t flags) override;
    modvirt::FoundNetwork network_lookup_by_name(std::string_view name) override;
    modvirt::FoundNetwork network_lookup_by_uuid(const modvirt::Uuid &uuid) override;
    void network_create(const modvirt::NetworkRef &network) override;
    void network_destroy(const modvirt::NetworkRef &network) override;
    std::string network_get_bridge_name(const modvirt::NetworkRef &network) override;
    bool network_is_active(const modvirt::NetworkRef &network) override;
    bool network_is_persistent(const modvirt::NetworkRef &network) override;

private:
    // Stands for a real network: replace it by your own.
    struct Switch {
        modvirt::Uuid uuid{0x5e, 0x0d, 0x1a, 0x3c, 0x9b, 0x42, 0x4f, 0x10, 0x8a, 0x66, 0x21, 0x7d, 0xc0, 0xfe, 0x00, 0x03};
        std::string name = "default";
        std::string bridge = "@name@0";
        bool is_active = false;
    };

    Switch &find(const modvirt::NetworkRef &network);

    Switch m_switch;
};

} // namespace @name_@
