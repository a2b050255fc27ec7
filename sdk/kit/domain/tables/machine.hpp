// SPDX-License-Identifier: MIT
// What the guest's machine is: boot, firmware tables, features, the CPU model, clocks and power.
#pragma once

#include "common.hpp"
#include "disk.hpp"

namespace modvirt::domain::tables {

inline constexpr Word archs[] = {
    "aarch64",  "alpha",     "armv6l",   "armv7l",     "armv7b",       "cris", "i686",   "ia64",
    "itanium",  "lm32",      "m68k",     "microblaze", "microblazeel", "mips", "mipsel", "mips64",
    "mips64el", "or32",      "openrisc", "parisc",     "parisc64",     "ppc",  "ppc64",  "ppc64le",
    "ppcemb",   "riscv32",   "riscv64",  "s390",       "s390x",        "sh4",  "sh4eb",  "sparc",
    "sparc64",  "unicore32", "x86_64",   "xtensa",     "xtensaeb"};

// <os>
inline constexpr Word os_types[] = {"hvm", "xen", "linux", "exe", "uml", "xenpvh"};
inline constexpr Attribute os_type_attributes[] = {
    Attribute{"arch", rule::one_of(archs)}.refused_as(Refusal::Unsupported), {"machine"}};
inline constexpr Element os_type =
    Element("type", os_type_attributes).holding(rule::one_of(os_types)).refused_as(Refusal::Unsupported);
inline constexpr Element init = Element("init").holding(rule::text);
inline constexpr Element initarg = Element("initarg").holding(rule::text).many();
inline constexpr Element initenv = Element("initenv", named_attributes).holding(rule::text).many();
inline constexpr Element initdir = Element("initdir").holding(rule::text);
inline constexpr Element inituser = Element("inituser").holding(rule::text);
inline constexpr Element initgroup = Element("initgroup").holding(rule::text);
inline constexpr Word firmware_kinds[] = {"bios", "efi"};
inline constexpr Word firmware_features[] = {"enrolled-keys", "secure-boot"};
inline constexpr Attribute firmware_feature_attributes[] = {
    Attribute{"enabled", rule::yes_no}.needed(), Attribute{"name", rule::one_of(firmware_features)}.needed()};
inline constexpr Element firmware_feature = Element("feature", firmware_feature_attributes).many();
inline constexpr const Element *firmware_children[] = {&firmware_feature};
inline constexpr Element firmware{"firmware", {}, firmware_children};
inline constexpr Word loader_types[] = {"rom", "pflash"};
inline constexpr Attribute loader_attributes[] = {{"readonly", rule::yes_no},
                                                  {"secure", rule::yes_no},
                                                  {"type", rule::one_of(loader_types)},
                                                  {"stateless", rule::yes_no}};
inline constexpr Element loader = Element("loader", loader_attributes).holding(rule::text);
inline constexpr const Element *nvram_children[] = {&disk_source};
inline constexpr Attribute nvram_attributes[] = {{"template"}, {"type", rule::one_of(disk_types)}};
inline constexpr Element nvram =
    Element("nvram", nvram_attributes, nvram_children).holding_either(rule::text);
inline constexpr Element kernel = Element("kernel").holding(rule::text).unless_empty();
inline constexpr Element initrd = Element("initrd").holding(rule::text).unless_empty();
inline constexpr Element cmdline = Element("cmdline").holding(rule::text).unless_empty();
inline constexpr Element boot_root = Element("root").holding(rule::text);
inline constexpr Element dtb = Element("dtb").holding(rule::text).unless_empty();
inline constexpr Word table_types[] = {"raw", "rawset", "slic"};
inline constexpr Attribute table_attributes[] = {{"type", rule::one_of(table_types)}};
inline constexpr Element acpi_table = Element("table", table_attributes).holding(rule::text);
inline constexpr const Element *os_acpi_children[] = {&acpi_table};
inline constexpr Element os_acpi{"acpi", {}, os_acpi_children};
inline constexpr Word boot_devices[] = {"fd", "cdrom", "hd", "network"};
inline constexpr Attribute boot_attributes[] = {Attribute{"dev", rule::one_of(boot_devices)}.needed()};
inline constexpr Element boot = Element("boot", boot_attributes).many();
inline constexpr Attribute bootmenu_attributes[] = {{"enable", rule::yes_no}, {"timeout", rule::uint16}};
inline constexpr Element bootmenu = Element("bootmenu", bootmenu_attributes).unless_empty();
inline constexpr Attribute bios_attributes[] = {{"useserial", rule::yes_no},
                                                {"rebootTimeout", rule::between(-1, 65535)}};
inline constexpr Element bios = Element("bios", bios_attributes).unless_empty();
inline constexpr Word smbios_modes[] = {"none", "emulate", "host", "sysinfo"};
inline constexpr Attribute smbios_attributes[] = {{"mode", rule::one_of(smbios_modes)}};
inline constexpr Element smbios = Element("smbios", smbios_attributes).unless_empty();
inline constexpr const Element *os_children[] = {
    &os_type, &init,   &initarg, &initenv,   &initdir, &inituser, &initgroup, &firmware, &loader, &nvram,
    &kernel,  &initrd, &cmdline, &boot_root, &dtb,     &os_acpi,  &boot,      &bootmenu, &bios,   &smbios};
inline constexpr Attribute os_attributes[] = {{"firmware", rule::one_of(firmware_kinds)}};
inline constexpr Element os{"os", os_attributes, os_children};
inline constexpr Element bootloader = Element("bootloader").holding(rule::text);
inline constexpr Element bootloader_args = Element("bootloader_args").holding(rule::text);

// <sysinfo>
inline constexpr Word sysinfo_types[] = {"smbios", "fwcfg"};
inline constexpr Attribute entry_attributes[] = {{"name"}, {"file"}};
inline constexpr Element entry = Element("entry", entry_attributes).holding(rule::text).many();
inline constexpr const Element *entries[] = {&entry};
inline constexpr Element sysinfo_bios{"bios", {}, entries};
inline constexpr Element sysinfo_system{"system", {}, entries};
inline constexpr Element base_board = Element("baseBoard", {}, entries).many();
inline constexpr Element chassis{"chassis", {}, entries};
inline constexpr Element oem_strings{"oemStrings", {}, entries};
inline constexpr const Element *sysinfo_children[] = {&sysinfo_bios, &sysinfo_system, &base_board,
                                                      &chassis,      &oem_strings,    &entry};
inline constexpr Attribute sysinfo_attributes[] = {
    Attribute{"type", rule::one_of(sysinfo_types)}.needed()};
inline constexpr Element sysinfo = Element("sysinfo", sysinfo_attributes, sysinfo_children).many();

// <features>
inline constexpr Attribute state_attributes[] = {Attribute{"state", rule::on_off}.needed()};
inline constexpr Attribute state_on_attributes[] = {Attribute{"state", rule::on_off}.or_else("on")};
inline constexpr Element pae{"pae"};
inline constexpr Element acpi{"acpi"};
inline constexpr Attribute apic_attributes[] = {{"eoi", rule::on_off}};
inline constexpr Element apic{"apic", apic_attributes};
inline constexpr Element hap{"hap", state_on_attributes};
inline constexpr Element viridian{"viridian"};
inline constexpr Element privnet{"privnet"};
inline constexpr Word only_on[] = {"on"};
inline constexpr Condition is_switched_on{0, "state", only_on};
inline constexpr Element hv_relaxed{"relaxed", state_attributes};
inline constexpr Element hv_vapic{"vapic", state_attributes};
inline constexpr Attribute spinlocks_attributes[] = {
    Attribute{"state", rule::on_off}.needed(),
    Attribute{"retries", rule::between(4095, UINT32_MAX)}.when(is_switched_on).needed()};
inline constexpr Element hv_spinlocks{"spinlocks", spinlocks_attributes};
inline constexpr Element hv_vpindex{"vpindex", state_attributes};
inline constexpr Element hv_runtime{"runtime", state_attributes};
inline constexpr Element hv_synic{"synic", state_attributes};
inline constexpr Element hv_direct{"direct", state_attributes};
inline constexpr const Element *stimer_children[] = {&hv_direct};
inline constexpr Element hv_stimer{"stimer", state_attributes, stimer_children};
inline constexpr Element hv_reset{"reset", state_attributes};
inline constexpr Attribute vendor_state_attributes[] = {Attribute{"state", rule::on_off}.needed(), {"value"}};
inline constexpr Element hv_vendor_id{"vendor_id", vendor_state_attributes};
inline constexpr Element hv_frequencies{"frequencies", state_attributes};
inline constexpr Element hv_reenlightenment{"reenlightenment", state_attributes};
inline constexpr Element hv_tlbflush{"tlbflush", state_attributes};
inline constexpr Element hv_ipi{"ipi", state_attributes};
inline constexpr Element hv_evmcs{"evmcs", state_attributes};
inline constexpr Element hv_avic{"avic", state_attributes};
inline constexpr const Element *hyperv_children[] = {
    &hv_relaxed,         &hv_vapic,    &hv_spinlocks, &hv_vpindex,   &hv_runtime,
    &hv_synic,           &hv_stimer,   &hv_reset,     &hv_vendor_id, &hv_frequencies,
    &hv_reenlightenment, &hv_tlbflush, &hv_ipi,       &hv_evmcs,     &hv_avic};
inline constexpr Word hyperv_modes[] = {"custom", "passthrough"};
inline constexpr Attribute hyperv_attributes[] = {
    Attribute{"mode", rule::one_of(hyperv_modes)}.or_else("custom")};
inline constexpr Element hyperv = Element("hyperv", hyperv_attributes, hyperv_children).closed().open();
inline constexpr Element kvm_hidden{"hidden", state_attributes};
inline constexpr Element kvm_hint{"hint-dedicated", state_attributes};
inline constexpr Element kvm_poll{"poll-control", state_attributes};
inline constexpr Element kvm_ipi{"pv-ipi", state_attributes};
inline constexpr Attribute dirty_ring_attributes[] = {Attribute{"state", rule::on_off}.needed(),
                                                      {"size", rule::between(1024, 65536)}};
inline constexpr Element kvm_ring{"dirty-ring", dirty_ring_attributes};
inline constexpr const Element *kvm_children[] = {&kvm_hidden, &kvm_hint, &kvm_poll, &kvm_ipi, &kvm_ring};
inline constexpr Element kvm = Element("kvm", {}, kvm_children).closed().open();
inline constexpr Element e820_host{"e820_host", state_attributes};
inline constexpr Word passthrough_modes[] = {"sync_pt", "share_pt"};
inline constexpr Attribute xen_passthrough_attributes[] = {Attribute{"state", rule::on_off}.needed(),
                                                           {"mode", rule::one_of(passthrough_modes)}};
inline constexpr Element xen_passthrough{"passthrough", xen_passthrough_attributes};
inline constexpr const Element *xen_children[] = {&e820_host, &xen_passthrough};
inline constexpr Element xen = Element("xen", {}, xen_children).closed().open();
inline constexpr Element pvspinlock{"pvspinlock", state_on_attributes};
inline constexpr Word capability_policies[] = {"default", "allow", "deny"};
inline constexpr Attribute capabilities_attributes[] = {
    Attribute{"policy", rule::one_of(capability_policies)}.or_else("default")};
inline constexpr Element cap_audit_control{"audit_control", state_attributes};
inline constexpr Element cap_audit_write{"audit_write", state_attributes};
inline constexpr Element cap_block_suspend{"block_suspend", state_attributes};
inline constexpr Element cap_chown{"chown", state_attributes};
inline constexpr Element cap_dac_override{"dac_override", state_attributes};
inline constexpr Element cap_dac_read_search{"dac_read_Search", state_attributes};
inline constexpr Element cap_fowner{"fowner", state_attributes};
inline constexpr Element cap_fsetid{"fsetid", state_attributes};
inline constexpr Element cap_ipc_lock{"ipc_lock", state_attributes};
inline constexpr Element cap_ipc_owner{"ipc_owner", state_attributes};
inline constexpr Element cap_kill{"kill", state_attributes};
inline constexpr Element cap_lease{"lease", state_attributes};
inline constexpr Element cap_linux_immutable{"linux_immutable", state_attributes};
inline constexpr Element cap_mac_admin{"mac_admin", state_attributes};
inline constexpr Element cap_mac_override{"mac_override", state_attributes};
inline constexpr Element cap_mknod{"mknod", state_attributes};
inline constexpr Element cap_net_admin{"net_admin", state_attributes};
inline constexpr Element cap_net_bind{"net_bind_service", state_attributes};
inline constexpr Element cap_net_broadcast{"net_broadcast", state_attributes};
inline constexpr Element cap_net_raw{"net_raw", state_attributes};
inline constexpr Element cap_setgid{"setgid", state_attributes};
inline constexpr Element cap_setfcap{"setfcap", state_attributes};
inline constexpr Element cap_setpcap{"setpcap", state_attributes};
inline constexpr Element cap_setuid{"setuid", state_attributes};
inline constexpr Element cap_sys_admin{"sys_admin", state_attributes};
inline constexpr Element cap_sys_boot{"sys_boot", state_attributes};
inline constexpr Element cap_sys_chroot{"sys_chroot", state_attributes};
inline constexpr Element cap_sys_module{"sys_module", state_attributes};
inline constexpr Element cap_sys_nice{"sys_nice", state_attributes};
inline constexpr Element cap_sys_pacct{"sys_pacct", state_attributes};
inline constexpr Element cap_sys_ptrace{"sys_ptrace", state_attributes};
inline constexpr Element cap_sys_rawio{"sys_rawio", state_attributes};
inline constexpr Element cap_sys_resource{"sys_resource", state_attributes};
inline constexpr Element cap_sys_time{"sys_time", state_attributes};
inline constexpr Element cap_sys_tty{"sys_tty_config", state_attributes};
inline constexpr Element cap_syslog{"syslog", state_attributes};
inline constexpr Element cap_wake_alarm{"wake_alarm", state_attributes};
inline constexpr const Element *capabilities_children[] = {
    &cap_audit_control,   &cap_audit_write,     &cap_block_suspend, &cap_chown,
    &cap_dac_override,    &cap_dac_read_search, &cap_fowner,        &cap_fsetid,
    &cap_ipc_lock,        &cap_ipc_owner,       &cap_kill,          &cap_lease,
    &cap_linux_immutable, &cap_mac_admin,       &cap_mac_override,  &cap_mknod,
    &cap_net_admin,       &cap_net_bind,        &cap_net_broadcast, &cap_net_raw,
    &cap_setgid,          &cap_setfcap,         &cap_setpcap,       &cap_setuid,
    &cap_sys_admin,       &cap_sys_boot,        &cap_sys_chroot,    &cap_sys_module,
    &cap_sys_nice,        &cap_sys_pacct,       &cap_sys_ptrace,    &cap_sys_rawio,
    &cap_sys_resource,    &cap_sys_time,        &cap_sys_tty,       &cap_syslog,
    &cap_wake_alarm};
inline constexpr Element capabilities =
    Element("capabilities", capabilities_attributes, capabilities_children).closed();
inline constexpr Element pmu{"pmu", state_on_attributes};
inline constexpr Element vmport{"vmport", state_on_attributes};
inline constexpr Word gic_versions[] = {"2", "3", "host"};
inline constexpr Attribute gic_attributes[] = {{"version", rule::one_of(gic_versions)}};
inline constexpr Element gic{"gic", gic_attributes};
inline constexpr Element tseg = Element("tseg", unit_attributes).holding(rule::uint64);
inline constexpr const Element *smm_children[] = {&tseg};
inline constexpr Element smm{"smm", state_on_attributes, smm_children};
inline constexpr Word ioapic_drivers[] = {"kvm", "qemu"};
inline constexpr Attribute ioapic_attributes[] = {{"driver", rule::one_of(ioapic_drivers)}};
inline constexpr Element ioapic{"ioapic", ioapic_attributes};
inline constexpr Word hpt_modes[] = {"enabled", "disabled", "required"};
inline constexpr Attribute hpt_attributes[] = {{"resizing", rule::one_of(hpt_modes)}};
inline constexpr Element maxpagesize =
    Element("maxpagesize", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr const Element *hpt_children[] = {&maxpagesize};
inline constexpr Element hpt{"hpt", hpt_attributes, hpt_children};
inline constexpr Element vmcoreinfo{"vmcoreinfo", state_on_attributes};
inline constexpr Element htm{"htm", state_attributes};
inline constexpr Element nested_hv{"nested-hv", state_attributes};
inline constexpr Word msrs_modes[] = {"ignore", "fault"};
inline constexpr Attribute msrs_attributes[] = {Attribute{"unknown", rule::one_of(msrs_modes)}.needed()};
inline constexpr Element msrs{"msrs", msrs_attributes};
inline constexpr Element ccf_assist{"ccf-assist", state_attributes};
inline constexpr Word cfpc_values[] = {"broken", "workaround", "fixed"};
inline constexpr Attribute cfpc_attributes[] = {{"value", rule::one_of(cfpc_values)}};
inline constexpr Element cfpc{"cfpc", cfpc_attributes};
inline constexpr Element sbbc{"sbbc", cfpc_attributes};
inline constexpr Word ibs_values[] = {"broken", "workaround", "fixed-ibs", "fixed-ccd", "fixed-na"};
inline constexpr Attribute ibs_attributes[] = {{"value", rule::one_of(ibs_values)}};
inline constexpr Element ibs{"ibs", ibs_attributes};
inline constexpr Element tb_cache =
    Element("tb-cache", unit_attributes).holding(rule::uint64).measured_in(Measure::Kibibytes);
inline constexpr const Element *tcg_children[] = {&tb_cache};
inline constexpr Element tcg{"tcg", {}, tcg_children};
inline constexpr const Element *features_children[] = {
    &acpi,       &apic,      &pae,          &hap,        &viridian, &privnet, &hyperv, &kvm,        &pvspinlock, &capabilities, &pmu, &vmport, &gic,        &smm,      &ioapic,  &hpt,    &vmcoreinfo,
    &htm,        &nested_hv, &msrs, &xen,         &ccf_assist, &cfpc,     &sbbc,    &ibs,    &tcg};
inline constexpr Element features = Element("features", {}, features_children).unless_empty().closed();

// <cpu>
inline constexpr Word cpu_modes[] = {"custom", "host-model", "host-passthrough", "maximum"};
inline constexpr Word cpu_matches[] = {"minimum", "exact", "strict"};
inline constexpr Word cpu_checks[] = {"none", "partial", "full"};
inline constexpr Word fallbacks[] = {"allow", "forbid"};
inline constexpr Attribute cpu_model_attributes[] = {
    Attribute{"fallback", rule::one_of(fallbacks)}.refused_as(Refusal::Cpu), {"vendor_id"}};
inline constexpr Element cpu_model = Element("model", cpu_model_attributes).holding(rule::text);
inline constexpr Element cpu_vendor = Element("vendor").holding(rule::text);
inline constexpr Attribute topology_attributes[] = {Attribute{"sockets", rule::between(1, UINT32_MAX)}.needed(),
                                                    Attribute{"dies", rule::between(1, UINT32_MAX)}.or_else("1"),
                                                    Attribute{"cores", rule::between(1, UINT32_MAX)}.needed(),
                                                    Attribute{"threads", rule::between(1, UINT32_MAX)}.needed()};
inline constexpr Element topology{"topology", topology_attributes};
inline constexpr Word cpu_cache_modes[] = {"emulate", "passthrough", "disable"};
inline constexpr Attribute cpu_cache_attributes[] = {
    Attribute{"level", rule::between(1, 3)}.refused_as({ErrorCode::XmlError, ErrorDomain::Cpu}),
    Attribute{"mode", rule::one_of(cpu_cache_modes)}.needed()};
inline constexpr Element cpu_cache =
    Element("cache", cpu_cache_attributes).once({ErrorCode::XmlError, ErrorDomain::Cpu});
inline constexpr Word maxphysaddr_modes[] = {"passthrough", "emulate"};
inline constexpr Attribute maxphysaddr_attributes[] = {
    Attribute{"mode", rule::one_of(maxphysaddr_modes)}.needed(), {"bits", rule::uint32}, {"limit", rule::uint32}};
inline constexpr Element maxphysaddr{"maxphysaddr", maxphysaddr_attributes};
inline constexpr Word feature_policies[] = {"force", "require", "optional", "disable", "forbid"};
inline constexpr Attribute cpu_feature_attributes[] = {
    Attribute{"policy", rule::one_of(feature_policies)}.refused_as(Refusal::Cpu),
    Attribute{"name"}.needed().refused_as(Refusal::XmlDomain)};
inline constexpr Element cpu_feature = Element("feature", cpu_feature_attributes).many();
inline constexpr Attribute cell_sibling_attributes[] = {{"id", rule::uint32}, {"value", rule::uint32}};
inline constexpr Element sibling = Element("sibling", cell_sibling_attributes).many().needed();
inline constexpr const Element *distances_children[] = {&sibling};
inline constexpr Element distances{"distances", {}, distances_children};
inline constexpr Attribute cell_size_attributes[] = {{"value", rule::uint64}, {"unit"}};
inline constexpr Element cell_size{"size", cell_size_attributes};
inline constexpr Element cell_line{"line", cell_size_attributes};
inline constexpr const Element *cell_cache_children[] = {&cell_size, &cell_line};
inline constexpr Attribute cell_cache_attributes[] = {
    Attribute{"level", rule::uint32}.needed().refused_as(Refusal::XmlDomain), {"associativity"}, {"policy"}};
inline constexpr Element cell_cache = Element("cache", cell_cache_attributes, cell_cache_children).many();
inline constexpr const Element *cell_children[] = {&distances, &cell_cache};
inline constexpr Word cell_access[] = {"shared", "private"};
inline constexpr Attribute cell_attributes[] = {{"id", rule::uint32},
                                                {"cpus", rule::cpu_set},
                                                Attribute{"memory", rule::uint64}.needed(),
                                                {"unit"},
                                                {"memAccess", rule::one_of(cell_access)},
                                                {"discard", rule::yes_no}};
inline constexpr Element cell =
    Element("cell", cell_attributes, cell_children).many().needed().measured_in(Measure::Kibibytes, "memory");
inline constexpr Attribute latency_attributes[] = {{"initiator", rule::uint32}, {"target", rule::uint32},
                                                   {"cache", rule::uint32},     {"type"},
                                                   {"value", rule::uint64},     {"unit"}};
inline constexpr Element latency = Element("latency", latency_attributes).many();
inline constexpr Element numa_bandwidth = Element("bandwidth", latency_attributes).many();
inline constexpr const Element *interconnects_children[] = {&latency, &numa_bandwidth};
inline constexpr Element interconnects{"interconnects", {}, interconnects_children};
inline constexpr const Element *cpu_numa_children[] = {&cell, &interconnects};
inline constexpr Element cpu_numa{"numa", {}, cpu_numa_children};
inline constexpr const Element *cpu_children[] = {&cpu_model,   &cpu_vendor,  &topology, &cpu_cache,
                                                  &maxphysaddr, &cpu_feature, &cpu_numa};
inline constexpr Attribute cpu_attributes[] = {
    Attribute{"mode", rule::one_of(cpu_modes)}.refused_as(Refusal::Cpu),
    {"match", rule::one_of(cpu_matches)},
    {"check", rule::one_of(cpu_checks)},
    {"migratable", rule::on_off},
};
inline constexpr Element cpu = Element("cpu", cpu_attributes, cpu_children).unless_empty();

// <clock>
inline constexpr Word offsets[] = {"utc", "localtime", "variable", "timezone", "absolute"};
inline constexpr Word bases[] = {"utc", "localtime"};
inline constexpr Word timezone_word[] = {"timezone"};
inline constexpr Word variable_word[] = {"variable"};
inline constexpr Word absolute_word[] = {"absolute"};
inline constexpr Word adjusted_words[] = {"variable", "utc", "localtime"};
inline constexpr Condition in_timezone{0, "offset", timezone_word};
inline constexpr Condition in_variable{0, "offset", variable_word};
inline constexpr Condition in_absolute{0, "offset", absolute_word};
inline constexpr Condition in_adjusted{0, "offset", adjusted_words};
inline constexpr Word timer_names[] = {"platform", "pit",      "rtc",         "hpet",
                                       "tsc",      "kvmclock", "hypervclock", "armvtimer"};
inline constexpr Word tick_policies[] = {"delay", "catchup", "merge", "discard"};
inline constexpr Word tracks[] = {"boot", "guest", "wall", "realtime"};
inline constexpr Word timer_modes[] = {"auto", "native", "emulate", "paravirt", "smpsafe"};
inline constexpr Attribute catchup_attributes[] = {
    {"threshold", rule::uint32}, {"slew", rule::uint32}, {"limit", rule::uint32}};
inline constexpr Element catchup{"catchup", catchup_attributes};
inline constexpr const Element *timer_children[] = {&catchup};
inline constexpr Attribute timer_attributes[] = {
    Attribute{"name", rule::one_of(timer_names)}.needed(),
    {"present", rule::yes_no},
    {"tickpolicy", rule::one_of(tick_policies)},
    {"track", rule::one_of(tracks)},
    {"frequency", rule::uint64},
    {"mode", rule::one_of(timer_modes)},
};
inline constexpr Element timer = Element("timer", timer_attributes, timer_children).many();
inline constexpr const Element *clock_children[] = {&timer};
inline constexpr Attribute clock_attributes[] = {
    Attribute{"offset", rule::one_of(offsets)}.or_else("utc").refused_as(Refusal::Unsupported),
    Attribute{"adjustment"}.when(in_adjusted),
    Attribute{"basis", rule::one_of(bases)}.when(in_variable).or_else("utc").refused_as(Refusal::Unsupported),
    Attribute{"timezone"}.when(in_timezone).needed().refused_as(Refusal::Internal),
    Attribute{"start", rule::uint64}.when(in_absolute).needed().refused_as(Refusal::Internal),
};
inline constexpr Element clock{"clock", clock_attributes, clock_children};

// <on_*>, <pm>, <perf>
inline constexpr Word actions[] = {"destroy",  "restart",          "rename-restart",
                                   "preserve", "coredump-destroy", "coredump-restart"};
inline constexpr Word lock_actions[] = {"poweroff", "restart", "pause", "ignore"};
inline constexpr Element on_poweroff =
    Element("on_poweroff").unless_empty().holding(rule::one_of(actions)).refused_as(Refusal::Unsupported);
inline constexpr Element on_reboot =
    Element("on_reboot").unless_empty().holding(rule::one_of(actions)).refused_as(Refusal::Unsupported);
inline constexpr Element on_crash =
    Element("on_crash").unless_empty().holding(rule::one_of(actions)).refused_as(Refusal::Unsupported);
inline constexpr Element on_lockfailure =
    Element("on_lockfailure").unless_empty().holding(rule::one_of(lock_actions)).refused_as(Refusal::Unsupported);
inline constexpr Attribute enabled_attributes[] = {{"enabled", rule::yes_no}};
inline constexpr Element suspend_to_mem = Element("suspend-to-mem", enabled_attributes).unless_empty();
inline constexpr Element suspend_to_disk = Element("suspend-to-disk", enabled_attributes).unless_empty();
inline constexpr const Element *pm_children[] = {&suspend_to_mem, &suspend_to_disk};
inline constexpr Element pm = Element("pm", {}, pm_children).unless_empty();
inline constexpr Word perf_events[] = {"cmt",
                                       "mbmt",
                                       "mbml",
                                       "cpu_cycles",
                                       "instructions",
                                       "cache_references",
                                       "cache_misses",
                                       "branch_instructions",
                                       "branch_misses",
                                       "bus_cycles",
                                       "stalled_cycles_frontend",
                                       "stalled_cycles_backend",
                                       "ref_cpu_cycles",
                                       "cpu_clock",
                                       "task_clock",
                                       "page_faults",
                                       "context_switches",
                                       "cpu_migrations",
                                       "page_faults_min",
                                       "page_faults_maj",
                                       "alignment_faults",
                                       "emulation_faults"};
inline constexpr Attribute perf_event_attributes[] = {
    Attribute{"name", rule::one_of(perf_events)}.needed(),
    Attribute{"enabled", rule::yes_no}.needed()};
inline constexpr Element perf_event = Element("event", perf_event_attributes).many();
inline constexpr const Element *perf_children[] = {&perf_event};
inline constexpr Element perf = Element("perf", {}, perf_children).unless_empty();

} // namespace modvirt::domain::tables
