// SPDX-License-Identifier: MIT
// Rules that many devices share: addresses, aliases, boot order, virtio options, labels, authentication.
#pragma once

#include "kit/document/tables/secret.hpp"
#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::domain::tables {

using namespace document::tables;

// <address>
inline constexpr Word address_types[] = {"pci", "drive",         "virtio-serial", "ccid",
                                         "usb", "spapr-vio",     "ccw",           "isa",
                                         "virtio-s390",          "virtio-mmio",   "dimm",
                                         "unassigned"};
inline constexpr Word pci_word[] = {"pci"};
inline constexpr Word drive_word[] = {"drive"};
inline constexpr Word virtio_serial_word[] = {"virtio-serial"};
inline constexpr Word ccid_word[] = {"ccid"};
inline constexpr Word usb_word[] = {"usb"};
inline constexpr Word spapr_word[] = {"spapr-vio"};
inline constexpr Word ccw_word[] = {"ccw"};
inline constexpr Word isa_word[] = {"isa"};
inline constexpr Word dimm_word[] = {"dimm"};
inline constexpr Condition on_pci = own_type(pci_word);
inline constexpr Condition on_drive = own_type(drive_word);
inline constexpr Condition on_virtio_serial = own_type(virtio_serial_word);
inline constexpr Condition on_ccid = own_type(ccid_word);
inline constexpr Condition on_usb = own_type(usb_word);
inline constexpr Condition on_spapr = own_type(spapr_word);
inline constexpr Condition on_ccw = own_type(ccw_word);
inline constexpr Condition on_isa = own_type(isa_word);
inline constexpr Condition on_dimm = own_type(dimm_word);

inline constexpr Attribute zpci_attributes[] = {{"uid", rule::hex(4, 0xffff)},
                                                {"fid", rule::hex(8, 0xffffffff)}};
inline constexpr Element zpci = Element("zpci", zpci_attributes).when(on_pci);
inline constexpr const Element *address_children[] = {&zpci};
inline constexpr Attribute address_attributes[] = {
    Attribute{"type", rule::one_of(address_types)}.needed(Refusal::Internal).refused_as(Refusal::Unsupported),
    Attribute{"domain", rule::hex(4, 0xffffffff)}.when(on_pci).or_else("0x0000"),
    Attribute{"bus", rule::hex(2, 0xff)}.when(on_pci).or_else("0x00"),
    Attribute{"slot", rule::hex(2, 0x1f)}.when(on_pci).or_else("0x00"),
    Attribute{"function", rule::hex(1, 7)}.when(on_pci).or_else("0x0"),
    Attribute{"multifunction", rule::on_off}.when(on_pci),
    Attribute{"controller", rule::uint32}.when(on_drive).or_else("0"),
    Attribute{"bus", rule::uint32}.when(on_drive).or_else("0"),
    Attribute{"target", rule::uint32}.when(on_drive).or_else("0"),
    Attribute{"unit", rule::uint32}.when(on_drive).or_else("0"),
    Attribute{"controller", rule::uint32}.when(on_virtio_serial).or_else("0"),
    Attribute{"bus", rule::uint32}.when(on_virtio_serial).or_else("0"),
    Attribute{"port", rule::uint32}.when(on_virtio_serial).or_else("0"),
    Attribute{"controller", rule::uint32}.when(on_ccid).or_else("0"),
    Attribute{"slot", rule::uint32}.when(on_ccid).or_else("0"),
    Attribute{"bus", rule::uint32}.when(on_usb).or_else("0"),
    Attribute{"port", rule::ports}.when(on_usb).refused_as(Refusal::Internal),
    Attribute{"reg", rule::bare_hex(8, UINT64_MAX)}.when(on_spapr),
    Attribute{"cssid", rule::hex(1, 0xff)}.when(on_ccw),
    Attribute{"ssid", rule::hex(1, 3)}.when(on_ccw),
    Attribute{"devno", rule::hex(4, 0xffff)}.when(on_ccw),
    Attribute{"iobase", rule::bare_hex(1, 0xffffffff)}.when(on_isa),
    Attribute{"irq", rule::bare_hex(1, 0xffffffff)}.when(on_isa),
    Attribute{"slot", rule::uint32}.when(on_dimm).needed(),
    Attribute{"base", rule::bare_hex(1, UINT64_MAX)}.when(on_dimm),
};
inline constexpr Element address{"address", address_attributes, address_children};

// The address of a host's PCI device, which carries no type.
inline constexpr Attribute host_pci_attributes[] = {
    Attribute{"domain", rule::hex(4, 0xffffffff)}.or_else("0x0000"),
    Attribute{"bus", rule::hex(2, 0xff)}.or_else("0x00"),
    Attribute{"slot", rule::hex(2, 0x1f)}.or_else("0x00"),
    Attribute{"function", rule::hex(1, 7)}.or_else("0x0"),
    {"multifunction", rule::on_off},
};

// What most devices end with.
inline constexpr Attribute alias_attributes[] = {{"name"}};
inline constexpr Element alias{"alias", alias_attributes};
inline constexpr Attribute acpi_index_attributes[] = {{"index", rule::positive}};
inline constexpr Element acpi_index = Element("acpi", acpi_index_attributes).unless_empty().from("7.3.0");
inline constexpr Attribute boot_order_attributes[] = {Attribute{"order", rule::between(1, INT32_MAX)}.needed(),
                                                      {"loadparm"}};
inline constexpr Element boot_order{"boot", boot_order_attributes};
inline constexpr Attribute rom_attributes[] = {{"enabled", rule::yes_no}, {"bar", rule::on_off}, {"file"}};
inline constexpr Element rom{"rom", rom_attributes};
inline constexpr Element readonly{"readonly"};
inline constexpr Element shareable{"shareable"};

inline constexpr Word virtio_models[] = {"virtio", "virtio-transitional", "virtio-non-transitional"};
inline constexpr Attribute virtio_attributes[] = {
    {"iommu", rule::on_off}, {"ats", rule::on_off}, {"packed", rule::on_off}, {"page_per_vq", rule::on_off}};
inline constexpr Element virtio_driver{"driver", virtio_attributes};

// <seclabel> of a device, and of the domain.
inline constexpr Word only_yes[] = {"yes"};
inline constexpr Element label = Element("label").holding(rule::text);
inline constexpr const Element *device_label_children[] = {&label};
inline constexpr Attribute device_label_attributes[] = {
    {"model"}, {"relabel", rule::yes_no}, {"labelskip", rule::one_of(only_yes)}};
inline constexpr Element device_label =
    Element("seclabel", device_label_attributes, device_label_children).many();

inline constexpr Condition is_enabled{0, "enabled", only_yes};
inline constexpr Attribute reconnect_attributes[] = {
    {"enabled", rule::yes_no}, Attribute{"timeout", rule::uint32}.when(is_enabled).needed()};
inline constexpr Element reconnect = Element("reconnect", reconnect_attributes).unless_empty();

} // namespace modvirt::domain::tables
