// SPDX-License-Identifier: MIT
#include "kit/nodedev/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::nodedev {

namespace tables {

using namespace document::tables;

namespace {

constexpr Element text_of(std::string_view element)
{
    return Element(element).holding(rule::text).unless_empty().refused_as(Refusal::Internal);
}

constexpr Element number_of(std::string_view element)
{
    return Element(element).holding(rule::uint64).refused_as(Refusal::Internal);
}

// The types of a capability, and of those within it.
constexpr Word types[] = {"system",      "pci",  "usb_device", "usb",          "net",      "scsi_host",
                          "scsi_target", "scsi", "storage",    "scsi_generic", "drm",      "mdev",
                          "ccw",         "css",  "vdpa",       "ap_card",      "ap_queue", "ap_matrix"};
constexpr Word inner_types[] = {
    "phys_function", "virt_functions", "pci-bridge", "cardbus-bridge", "mdev_types", "vpd",         "80203",
    "80211",         "fc_host",        "vport_ops",  "fc_remote_port", "removable",  "hotpluggable"};
constexpr Word system_type[] = {"system"};
constexpr Word pci_type[] = {"pci"};
constexpr Word usb_device_type[] = {"usb_device"};
constexpr Word usb_type[] = {"usb"};
constexpr Word net_type[] = {"net"};
constexpr Word scsi_host_type[] = {"scsi_host"};
constexpr Word scsi_target_type[] = {"scsi_target"};
constexpr Word scsi_type[] = {"scsi"};
constexpr Word storage_type[] = {"storage"};
constexpr Word scsi_generic_type[] = {"scsi_generic"};
constexpr Word drm_type[] = {"drm"};
constexpr Word mdev_type[] = {"mdev"};
constexpr Word channel_types[] = {"ccw", "css"};
constexpr Word css_type[] = {"css"};
constexpr Word vdpa_type[] = {"vdpa"};
constexpr Word adapter_types[] = {"ap_card", "ap_queue"};
constexpr Word ap_queue_type[] = {"ap_queue"};
constexpr Condition is_system = own_type(system_type);
constexpr Condition is_pci = own_type(pci_type);
constexpr Condition is_usb_device = own_type(usb_device_type);
constexpr Condition is_usb = own_type(usb_type);
constexpr Condition is_net = own_type(net_type);
constexpr Condition is_scsi_host = own_type(scsi_host_type);
constexpr Condition is_scsi_target = own_type(scsi_target_type);
constexpr Condition is_scsi = own_type(scsi_type);
constexpr Condition is_storage = own_type(storage_type);
constexpr Condition is_scsi_generic = own_type(scsi_generic_type);
constexpr Condition is_drm = own_type(drm_type);
constexpr Condition is_mdev = own_type(mdev_type);
constexpr Condition is_channel = own_type(channel_types);
constexpr Condition is_css = own_type(css_type);
constexpr Condition is_vdpa = own_type(vdpa_type);
constexpr Condition is_adapter = own_type(adapter_types);
constexpr Condition is_ap_queue = own_type(ap_queue_type);

// Parts that several capabilities have.
constexpr Attribute pci_attributes[] = {{"domain", rule::hex(4, 0xffffffff)},
                                        {"bus", rule::hex(2, 0xff)},
                                        {"slot", rule::hex(2, 0x1f)},
                                        {"function", rule::hex(1, 7)}};
constexpr Element pci_address = Element("address", pci_attributes).many();
constexpr const Element *group_children[] = {&pci_address};
constexpr Attribute group_attributes[] = {
    Attribute{"number", rule::uint32}.needed().refused_as(Refusal::Internal)};
constexpr Element iommu_group{"iommuGroup", group_attributes, group_children};
constexpr Attribute id_attributes[] = {{"id", rule::hex(4, 0xffff)}};
constexpr Element product = Element("product", id_attributes).holding(rule::text);
constexpr Element vendor = Element("vendor", id_attributes).holding(rule::text);

// Capabilities within others
constexpr Word of_functions[] = {"phys_function", "virt_functions"};
constexpr Word of_virt_functions[] = {"virt_functions"};
constexpr Word of_mdev_types[] = {"mdev_types"};
constexpr Word of_fc_host[] = {"fc_host"};
constexpr Word of_vport_ops[] = {"vport_ops"};
constexpr Word of_remote_port[] = {"fc_remote_port"};
constexpr Word of_removable[] = {"removable"};
constexpr Word of_vpd[] = {"vpd"};
constexpr Condition has_functions = own_type(of_functions);
constexpr Condition has_virt_functions = own_type(of_virt_functions);
constexpr Condition has_mdev_types = own_type(of_mdev_types);
constexpr Condition is_fc_host = own_type(of_fc_host);
constexpr Condition is_vport_ops = own_type(of_vport_ops);
constexpr Condition is_remote_port = own_type(of_remote_port);
constexpr Condition is_removable = own_type(of_removable);
constexpr Condition is_vpd = own_type(of_vpd);

constexpr Element function_address = pci_address.when(has_functions);
constexpr Element mdev_name = text_of("name");
constexpr Element device_api = text_of("deviceAPI");
constexpr Element instances = number_of("availableInstances");
constexpr const Element *mdev_type_children[] = {&mdev_name, &device_api, &instances};
constexpr Attribute type_id_attributes[] = {Attribute{"id"}.needed()};
constexpr Element offered_type =
    Element("type", type_id_attributes, mdev_type_children).many().when(has_mdev_types);
constexpr Element wwnn = text_of("wwnn").when(is_fc_host);
constexpr Element wwpn = text_of("wwpn").when(is_fc_host);
constexpr Element fabric_wwn = text_of("fabric_wwn").when(is_fc_host);
constexpr Element max_vports = number_of("max_vports").when(is_vport_ops);
constexpr Element vports = number_of("vports").when(is_vport_ops);
constexpr Element rport = text_of("rport").when(is_remote_port);
constexpr Element remote_wwpn = text_of("wwpn").when(is_remote_port);
constexpr Element media_available = number_of("media_available").when(is_removable);
constexpr Element media_size = number_of("media_size").when(is_removable);
constexpr Element media_label = text_of("media_label").when(is_removable);
constexpr Element media_block_size = number_of("logical_block_size").when(is_removable);
constexpr Element media_blocks = number_of("num_blocks").when(is_removable);

// Vital product data of a PCI device
constexpr Element vpd_name = text_of("name").when(is_vpd);
constexpr Element change_level = text_of("change_level");
constexpr Element manufacture_id = text_of("manufacture_id");
constexpr Element part_number = text_of("part_number");
constexpr Element serial_number = text_of("serial_number");
constexpr Element asset_tag = text_of("asset_tag");
constexpr Attribute index_attributes[] = {{"index"}};
constexpr Element vendor_field = Element("vendor_field", index_attributes).holding(rule::text).many();
constexpr Element system_field = Element("system_field", index_attributes).holding(rule::text).many();
constexpr const Element *fields_children[] = {&change_level, &manufacture_id, &part_number, &serial_number,
                                              &asset_tag,    &vendor_field,   &system_field};
constexpr Word accesses[] = {"readonly", "readwrite"};
constexpr Attribute fields_attributes[] = {{"access", rule::one_of(accesses)}};
constexpr Element fields =
    Element("fields", fields_attributes, fields_children).many().when(is_vpd).from("7.9.0");

constexpr const Element *inner_children[] = {&function_address, &offered_type,    &wwnn,       &wwpn,
                                             &fabric_wwn,       &max_vports,      &vports,     &rport,
                                             &remote_wwpn,      &media_available, &media_size, &media_label,
                                             &media_block_size, &media_blocks,    &vpd_name,   &fields};
constexpr Attribute inner_attributes[] = {
    Attribute{"type", rule::one_of(inner_types)}.needed().refused_as(Refusal::Internal),
    Attribute{"maxCount", rule::uint32}.when(has_virt_functions)};
constexpr Element inner = Element("capability", inner_attributes, inner_children).many();

// system
constexpr Element system_product = text_of("product").when(is_system);
constexpr Element hardware_vendor = text_of("vendor");
constexpr Element version = text_of("version");
constexpr Element serial = text_of("serial");
constexpr const Element *hardware_children[] = {&hardware_vendor, &version, &serial, &uuid};
constexpr Element hardware = Element("hardware", {}, hardware_children).when(is_system);
constexpr Element release_date = text_of("release_date");
constexpr const Element *firmware_children[] = {&hardware_vendor, &version, &release_date};
constexpr Element firmware = Element("firmware", {}, firmware_children).when(is_system);

// pci
constexpr Element pci_class =
    Element("class").holding(rule::hex(6, 0xffffff)).when(is_pci).refused_as(Refusal::Internal);
constexpr Element pci_domain = number_of("domain").when(is_pci);
constexpr Element pci_bus = number_of("bus").when(is_pci);
constexpr Element pci_slot = number_of("slot").when(is_pci);
constexpr Element pci_function = number_of("function").when(is_pci);
constexpr Element pci_product = product.when(is_pci);
constexpr Element pci_vendor = vendor.when(is_pci);
constexpr Element pci_inner = inner.when(is_pci);
constexpr Element pci_group = iommu_group.when(is_pci);
constexpr Attribute numa_attributes[] = {{"node", rule::int32}};
constexpr Element numa = Element("numa", numa_attributes).when(is_pci).from("1.2.7");
constexpr Word validities[] = {"cap", "sta"};
constexpr Attribute express_link_attributes[] = {
    {"validity", rule::one_of(validities)}, {"port", rule::uint32}, {"speed"}, {"width", rule::uint32}};
constexpr Element express_link = Element("link", express_link_attributes).many();
constexpr const Element *express_children[] = {&express_link};
constexpr Element express = Element("pci-express", {}, express_children).when(is_pci).from("1.2.6");

// usb_device and usb
constexpr Element usb_bus = number_of("bus").when(is_usb_device);
constexpr Element usb_number = number_of("device").when(is_usb_device);
constexpr Element usb_product = product.when(is_usb_device);
constexpr Element usb_vendor = vendor.when(is_usb_device);
constexpr Element interface_number = number_of("number").when(is_usb);
constexpr Element usb_class = number_of("class").when(is_usb);
constexpr Element usb_subclass = number_of("subclass").when(is_usb);
constexpr Element usb_protocol = number_of("protocol").when(is_usb);
constexpr Element usb_description = text_of("description").when(is_usb);

// net
constexpr Element net_interface = text_of("interface").when(is_net);
constexpr Element net_address = text_of("address").when(is_net);
constexpr Word link_states[] = {"unknown", "notpresent", "down", "lowerlayerdown",
                                "testing", "dormant",    "up"};
constexpr Attribute link_attributes[] = {{"speed", rule::uint32}, {"state", rule::one_of(link_states)}};
constexpr Element net_link = Element("link", link_attributes).when(is_net).unless_empty();
constexpr Attribute named[] = {{"name"}};
constexpr Element net_feature = Element("feature", named).when(is_net).many();
constexpr Element net_inner = inner.when(is_net);

// SCSI and storage
constexpr Element host_number = number_of("host").when(is_scsi_host);
constexpr Element unique_id = number_of("unique_id").when(is_scsi_host);
constexpr Element host_inner = inner.when(is_scsi_host);
constexpr Element target_name = text_of("target").when(is_scsi_target);
constexpr Element target_inner = inner.when(is_scsi_target);
constexpr Element scsi_host = number_of("host").when(is_scsi);
constexpr Element scsi_bus = number_of("bus").when(is_scsi);
constexpr Element scsi_target = number_of("target").when(is_scsi);
constexpr Element scsi_lun = number_of("lun").when(is_scsi);
constexpr Element scsi_kind = text_of("type").when(is_scsi);
constexpr Element generic_device = text_of("char").when(is_scsi_generic);
constexpr Element block = text_of("block").when(is_storage);
constexpr Element storage_bus = text_of("bus").when(is_storage);
constexpr Element drive_type = text_of("drive_type").when(is_storage);
constexpr Element model = text_of("model").when(is_storage);
constexpr Element storage_vendor = text_of("vendor").when(is_storage);
constexpr Element storage_serial = text_of("serial").when(is_storage);
constexpr Element storage_inner = inner.when(is_storage);
constexpr Element size = number_of("size").when(is_storage);
constexpr Element block_size = number_of("logical_block_size").when(is_storage);
constexpr Element blocks = number_of("num_blocks").when(is_storage);

// Graphics, mediated devices, channel subsystems, adjunct processors
constexpr Word drm_kinds[] = {"primary", "control", "render"};
constexpr Element drm_kind =
    Element("type").holding(rule::one_of(drm_kinds)).when(is_drm).refused_as(Refusal::Unsupported);
constexpr Element mdev_kind = Element("type", type_id_attributes).when(is_mdev);
constexpr Element mdev_uuid = uuid.when(is_mdev);
constexpr Element mdev_parent = text_of("parent_addr").when(is_mdev);
constexpr Element mdev_group = iommu_group.when(is_mdev);
constexpr Attribute attr_attributes[] = {Attribute{"name"}.needed(), Attribute{"value"}.needed()};
constexpr Element mdev_attribute = Element("attr", attr_attributes).when(is_mdev).many();
constexpr Element cssid = Element("cssid").holding(rule::hex(1, 0xfe)).refused_as(Refusal::Internal);
constexpr Element ssid = Element("ssid").holding(rule::hex(1, 3)).refused_as(Refusal::Internal);
constexpr Element devno = Element("devno").holding(rule::hex(4, 0xffff)).refused_as(Refusal::Internal);
constexpr const Element *channel_children[] = {&cssid, &ssid, &devno};
constexpr Element own_cssid = cssid.when(is_channel);
constexpr Element own_ssid = ssid.when(is_channel);
constexpr Element own_devno = devno.when(is_channel);
constexpr Element channel_device = Element("channel_dev_addr", {}, channel_children).when(is_css);
constexpr Element chardev = text_of("chardev").when(is_vdpa);
constexpr Element ap_adapter =
    Element("ap-adapter").holding(rule::hex(2, 0xff)).when(is_adapter).refused_as(Refusal::Internal);
constexpr Element ap_domain =
    Element("ap-domain").holding(rule::hex(4, 0xff)).when(is_ap_queue).refused_as(Refusal::Internal);
constexpr Word with_mediated[] = {"css", "ap_matrix"};
constexpr Condition offers_mediated = own_type(with_mediated);
constexpr Element mediated_inner = inner.when(offers_mediated);

constexpr const Element *capability_children[] = {&system_product,
                                                  &hardware,
                                                  &firmware,
                                                  &pci_class,
                                                  &pci_domain,
                                                  &pci_bus,
                                                  &pci_slot,
                                                  &pci_function,
                                                  &pci_product,
                                                  &pci_vendor,
                                                  &pci_inner,
                                                  &pci_group,
                                                  &numa,
                                                  &express,
                                                  &usb_bus,
                                                  &usb_number,
                                                  &usb_product,
                                                  &usb_vendor,
                                                  &interface_number,
                                                  &usb_class,
                                                  &usb_subclass,
                                                  &usb_protocol,
                                                  &usb_description,
                                                  &net_interface,
                                                  &net_address,
                                                  &net_link,
                                                  &net_feature,
                                                  &net_inner,
                                                  &host_number,
                                                  &unique_id,
                                                  &host_inner,
                                                  &target_name,
                                                  &target_inner,
                                                  &scsi_host,
                                                  &scsi_bus,
                                                  &scsi_target,
                                                  &scsi_lun,
                                                  &scsi_kind,
                                                  &generic_device,
                                                  &block,
                                                  &storage_bus,
                                                  &drive_type,
                                                  &model,
                                                  &storage_vendor,
                                                  &storage_serial,
                                                  &storage_inner,
                                                  &size,
                                                  &block_size,
                                                  &blocks,
                                                  &drm_kind,
                                                  &mdev_kind,
                                                  &mdev_uuid,
                                                  &mdev_parent,
                                                  &mdev_group,
                                                  &mdev_attribute,
                                                  &own_cssid,
                                                  &own_ssid,
                                                  &own_devno,
                                                  &channel_device,
                                                  &chardev,
                                                  &ap_adapter,
                                                  &ap_domain,
                                                  &mediated_inner};
constexpr Attribute capability_attributes[] = {Attribute{"type", rule::one_of(types)}.needed()};
constexpr Element capability =
    Element("capability", capability_attributes, capability_children).many().open();

// <device>
constexpr Element path = text_of("path");
constexpr Word devnode_types[] = {"dev", "link"};
constexpr Attribute devnode_attributes[] = {
    Attribute{"type", rule::one_of(devnode_types)}.needed().refused_as(Refusal::Internal)};
constexpr Element devnode = Element("devnode", devnode_attributes).holding(rule::text).many().from("3.6.0");
constexpr Attribute parent_attributes[] = {{"wwnn"}, {"wwpn"}, {"fabric_wwn"}};
constexpr Element parent = Element("parent", parent_attributes).holding(rule::text).unless_empty();
constexpr Element driver_name = text_of("name");
constexpr const Element *driver_children[] = {&driver_name};
constexpr Element driver = Element("driver", {}, driver_children).unless_empty();
constexpr Element device_name = Element("name").holding(rule::text).unless_empty();
constexpr const Element *device_children[] = {&device_name, &path, &devnode, &parent, &driver, &capability};
constexpr Element device{"device", {}, device_children};

} // namespace

} // namespace tables

const xml::Schema &schema()
{
    static constexpr xml::Schema device_schema{&tables::device, ErrorDomain::Nodedev, "node device"};
    return device_schema;
}

} // namespace modvirt::nodedev
