// SPDX-License-Identifier: LGPL-2.1-or-later
// links: modvirt-kit-domain modvirt-xml-static
// corpus: tests/fuzz/seeds/device-xml/*.xml
//
// Any bytes as a device that is attached to a domain, changed in it, and detached. A domain that took the device is
// one that can be written and read again.
#include "kit/domain/device.hpp"
#include "round_trip.hpp"

namespace domain = modvirt::domain;

namespace {

constexpr const char *guest =
    "<domain type='test'><name>a</name><memory>4096</memory><maxMemory slots='2'>65536</maxMemory>"
    "<os><type>hvm</type></os><devices>"
    "<disk type='file'><source file='/a.img'/><target dev='vda'/></disk>"
    "<disk type='file' device='cdrom'><target dev='sda'/></disk>"
    "<interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/></interface>"
    "<serial type='pty'/><graphics type='vnc' port='5901'/></devices></domain>";

std::string written(const domain::Config &config)
{
    domain::FormatOptions everything;
    everything.secrets = domain::Secrets::Include;
    return domain::format(config, everything);
}

using Deed = domain::DeviceChange (*)(const domain::Config &, const modvirt::xml::Document &, domain::Side,
                                      const domain::Options &);

// The configuration after the deed, or as it was when that is refused.
domain::ConfigPtr after(Deed deed, const domain::ConfigPtr &config, const modvirt::xml::Document &device,
                        domain::Side side)
{
    domain::ConfigPtr changed;
    try {
        changed = deed(*config, device, side, {}).config;
    } catch (const modvirt::Error &error) {
        if (error.code() == modvirt::ErrorCode::Ok)
            std::abort();
        return config;
    }
    static_cast<void>(domain::parse(*modvirt_xml_interface_v1(), written(*changed))); // or the test ends
    return changed;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const domain::ConfigPtr config = domain::parse(*modvirt_xml_interface_v1(), guest);
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    modvirt::xml::Document device;
    try {
        device = domain::parse_new_device(*modvirt_xml_interface_v1(), text, {});
    } catch (const modvirt::Error &error) {
        if (error.code() == modvirt::ErrorCode::Ok || error.message().empty())
            std::abort();
        return 0;
    }
    for (const domain::Side side : {domain::Side::Config, domain::Side::Live}) {
        domain::ConfigPtr now = config;
        for (const Deed deed : {&domain::with_changed_device, &domain::with_device, &domain::with_changed_device,
                                &domain::without_device})
            now = after(deed, now, device, side);
    }
    return 0;
}
