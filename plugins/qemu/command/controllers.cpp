// SPDX-License-Identifier: LGPL-2.1-or-later
// The controllers that other devices sit on.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "subject.hpp"

namespace modvirt::qemu::command {

namespace {

struct Model {
    std::string_view model;
    std::string_view driver;
};

constexpr Model scsi_drivers[] = {{"virtio-scsi", "virtio-scsi-pci"},
                                  {"lsilogic", "lsi53c895a"},
                                  {"lsisas1068", "mptsas1068"},
                                  {"lsisas1078", "megasas"}};
constexpr Model usb_drivers[] = {{"piix3-uhci", "piix3-usb-uhci"}, {"ehci", "usb-ehci"},
                                 {"ich9-ehci1", "ich9-usb-ehci1"}, {"ich9-uhci1", "ich9-usb-uhci1"},
                                 {"ich9-uhci2", "ich9-usb-uhci2"}, {"ich9-uhci3", "ich9-usb-uhci3"},
                                 {"nec-xhci", "nec-usb-xhci"},     {"qemu-xhci", "qemu-xhci"}};

template <std::size_t Count>
std::string_view driver_of(const Model (&table)[Count], std::string_view model)
{
    const auto found = std::ranges::find(table, model, &Model::model);
    if (found == std::end(table))
        throw Error(ErrorCode::ConfigUnsupported,
                    fmt::format("controller model '{}' is not supported by the qemu driver", model));
    return found->driver;
}

void add_usb(Json &device, const xml::Element &controller)
{
    device["driver"] = driver_of(usb_drivers, controller.attribute_or("model", ""));
    device["id"] = config::alias_of(controller);
    if (const auto master = controller.child("master")) {
        device["masterbus"] = "usb.0";
        device["firstport"] = number_of(*master, "startport");
    }
    if (controller.attribute("ports"))
        device["p2"] = number_of(controller, "ports");
}

void add_pci(Json &device, const xml::Element &controller)
{
    const std::string_view model = controller.attribute_or("model", "");
    const uint64_t index = number_of(controller, "index");
    const auto target = controller.child("target");
    if (model == "pci-bridge") {
        device["driver"] = "pci-bridge";
        device["chassis_nr"] =
            target && target->attribute("chassisNr") ? number_of(*target, "chassisNr") : index;
    } else if (model == "pcie-root-port") {
        device["driver"] = "pcie-root-port";
        device["port"] = target && target->attribute("port") ? number_of(*target, "port") : index;
        device["chassis"] = target && target->attribute("chassis") ? number_of(*target, "chassis") : index;
    } else {
        device["driver"] = "pcie-pci-bridge";
    }
    device["id"] = config::alias_of(controller);
}

// Those that the board brings itself.
bool is_built_in(const Subject &subject, const xml::Element &controller)
{
    const std::string_view type = controller.attribute_or("type", "");
    const std::string_view model = controller.attribute_or("model", "");
    const bool is_first = number_of(controller, "index") == 0;
    const bool is_q35 = subject.machine() == config::MachineKind::Q35;
    if (type == "pci")
        return model == "pci-root" || model == "pcie-root";
    if (type == "usb")
        return model == "none";
    return (type == "ide" && !is_q35) || (type == "fdc" && !is_q35) || (type == "sata" && is_q35 && is_first);
}

Json describe(const xml::Element &controller)
{
    const std::string_view type = controller.attribute_or("type", "");
    Json device;
    if (type == "scsi") {
        device["driver"] = driver_of(scsi_drivers, controller.attribute_or("model", ""));
        device["id"] = config::alias_of(controller);
    } else if (type == "usb") {
        add_usb(device, controller);
    } else if (type == "pci") {
        add_pci(device, controller);
    } else if (type == "virtio-serial") {
        device["driver"] = "virtio-serial-pci";
        device["id"] = config::alias_of(controller);
        if (controller.attribute("ports"))
            device["max_ports"] = number_of(controller, "ports");
        if (controller.attribute("vectors"))
            device["vectors"] = number_of(controller, "vectors");
    } else {
        device["driver"] = type == "sata" ? "ahci" : "isa-fdc";
        device["id"] = config::alias_of(controller);
    }
    return device;
}

} // namespace

void add_controllers(Arguments &arguments, const Subject &subject)
{
    // A controller of the PCI bus comes before the devices on its bus, and a USB controller before its
    // companions.
    std::vector<xml::Element> ordered;
    const xml::Element devices = subject.devices();
    for (const xml::Element controller : devices.children("controller"))
        ordered.push_back(controller);
    std::ranges::stable_sort(ordered, {}, [](const xml::Element &controller) {
        const bool is_pci = controller.attribute("type") == "pci";
        const uint64_t rank = is_pci ? 0 : controller.child("master") ? 2 : 1;
        return std::pair(rank, is_pci ? number_of(controller, "index") : 0);
    });
    for (const xml::Element &controller : ordered) {
        if (is_built_in(subject, controller))
            continue;
        Json device = describe(controller);
        subject.put_pci_address(device, controller);
        arguments.add("-device", device);
    }
}

} // namespace modvirt::qemu::command
