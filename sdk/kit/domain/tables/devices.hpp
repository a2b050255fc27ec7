// SPDX-License-Identifier: MIT
// The devices that are neither disks, interfaces nor character devices; and <devices> itself.
#pragma once

#include "character.hpp"
#include "common.hpp"
#include "disk.hpp"
#include "network.hpp"

namespace modvirt::domain::tables {

inline constexpr Element emulator = Element("emulator").holding(rule::text).unless_empty();

// <controller>
inline constexpr Word controller_types[] = {"ide",  "fdc", "scsi", "sata",   "virtio-serial",
                                            "ccid", "usb", "pci",  "xenbus", "isa"};
inline constexpr Word scsi_word[] = {"scsi"};
inline constexpr Word pci_controller[] = {"pci"};
inline constexpr Word usb_controller[] = {"usb"};
inline constexpr Word serial_controller[] = {"virtio-serial"};
inline constexpr Word ide_controller[] = {"ide"};
inline constexpr Word xenbus_controller[] = {"xenbus"};
inline constexpr Word scsi_models[] = {
    "auto",     "buslogic",    "lsilogic",   "lsisas1068",          "vmpvscsi",
    "ibmvscsi", "virtio-scsi", "lsisas1078", "virtio-transitional", "virtio-non-transitional",
    "ncr53c90", "dc390",       "am53c974"};
inline constexpr Word usb_models[] = {
    "piix3-uhci",     "piix4-uhci", "ehci",     "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3",
    "vt82c686b-uhci", "pci-ohci",   "nec-xhci", "qusb1",      "qusb2",      "qemu-xhci",  "none"};
inline constexpr Word pci_models[] = {"pci-root",
                                      "pcie-root",
                                      "pci-bridge",
                                      "dmi-to-pci-bridge",
                                      "pcie-root-port",
                                      "pcie-switch-upstream-port",
                                      "pcie-switch-downstream-port",
                                      "pci-expander-bus",
                                      "pcie-expander-bus",
                                      "pcie-to-pci-bridge"};
inline constexpr Word ide_models[] = {"piix3", "piix4", "ich6"};
inline constexpr Word other_controllers[] = {"fdc", "sata", "ccid", "xenbus", "isa"};
inline constexpr xml::Words no_models{};
inline constexpr Condition is_scsi = own_type(scsi_word);
inline constexpr Condition is_of_one_model = own_type(other_controllers);
inline constexpr Condition is_pci = own_type(pci_controller);
inline constexpr Condition is_usb = own_type(usb_controller);
inline constexpr Condition is_virtio_serial = own_type(serial_controller);
inline constexpr Condition is_ide = own_type(ide_controller);
inline constexpr Condition is_xenbus = own_type(xenbus_controller);
inline constexpr Attribute controller_driver_attributes[] = {
    {"queues", rule::uint32},    {"cmd_per_lun", rule::uint32}, {"max_sectors", rule::uint32},
    {"ioeventfd", rule::on_off}, {"iothread", rule::uint32},    {"iommu", rule::on_off},
    {"ats", rule::on_off},       {"packed", rule::on_off},      {"page_per_vq", rule::on_off}};
inline constexpr Element controller_driver{"driver", controller_driver_attributes};
inline constexpr Word pci_model_names[] = {"none",
                                           "pci-bridge",
                                           "i82801b11-bridge",
                                           "pcie-root-port",
                                           "ioh3420",
                                           "x3130-upstream",
                                           "xio3130-downstream",
                                           "pxb",
                                           "pxb-pcie",
                                           "pcie-pci-bridge",
                                           "spapr-pci-host-bridge"};
inline constexpr Condition of_pci_controller = parent_type(pci_controller);
inline constexpr Attribute controller_model_attributes[] = {
    Attribute{"name", rule::one_of(pci_model_names)}.when(of_pci_controller)};
inline constexpr Element controller_model =
    Element("model", controller_model_attributes).once(Refusal::XmlDomain).unless_empty();
inline constexpr Element target_node = Element("node").holding(rule::uint32);
inline constexpr Element pci_target_node = target_node.when(of_pci_controller);
inline constexpr const Element *controller_target_children[] = {&pci_target_node};
inline constexpr Attribute controller_target_attributes[] = {
    Attribute{"chassisNr", rule::at_most(255)}.when(of_pci_controller),
    Attribute{"chassis", rule::at_most(255)}.when(of_pci_controller),
    Attribute{"port", rule::hex(1, 255)}.when(of_pci_controller),
    Attribute{"busNr", rule::at_most(255)}.when(of_pci_controller),
    Attribute{"index", rule::at_most(255)}.when(of_pci_controller),
    Attribute{"hotplug", rule::on_off}.when(of_pci_controller)};
inline constexpr Element controller_target =
    Element("target", controller_target_attributes, controller_target_children)
        .once(Refusal::XmlDomain)
        .unless_empty();
inline constexpr Element pcihole64 =
    Element("pcihole64", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Attribute master_attributes[] = {Attribute{"startport", rule::uint32}.or_else("0")};
inline constexpr Element usb_master{"master", master_attributes};
inline constexpr const Element *controller_children[] = {
    &controller_model, &controller_target, &controller_driver, &usb_master, &alias,
    &acpi_index,       &address,           &pcihole64};
inline constexpr Attribute controller_attributes[] = {
    Attribute{"type", rule::one_of(controller_types)}.needed(),
    {"index", rule::uint32},
    Attribute{"model", rule::one_of(scsi_models)}.when(is_scsi).refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(usb_models)}.when(is_usb).refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(pci_models)}.when(is_pci).refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(ide_models)}.when(is_ide).refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(virtio_models)}.when(is_virtio_serial).refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(no_models)}.when(is_of_one_model).refused_as(Refusal::Unsupported),
    Attribute{"ports", rule::uint32}.when(is_virtio_serial),
    Attribute{"vectors", rule::uint32}.when(is_virtio_serial),
    Attribute{"ports", rule::uint32}.when(is_usb),
    Attribute{"maxGrantFrames", rule::uint32}.when(is_xenbus),
    Attribute{"maxEventChannels", rule::uint32}.when(is_xenbus),
};
inline constexpr Element controller =
    Element("controller", controller_attributes, controller_children).many();

// <filesystem>
inline constexpr Word filesystem_types[] = {"mount", "block", "file", "template", "ram", "bind", "volume"};
inline constexpr Word access_modes[] = {"passthrough", "mapped", "squash"};
inline constexpr Word multidevs_modes[] = {"default", "remap", "forbid", "warn"};
inline constexpr Word filesystem_drivers[] = {"default", "path",  "handle",  "loop",
                                              "nbd",     "ploop", "virtiofs"};
inline constexpr Word write_policies[] = {"immediate"};
inline constexpr Attribute filesystem_driver_attributes[] = {{"type", rule::one_of(filesystem_drivers)},
                                                             {"format", rule::one_of(disk_formats)},
                                                             {"wrpolicy", rule::one_of(write_policies)},
                                                             {"queue", rule::uint64},
                                                             {"iommu", rule::on_off},
                                                             {"ats", rule::on_off},
                                                             {"packed", rule::on_off},
                                                             {"page_per_vq", rule::on_off}};
inline constexpr Element filesystem_driver{"driver", filesystem_driver_attributes};
inline constexpr Word cache_words[] = {"none", "always"};
inline constexpr Attribute cache_mode_attributes[] = {{"mode", rule::one_of(cache_words)}};
inline constexpr Element filesystem_cache{"cache", cache_mode_attributes};
inline constexpr Word sandbox_words[] = {"namespace", "chroot"};
inline constexpr Attribute sandbox_attributes[] = {{"mode", rule::one_of(sandbox_words)}};
inline constexpr Element filesystem_sandbox{"sandbox", sandbox_attributes};
inline constexpr Attribute lock_attributes[] = {{"posix", rule::on_off}, {"flock", rule::on_off}};
inline constexpr Element filesystem_lock{"lock", lock_attributes};
inline constexpr Attribute pool_size_attributes[] = {{"size", rule::int32}};
inline constexpr Element thread_pool{"thread_pool", pool_size_attributes};
inline constexpr const Element *binary_children[] = {&filesystem_cache, &filesystem_sandbox, &filesystem_lock,
                                                     &thread_pool};
inline constexpr Attribute binary_attributes[] = {{"path"}, {"xattr", rule::on_off}};
inline constexpr Element filesystem_binary{"binary", binary_attributes, binary_children};
inline constexpr Attribute filesystem_source_attributes[] = {
    {"dir"},   {"dev"},  {"file"},   {"name"},  {"usage", rule::uint64},
    {"units"}, {"pool"}, {"volume"}, {"socket"}};
inline constexpr Element filesystem_source{"source", filesystem_source_attributes};
inline constexpr Attribute filesystem_target_attributes[] = {Attribute{"dir"}};
inline constexpr Element filesystem_target{"target", filesystem_target_attributes};
inline constexpr Element space_hard_limit =
    Element("space_hard_limit", unit_attributes).holding(rule::uint64).measured_in(Measure::Bytes);
inline constexpr Element space_soft_limit =
    Element("space_soft_limit", unit_attributes).holding(rule::uint64).measured_in(Measure::Bytes);
inline constexpr const Element *filesystem_children[] = {&filesystem_driver,
                                                         &filesystem_binary,
                                                         &filesystem_source,
                                                         &filesystem_target,
                                                         &readonly,
                                                         &boot_order,
                                                         &alias,
                                                         &acpi_index,
                                                         &address,
                                                         &space_hard_limit,
                                                         &space_soft_limit};
inline constexpr Attribute filesystem_attributes[] = {
    Attribute{"type", rule::one_of(filesystem_types)}.or_else("mount"),
    Attribute{"accessmode", rule::one_of(access_modes)}.or_else("passthrough"),
    {"model", rule::one_of(virtio_models)},
    {"multidevs", rule::one_of(multidevs_modes)},
    {"fmode", rule::octal(0777)},
    {"dmode", rule::octal(0777)},
};
inline constexpr Element filesystem =
    Element("filesystem", filesystem_attributes, filesystem_children).many();

// <input>
inline constexpr Word input_types[] = {"mouse", "tablet", "keyboard", "passthrough", "evdev"};
inline constexpr Word input_buses[] = {"ps2", "usb", "xen", "parallels", "virtio", "none"};
inline constexpr Word grab_words[] = {"all"};
inline constexpr Word toggle_words[] = {"ctrl-ctrl", "alt-alt",    "shift-shift",
                                        "meta-meta", "scrolllock", "ctrl-scrolllock"};
inline constexpr Attribute input_source_attributes[] = {{"evdev", rule::path},
                                                        {"dev", rule::path},
                                                        {"grab", rule::one_of(grab_words)},
                                                        {"grabToggle", rule::one_of(toggle_words)},
                                                        {"repeat", rule::on_off}};
inline constexpr Element input_source{"source", input_source_attributes};
inline constexpr const Element *input_children[] = {&virtio_driver, &input_source, &alias, &acpi_index,
                                                    &address};
inline constexpr Attribute input_attributes[] = {
    Attribute{"type", rule::one_of(input_types)}.needed().refused_as(Refusal::Unsupported),
    Attribute{"bus", rule::one_of(input_buses)}.refused_as(Refusal::Unsupported),
    Attribute{"model", rule::one_of(virtio_models)}.refused_as(Refusal::Unsupported),
};
inline constexpr Element input = Element("input", input_attributes, input_children).many();

// <tpm>
inline constexpr Word tpm_models[] = {"tpm-tis", "tpm-crb", "tpm-spapr", "spapr-tpm-proxy"};
inline constexpr Word tpm_backends[] = {"passthrough", "emulator", "external"};
inline constexpr Word tpm_versions[] = {"1.2", "2.0"};
inline constexpr Element tpm_device{"device", path_attributes};
inline constexpr Attribute tpm_encryption_attributes[] = {Attribute{"secret", rule::uuid}.refused_as(Refusal::Internal)};
inline constexpr Element tpm_encryption{"encryption", tpm_encryption_attributes};
inline constexpr Element sha1{"sha1"};
inline constexpr Element sha256{"sha256"};
inline constexpr Element sha384{"sha384"};
inline constexpr Element sha512{"sha512"};
inline constexpr const Element *bank_children[] = {&sha1, &sha256, &sha384, &sha512};
inline constexpr Element pcr_banks = Element("active_pcr_banks", {}, bank_children).unless_empty();
inline constexpr Attribute tpm_source_attributes[] = {{"type"}, {"mode"}, {"path"}};
inline constexpr Element tpm_source{"source", tpm_source_attributes};
inline constexpr const Element *tpm_backend_children[] = {&tpm_device, &tpm_encryption, &pcr_banks,
                                                          &tpm_source};
inline constexpr Attribute tpm_backend_attributes[] = {
    Attribute{"type", rule::one_of(tpm_backends)}.needed(),
    {"version", rule::one_of(tpm_versions)},
    {"persistent_state", rule::yes_no},
};
inline constexpr Element tpm_backend =
    Element("backend", tpm_backend_attributes, tpm_backend_children).needed().once(Refusal::XmlDomain);
inline constexpr const Element *tpm_children[] = {&tpm_backend, &alias, &address};
inline constexpr Attribute tpm_attributes[] = {
    Attribute{"model", rule::one_of(tpm_models)}};
inline constexpr Element tpm = Element("tpm", tpm_attributes, tpm_children).many();

// <graphics>
inline constexpr Word graphics_types[] = {"sdl", "vnc", "rdp", "desktop", "spice", "egl-headless", "dbus"};
inline constexpr Word gfx_vnc[] = {"vnc"};
inline constexpr Word gfx_spice[] = {"spice"};
inline constexpr Word gfx_rdp[] = {"rdp"};
inline constexpr Word gfx_display[] = {"sdl", "desktop"};
inline constexpr Word gfx_sdl[] = {"sdl"};
inline constexpr Word gfx_port[] = {"vnc", "spice", "rdp"};
inline constexpr Word gfx_dbus[] = {"dbus"};
inline constexpr Word gfx_password[] = {"vnc", "spice"};
inline constexpr Condition is_vnc = own_type(gfx_vnc);
inline constexpr Condition is_spice = own_type(gfx_spice);
inline constexpr Condition is_rdp = own_type(gfx_rdp);
inline constexpr Condition is_display = own_type(gfx_display);
inline constexpr Condition is_sdl = own_type(gfx_sdl);
inline constexpr Condition has_port = own_type(gfx_port);
inline constexpr Condition is_dbus = own_type(gfx_dbus);
inline constexpr Condition has_password = own_type(gfx_password);
inline constexpr Word share_policies[] = {"allow-exclusive", "force-shared", "ignore"};
inline constexpr Word connected_modes[] = {"fail", "disconnect", "keep"};
inline constexpr Word channel_modes[] = {"any", "secure", "insecure"};
inline constexpr Word listen_types[] = {"none", "address", "network", "socket"};
inline constexpr Attribute listen_attributes[] = {Attribute{"type", rule::one_of(listen_types)}.needed(),
                                                  {"address"},
                                                  {"network"},
                                                  {"socket"},
                                                  {"fromConfig", rule::uint32}};
inline constexpr Element listen = Element("listen", listen_attributes).many().when(has_port);
inline constexpr Word spice_channels[] = {"main",     "display", "inputs",    "cursor",
                                          "playback", "record",  "smartcard", "usbredir"};
inline constexpr Attribute spice_channel_attributes[] = {
    Attribute{"name", rule::one_of(spice_channels)}.needed(),
    Attribute{"mode", rule::one_of(channel_modes)}.needed()};
inline constexpr Element spice_channel = Element("channel", spice_channel_attributes).many();
inline constexpr Word image_compressions[] = {"auto_glz", "auto_lz", "quic", "glz", "lz", "off"};
inline constexpr Word codec_compressions[] = {"auto", "never", "always"};
inline constexpr Word streaming_modes[] = {"filter", "all", "off"};
inline constexpr Attribute image_attributes[] = {
    Attribute{"compression", rule::one_of(image_compressions)}.needed()};
inline constexpr Element spice_image = Element("image", image_attributes).when(is_spice);
inline constexpr Attribute codec_compression_attributes[] = {
    Attribute{"compression", rule::one_of(codec_compressions)}.needed()};
inline constexpr Element spice_jpeg = Element("jpeg", codec_compression_attributes).when(is_spice);
inline constexpr Element spice_zlib = Element("zlib", codec_compression_attributes).when(is_spice);
inline constexpr Attribute playback_attributes[] = {Attribute{"compression", rule::on_off}.needed()};
inline constexpr Element spice_playback = Element("playback", playback_attributes).when(is_spice);
inline constexpr Attribute streaming_attributes[] = {Attribute{"mode", rule::one_of(streaming_modes)}.needed()};
inline constexpr Element spice_streaming = Element("streaming", streaming_attributes).when(is_spice);
inline constexpr Element spice_mouse = mouse.when(is_spice);
inline constexpr Element spice_clipboard = clipboard.when(is_spice);
inline constexpr Attribute enable_attributes[] = {Attribute{"enable", rule::yes_no}.needed()};
inline constexpr Element file_transfer = Element("filetransfer", enable_attributes).when(is_spice);
inline constexpr Word gfx_gl[] = {"sdl", "spice", "dbus"};
inline constexpr Word gfx_headless[] = {"egl-headless"};
inline constexpr Word gfx_rendernode[] = {"spice", "dbus", "egl-headless"};
inline constexpr Condition has_gl = own_type(gfx_gl);
inline constexpr Condition is_headless = own_type(gfx_headless);
inline constexpr Condition of_gl = parent_type(gfx_gl);
inline constexpr Condition of_rendernode = parent_type(gfx_rendernode);
inline constexpr Attribute gl_attributes[] = {Attribute{"enable", rule::yes_no}.when(of_gl).needed(),
                                              Attribute{"rendernode"}.when(of_rendernode)};
inline constexpr Element graphics_gl = Element("gl", gl_attributes).when(has_gl);
inline constexpr Element headless_gl = Element("gl", gl_attributes).when(is_headless).unless_empty();
inline constexpr Attribute audio_id_attributes[] = {Attribute{"id", rule::positive}.needed()};
inline constexpr Element audio_reference{"audio", audio_id_attributes};
inline constexpr Word gfx_audio[] = {"vnc", "dbus"};
inline constexpr Condition has_audio = own_type(gfx_audio);
inline constexpr Element graphics_audio = audio_reference.when(has_audio);
inline constexpr const Element *graphics_children[] = {
    &listen,          &spice_channel, &spice_image, &spice_jpeg,    &spice_zlib,  &spice_playback,
    &spice_streaming, &spice_mouse,   &spice_clipboard, &file_transfer, &graphics_gl, &headless_gl,
    &graphics_audio};
inline constexpr Attribute graphics_attributes[] = {
    Attribute{"type", rule::one_of(graphics_types)}.needed(),
    Attribute{"socket"}.when(is_vnc),
    Attribute{"port", rule::int32}.when(has_port).refused_as(Refusal::Internal),
    Attribute{"tlsPort", rule::int32}.when(is_spice).refused_as(Refusal::Internal),
    Attribute{"autoport", rule::yes_no}.when(has_port).refused_as(Refusal::Ignored),
    Attribute{"websocket", rule::int32}.when(is_vnc).refused_as(Refusal::Internal),
    Attribute{"replaceUser", rule::yes_no}.when(is_rdp),
    Attribute{"multiUser", rule::yes_no}.when(is_rdp),
    Attribute{"listen"}.when(has_port),
    Attribute{"display"}.when(is_display),
    Attribute{"xauth"}.when(is_sdl),
    Attribute{"fullscreen", rule::yes_no}.when(is_display),
    Attribute{"keymap"}.when(has_password),
    Attribute{"sharePolicy", rule::one_of(share_policies)}.when(is_vnc),
    Attribute{"powerControl", rule::yes_no}.when(is_vnc),
    Attribute{"defaultMode", rule::one_of(channel_modes)}.when(is_spice),
    Attribute{"p2p", rule::yes_no}.when(is_dbus),
    Attribute{"address"}.when(is_dbus),
    Attribute{"passwd"}.when(has_password).kept_secret(),
    Attribute{"passwdValidTo"}.when(has_password),
    Attribute{"connected", rule::one_of(connected_modes)}.when(has_password).refused_as(Refusal::Unsupported),
};
inline constexpr Element graphics = Element("graphics", graphics_attributes, graphics_children).many();

// <sound> and <audio>
inline constexpr Word sound_models[] = {"sb16", "es1370", "pcspk", "ac97", "ich6", "ich9", "usb", "ich7"};
inline constexpr Word codec_types[] = {"duplex", "micro", "output"};
inline constexpr Word sound_with_codec[] = {"ich6", "ich9"};
inline constexpr Condition has_codec{0, "model", sound_with_codec};
inline constexpr Attribute codec_attributes[] = {
    Attribute{"type", rule::one_of(codec_types)}.needed().refused_as(Refusal::Unsupported)};
inline constexpr Element codec = Element("codec", codec_attributes).many().when(has_codec);
inline constexpr const Element *sound_children[] = {&codec, &audio_reference, &alias, &acpi_index, &address};
inline constexpr Attribute sound_attributes[] = {Attribute{"model", rule::one_of(sound_models)}.needed()};
inline constexpr Element sound = Element("sound", sound_attributes, sound_children).many();

inline constexpr Word audio_types[] = {"none",       "alsa", "coreaudio", "jack", "oss",
                                       "pulseaudio", "sdl",  "spice",     "file", "dbus"};
inline constexpr Word sample_formats[] = {"s8", "u8", "s16", "u16", "s32", "u32", "f32"};
inline constexpr Word sdl_drivers[] = {"esd", "alsa", "arts", "pulseaudio"};
inline constexpr Attribute settings_attributes[] = {
    {"frequency", rule::uint32}, {"channels", rule::uint32}, {"format", rule::one_of(sample_formats)}};
inline constexpr Element settings{"settings", settings_attributes};
inline constexpr const Element *audio_side_children[] = {&settings};
inline constexpr Attribute audio_side_attributes[] = {{"mixingEngine", rule::yes_no},
                                                      {"fixedSettings", rule::yes_no},
                                                      {"voices", rule::positive},
                                                      {"bufferLength", rule::positive},
                                                      {"dev"},
                                                      {"bufferCount", rule::uint32},
                                                      {"tryPoll", rule::yes_no},
                                                      {"name"},
                                                      {"streamName"},
                                                      {"latency", rule::uint32},
                                                      {"serverName"},
                                                      {"clientName"},
                                                      {"connectPorts"},
                                                      {"exactName", rule::yes_no}};
inline constexpr Element audio_input =
    Element("input", audio_side_attributes, audio_side_children).unless_empty();
inline constexpr Element audio_output =
    Element("output", audio_side_attributes, audio_side_children).unless_empty();
inline constexpr const Element *audio_children[] = {&audio_input, &audio_output};
inline constexpr Attribute audio_attributes[] = {
    Attribute{"id", rule::positive}.needed(),
    Attribute{"type", rule::one_of(audio_types)}.needed(),
    {"timerPeriod", rule::positive},
    {"tryMMap", rule::yes_no},
    {"exclusive", rule::yes_no},
    {"dspPolicy", rule::int32},
    {"serverName"},
    {"driver", rule::one_of(sdl_drivers)},
    {"path"},
};
inline constexpr Element audio = Element("audio", audio_attributes, audio_children).many();

// <video>
inline constexpr Word video_models[] = {"default",   "vga",    "cirrus", "vmvga", "xen",   "vbox", "qxl",
                                        "parallels", "virtio", "gop",    "none",  "bochs", "ramfb"};
inline constexpr Word video_drivers[] = {"qemu", "vhostuser"};
inline constexpr Word vga_modes[] = {"io", "on", "off"};
inline constexpr Attribute video_driver_attributes[] = {{"name", rule::one_of(video_drivers)},
                                                        {"vgaconf", rule::one_of(vga_modes)},
                                                        {"iommu", rule::on_off},
                                                        {"ats", rule::on_off},
                                                        {"packed", rule::on_off},
                                                        {"page_per_vq", rule::on_off}};
inline constexpr Element video_driver = Element("driver", video_driver_attributes).unless_empty();
inline constexpr Attribute acceleration_attributes[] = {
    {"accel2d", rule::yes_no}, {"accel3d", rule::yes_no}, {"rendernode"}};
inline constexpr Element acceleration{"acceleration", acceleration_attributes};
inline constexpr Attribute resolution_attributes[] = {Attribute{"x", rule::uint32}.needed(),
                                                      Attribute{"y", rule::uint32}.needed()};
inline constexpr Element resolution{"resolution", resolution_attributes};
inline constexpr const Element *video_model_children[] = {&acceleration, &resolution};
inline constexpr Attribute video_model_attributes[] = {
    Attribute{"type", rule::one_of(video_models)}.refused_as(Refusal::Unsupported),
    {"ram", rule::uint32},
    {"vram", rule::uint32},
    {"vram64", rule::uint32},
    {"vgamem", rule::uint32},
    Attribute{"heads", rule::uint32}.refused_as(Refusal::Internal),
    {"primary", rule::yes_no},
};
inline constexpr Element video_model{"model", video_model_attributes, video_model_children};
inline constexpr const Element *video_children[] = {&video_driver, &video_model, &alias, &acpi_index,
                                                    &address};
inline constexpr Element video = Element("video", {}, video_children).many();

// <hostdev>
inline constexpr Word hostdev_modes[] = {"subsystem", "capabilities"};
inline constexpr Word subsystem_types[] = {"usb", "pci", "scsi", "scsi_host", "mdev"};
inline constexpr Word capabilities_types[] = {"storage", "misc", "net"};
inline constexpr Word hostdev_models[] = {
    "vfio-pci", "vfio-ccw", "vfio-ap", "virtio", "virtio-transitional", "virtio-non-transitional"};
inline constexpr Word managed_modes[] = {"subsystem"};
inline constexpr Condition is_managed{0, "mode", managed_modes};
inline constexpr Word container_modes[] = {"capabilities"};
inline constexpr Condition is_of_container{0, "mode", container_modes};
inline constexpr Word hostdev_drivers[] = {"kvm", "vfio", "xen"};
inline constexpr Attribute hostdev_driver_attributes[] = {{"name", rule::one_of(hostdev_drivers)}};
inline constexpr Element hostdev_driver{"driver", hostdev_driver_attributes};
inline constexpr Attribute vendor_id_attributes[] = {Attribute{"id", rule::hex(4, 0xffff)}.needed()};
inline constexpr Element usb_vendor{"vendor", vendor_id_attributes};
inline constexpr Element usb_product{"product", vendor_id_attributes};
inline constexpr Element adapter{"adapter", named_attributes};
inline constexpr Word on_host_pci[] = {"pci"};
inline constexpr Word on_host_usb[] = {"usb"};
inline constexpr Word on_host_scsi[] = {"scsi"};
inline constexpr Word on_host_mdev[] = {"mdev"};
inline constexpr Condition of_host_pci{1, "type", on_host_pci};
inline constexpr Condition of_host_usb{1, "type", on_host_usb};
inline constexpr Condition of_host_scsi{1, "type", on_host_scsi};
inline constexpr Condition of_host_mdev{1, "type", on_host_mdev};
inline constexpr Element host_pci_address = Element("address", host_pci_attributes).when(of_host_pci);
inline constexpr Attribute host_usb_attributes[] = {Attribute{"bus", rule::uint32}.needed(),
                                                    Attribute{"device", rule::uint32}.needed(),
                                                    {"port"}};
inline constexpr Element host_usb_address = Element("address", host_usb_attributes).when(of_host_usb);
inline constexpr Attribute host_scsi_attributes[] = {
    Attribute{"bus", rule::uint32}.needed(), Attribute{"target", rule::uint32}.needed(),
    Attribute{"unit", rule::any_base(UINT64_MAX)}.needed()};
inline constexpr Element host_scsi_address =
    Element("address", host_scsi_attributes).when(of_host_scsi).needed();
inline constexpr Attribute host_mdev_attributes[] = {Attribute{"uuid", rule::uuid}.refused_as(Refusal::Internal)};
inline constexpr Element host_mdev_address = Element("address", host_mdev_attributes).when(of_host_mdev);
inline constexpr Word host_storage[] = {"storage"};
inline constexpr Word host_misc[] = {"misc"};
inline constexpr Word host_net[] = {"net"};
inline constexpr Condition of_host_storage{1, "type", host_storage};
inline constexpr Condition of_host_misc{1, "type", host_misc};
inline constexpr Condition of_host_net{1, "type", host_net};
inline constexpr Element caps_block = Element("block").holding(rule::text).when(of_host_storage).needed();
inline constexpr Element caps_char = Element("char").holding(rule::text).when(of_host_misc).needed();
inline constexpr Element caps_interface = Element("interface").holding(rule::text).when(of_host_net).needed();
inline constexpr const Element *hostdev_source_children[] = {
    &usb_vendor, &usb_product,      &disk_host,        &initiator,         &auth,
    &adapter,    &host_pci_address, &host_usb_address, &host_scsi_address, &host_mdev_address,
    &caps_block, &caps_char,        &caps_interface};
inline constexpr Attribute hostdev_source_attributes[] = {{"startupPolicy", rule::one_of(startup_policies)},
                                                          {"guestReset"},
                                                          {"writeFiltering", rule::yes_no},
                                                          {"protocol"},
                                                          {"name"},
                                                          {"wwpn"}};
inline constexpr Element hostdev_source =
    Element("source", hostdev_source_attributes, hostdev_source_children).unless_empty().needed();
inline constexpr const Element *hostdev_children[] = {
    &hostdev_driver, &hostdev_source, &teaming, &readonly, &shareable,  &ip,
    &route,          &boot_order,     &alias, &rom,    &acpi_index, &address};
inline constexpr Attribute hostdev_attributes[] = {
    Attribute{"mode", rule::one_of(hostdev_modes)}.or_else("subsystem").refused_as(Refusal::Unsupported),
    Attribute{"type", rule::one_of(subsystem_types)}
        .when(is_managed)
        .needed(Refusal::XmlDomain)
        .refused_as(Refusal::Unsupported),
    Attribute{"type", rule::one_of(capabilities_types)}
        .when(is_of_container)
        .needed(Refusal::XmlDomain)
        .refused_as(Refusal::Unsupported),
    Attribute{"managed", rule::yes_no}.when(is_managed).or_else("no"),
    {"sgio", rule::one_of(sgio_modes)},
    {"rawio", rule::yes_no},
    {"model", rule::one_of(hostdev_models)},
    {"display", rule::on_off},
    {"ramfb", rule::on_off},
};
inline constexpr Element hostdev = Element("hostdev", hostdev_attributes, hostdev_children).many().open();

// The small ones.
inline constexpr Attribute hub_attributes[] = {
    Attribute{"type", rule::one_of(usb_bus)}.needed(Refusal::Xml).refused_as(Refusal::Unsupported)};
inline constexpr const Element *hub_children[] = {&alias, &acpi_index, &address};
inline constexpr Element hub = Element("hub", hub_attributes, hub_children).many();

inline constexpr const Element *plain_children[] = {&alias, &acpi_index, &address};
inline constexpr Word watchdog_models[] = {"i6300esb", "ib700", "diag288"};
inline constexpr Word watchdog_actions[] = {"reset", "shutdown", "poweroff",  "pause",
                                            "dump",  "none",     "inject-nmi"};
inline constexpr Attribute watchdog_attributes[] = {
    Attribute{"model", rule::one_of(watchdog_models)}.needed().refused_as(Refusal::Unsupported),
    Attribute{"action", rule::one_of(watchdog_actions)}.or_else("reset").refused_as(Refusal::Unsupported)};
inline constexpr Element watchdog = Element("watchdog", watchdog_attributes, plain_children);

inline constexpr Word balloon_models[] = {"virtio", "xen", "none", "virtio-transitional",
                                          "virtio-non-transitional"};
inline constexpr Attribute stats_attributes[] = {{"period", rule::int32}};
inline constexpr Element stats = Element("stats", stats_attributes).unless_empty();
inline constexpr const Element *balloon_children[] = {&stats, &alias, &acpi_index, &address, &virtio_driver};
inline constexpr Attribute balloon_attributes[] = {Attribute{"model", rule::one_of(balloon_models)}.needed(),
                                                   {"autodeflate", rule::on_off},
                                                   {"freePageReporting", rule::on_off}};
inline constexpr Element memballoon = Element("memballoon", balloon_attributes, balloon_children);

inline constexpr const Element *nvram_device_children[] = {&address, &alias};
inline constexpr Element nvram_device = Element("nvram", {}, nvram_device_children).open();

inline constexpr Word panic_models[] = {"isa", "pseries", "hyperv", "s390"};
inline constexpr Attribute panic_attributes[] = {
    Attribute{"model", rule::one_of(panic_models)}.refused_as(Refusal::Unsupported)};
inline constexpr Element panic = Element("panic", panic_attributes, plain_children).many();

inline constexpr Word shmem_models[] = {"ivshmem", "ivshmem-plain", "ivshmem-doorbell"};
inline constexpr Word shmem_roles[] = {"master", "peer"};
inline constexpr Attribute shmem_model_attributes[] = {{"type", rule::one_of(shmem_models)}};
inline constexpr Element shmem_model{"model", shmem_model_attributes};
inline constexpr Element shmem_size = Element("size", unit_attributes).holding(rule::uint64);
inline constexpr Attribute shmem_server_attributes[] = {{"path", rule::path}};
inline constexpr Element shmem_server{"server", shmem_server_attributes};
inline constexpr Attribute msi_attributes[] = {
    {"enabled", rule::yes_no}, {"vectors", rule::uint32}, {"ioeventfd", rule::on_off}};
inline constexpr Element msi{"msi", msi_attributes};
inline constexpr const Element *shmem_children[] = {&shmem_model, &shmem_size, &shmem_server, &msi,
                                                    &alias,       &acpi_index, &address};
inline constexpr Attribute shmem_attributes[] = {Attribute{"name"}.needed().refused_as(Refusal::XmlDomain),
                                                 Attribute{"role", rule::one_of(shmem_roles)}.refused_as(
                                                     Refusal::Ignored)};
inline constexpr Element shmem = Element("shmem", shmem_attributes, shmem_children).many();

inline constexpr Word memory_models[] = {"dimm", "nvdimm", "virtio-pmem", "virtio-mem", "sgx-epc"};
inline constexpr Word access_words[] = {"shared", "private"};
inline constexpr Element dimm_uuid = Element("uuid").holding(rule::uuid).refused_as(Refusal::Internal);
inline constexpr Element nodemask = Element("nodemask").holding(rule::cpu_set);
inline constexpr Element pagesize =
    Element("pagesize", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element dimm_path = Element("path").holding(rule::text);
inline constexpr Element alignsize =
    Element("alignsize", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element pmem{"pmem"};
inline constexpr const Element *dimm_source_children[] = {&nodemask, &pagesize, &dimm_path, &alignsize,
                                                          &pmem};
inline constexpr Element dimm_source{"source", {}, dimm_source_children};
inline constexpr Element dimm_size =
    Element("size", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element dimm_node = Element("node").holding(rule::uint32);
inline constexpr Element dimm_block =
    Element("block", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element dimm_requested =
    Element("requested", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr Element dimm_current =
    Element("current", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr const Element *dimm_label_children[] = {&dimm_size};
inline constexpr Element dimm_label{"label", {}, dimm_label_children};
inline constexpr const Element *dimm_target_children[] = {
    &dimm_size, &dimm_node, &dimm_label, &readonly, &dimm_block, &dimm_requested, &dimm_current};
inline constexpr Element dimm_target = Element("target", {}, dimm_target_children).needed();
inline constexpr const Element *dimm_children[] = {&dimm_uuid, &dimm_source, &dimm_target,
                                                   &alias,     &acpi_index,  &address};
inline constexpr Attribute dimm_attributes[] = {Attribute{"model", rule::one_of(memory_models)}.needed(),
                                                {"access", rule::one_of(access_words)},
                                                {"discard", rule::yes_no}};
inline constexpr Element memory_device = Element("memory", dimm_attributes, dimm_children).many();

inline constexpr Word iommu_models[] = {"intel", "smmuv3", "virtio"};
inline constexpr Attribute iommu_driver_attributes[] = {{"intremap", rule::on_off},
                                                        {"caching_mode", rule::on_off},
                                                        {"eim", rule::on_off},
                                                        {"iotlb", rule::on_off},
                                                        {"aw_bits", rule::uint32}};
inline constexpr Element iommu_driver{"driver", iommu_driver_attributes};
inline constexpr const Element *iommu_children[] = {&iommu_driver, &alias, &acpi_index, &address};
inline constexpr Attribute iommu_attributes[] = {Attribute{"model", rule::one_of(iommu_models)}.needed()};
inline constexpr Element iommu = Element("iommu", iommu_attributes, iommu_children);

inline constexpr Attribute cid_attributes[] = {{"auto", rule::yes_no},
                                               {"address", rule::uint32}};
inline constexpr Element cid{"cid", cid_attributes};
inline constexpr const Element *vsock_children[] = {&cid, &alias, &acpi_index, &address, &virtio_driver};
inline constexpr Attribute vsock_attributes[] = {{"model", rule::one_of(virtio_models)}};
inline constexpr Element vsock = Element("vsock", vsock_attributes, vsock_children);

inline constexpr Element lockspace = Element("lockspace").holding(rule::text);
inline constexpr Element lease_key = Element("key").holding(rule::text).needed();
inline constexpr Attribute lease_target_attributes[] = {
    Attribute{"path"}.needed().refused_as(Refusal::XmlDomain), {"offset", rule::uint64}};
inline constexpr Element lease_target = Element("target", lease_target_attributes).needed();
inline constexpr const Element *lease_children[] = {&lockspace, &lease_key, &lease_target};
inline constexpr Element lease = Element("lease", {}, lease_children).many();

inline constexpr const Element *devices_children[] = {
    &emulator,     &disk,    &controller, &lease,         &filesystem, &interface, &smartcard,  &serial,
    &parallel,     &console, &channel,    &input,         &tpm,        &graphics,  &sound,      &audio,
    &video,        &hostdev, &redirdev,   &redirfilter,   &hub,        &watchdog,  &memballoon, &rng,
    &nvram_device, &panic,   &shmem,      &memory_device, &iommu,      &vsock};
inline constexpr Element devices = Element("devices", {}, devices_children).open();

} // namespace modvirt::domain::tables
