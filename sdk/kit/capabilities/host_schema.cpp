// SPDX-License-Identifier: MIT
#include "kit/capabilities/schema.hpp"

#include "kit/document/tables/vocabulary.hpp"

namespace modvirt::capabilities {

namespace tables {

using namespace document::tables;

namespace {

// <host><cpu>
constexpr Element arch = Element("arch").holding(rule::text);
constexpr Element svm{"svm"};
constexpr Element vmx{"vmx"};
constexpr Element pae{"pae"};
constexpr Element nonpae{"nonpae"};
constexpr Element longmode{"longmode"};
constexpr const Element *old_feature_children[] = {&svm, &vmx, &pae, &nonpae, &longmode};
constexpr Element old_features = Element("features", {}, old_feature_children);
constexpr Element model = Element("model").holding(rule::text);
constexpr Element vendor = Element("vendor").holding(rule::text);
constexpr Attribute microcode_attributes[] = {{"version", rule::uint32}};
constexpr Element microcode = Element("microcode", microcode_attributes).from("3.5.0");
constexpr Attribute signature_attributes[] = {
    {"family", rule::uint32}, {"model", rule::uint32}, {"stepping", rule::uint32}};
constexpr Element signature = Element("signature", signature_attributes).from("6.2.0");
constexpr Attribute counter_attributes[] = {{"name"}, {"frequency", rule::uint64}, {"scaling", rule::yes_no}};
constexpr Element counter = Element("counter", counter_attributes).many().from("4.1.0");
constexpr Attribute topology_attributes[] = {
    {"sockets", rule::uint32}, Attribute{"dies", rule::uint32}.from("6.1.0"), {"cores", rule::uint32},
    {"threads", rule::uint32}};
constexpr Element cpu_topology{"topology", topology_attributes};
constexpr Word address_modes[] = {"emulate", "passthrough"};
constexpr Attribute maxphysaddr_attributes[] = {{"mode", rule::one_of(address_modes)}, {"bits", rule::uint32}};
constexpr Element maxphysaddr = Element("maxphysaddr", maxphysaddr_attributes).from("8.7.0");
constexpr Attribute feature_attributes[] = {{"name"}};
constexpr Element feature = Element("feature", feature_attributes).many();
constexpr Attribute page_size_attributes[] = {{"unit"}, {"size", rule::uint64}};
constexpr Element page_size = Element("pages", page_size_attributes).many().from("1.2.6");
constexpr const Element *cpu_children[] = {&arch,    &old_features, &model,        &vendor,      &microcode, &signature,
                                           &counter, &cpu_topology, &maxphysaddr, &feature, &page_size};
constexpr Element cpu{"cpu", {}, cpu_children};

// What the host itself can do
constexpr Element suspend_mem{"suspend_mem"};
constexpr Element suspend_disk{"suspend_disk"};
constexpr Element suspend_hybrid{"suspend_hybrid"};
constexpr const Element *power_children[] = {&suspend_mem, &suspend_disk, &suspend_hybrid};
constexpr Element power_management = Element("power_management", {}, power_children);
constexpr Attribute iommu_attributes[] = {{"support", rule::yes_no}};
constexpr Element iommu = Element("iommu", iommu_attributes).from("4.8.0");
constexpr Element live{"live"};
constexpr Element uri_transport = Element("uri_transport").holding(rule::text).many();
constexpr const Element *transport_children[] = {&uri_transport};
constexpr Element uri_transports{"uri_transports", {}, transport_children};
constexpr const Element *migration_children[] = {&live, &uri_transports};
constexpr Element migration_features{"migration_features", {}, migration_children};
constexpr Element netprefix = Element("netprefix").holding(rule::text).from("1.2.17");

// <topology>: memory and processors by NUMA cell
constexpr Attribute memory_attributes[] = {{"unit"}};
constexpr Element memory = Element("memory", memory_attributes).holding(rule::uint64);
constexpr Attribute cell_page_attributes[] = {{"unit"}, {"size", rule::uint64}};
constexpr Element cell_pages = Element("pages", cell_page_attributes).holding(rule::uint64).many().from("1.2.6");
constexpr Attribute sibling_attributes[] = {{"id", rule::uint32}, {"value", rule::uint32}};
constexpr Element sibling = Element("sibling", sibling_attributes).many();
constexpr const Element *distance_children[] = {&sibling};
constexpr Element distances = Element("distances", {}, distance_children).from("1.2.6");
constexpr Attribute cell_cache_attributes[] = {{"level", rule::uint32}, {"associativity"}, {"policy"}};
constexpr Attribute cache_size_attributes[] = {{"value", rule::uint64}, {"unit"}};
constexpr Element cache_size{"size", cache_size_attributes};
constexpr Attribute cache_line_attributes[] = {{"value", rule::uint64}, {"unit"}};
constexpr Element cache_line{"line", cache_line_attributes};
constexpr const Element *cell_cache_children[] = {&cache_size, &cache_line};
constexpr Element cell_cache = Element("cache", cell_cache_attributes, cell_cache_children).many().from("7.4.0");
constexpr Attribute host_cpu_attributes[] = {{"id", rule::uint32},
                                             {"socket_id", rule::uint32},
                                             Attribute{"die_id", rule::uint32}.from("6.1.0"),
                                             {"core_id", rule::uint32},
                                             {"siblings", rule::cpu_set}};
constexpr Element host_cpu = Element("cpu", host_cpu_attributes).many();
constexpr const Element *host_cpus_children[] = {&host_cpu};
constexpr Attribute number_attributes[] = {{"num", rule::uint32}};
constexpr Element host_cpus{"cpus", number_attributes, host_cpus_children};
constexpr const Element *cell_children[] = {&memory, &cell_pages, &distances, &cell_cache, &host_cpus};
constexpr Attribute cell_attributes[] = {{"id", rule::uint32}};
constexpr Element cell = Element("cell", cell_attributes, cell_children).many();
constexpr const Element *cells_children[] = {&cell};
constexpr Element cells{"cells", number_attributes, cells_children};
constexpr Word interconnect_types[] = {"access", "read", "write"};
constexpr Attribute latency_attributes[] = {{"initiator", rule::uint32},
                                            {"target", rule::uint32},
                                            {"cache", rule::uint32},
                                            {"type", rule::one_of(interconnect_types)},
                                            {"value", rule::uint64}};
constexpr Element latency = Element("latency", latency_attributes).many();
constexpr Attribute bandwidth_attributes[] = {{"initiator", rule::uint32},
                                              {"target", rule::uint32},
                                              {"cache", rule::uint32},
                                              {"type", rule::one_of(interconnect_types)},
                                              {"value", rule::uint64},
                                              {"unit"}};
constexpr Element bandwidth = Element("bandwidth", bandwidth_attributes).many();
constexpr const Element *interconnect_children[] = {&latency, &bandwidth};
constexpr Element interconnects = Element("interconnects", {}, interconnect_children).from("7.4.0");
constexpr const Element *topology_children[] = {&cells, &interconnects};
constexpr Element topology{"topology", {}, topology_children};

// <cache> and <memory_bandwidth>
constexpr Word cache_types[] = {"both", "code", "data"};
constexpr Attribute control_attributes[] = {{"granularity", rule::uint64},
                                            {"min", rule::uint64},
                                            {"unit"},
                                            {"type", rule::one_of(cache_types)},
                                            {"maxAllocs", rule::uint32}};
constexpr Element control = Element("control", control_attributes).many();
constexpr const Element *bank_children[] = {&control};
constexpr Attribute bank_attributes[] = {{"id", rule::uint32}, {"level", rule::uint32},
                                         {"type", rule::one_of(cache_types)},
                                         {"size", rule::uint64}, {"unit"},
                                         {"cpus", rule::cpu_set}};
constexpr Element bank = Element("bank", bank_attributes, bank_children).many();
constexpr Element monitored = Element("feature", feature_attributes).many();
constexpr Attribute monitor_attributes[] = {
    {"level", rule::uint32}, {"reuseThreshold", rule::uint64}, {"maxMonitors", rule::uint32}};
constexpr const Element *monitor_children[] = {&monitored};
constexpr Element monitor = Element("monitor", monitor_attributes, monitor_children).from("4.10.0");
constexpr const Element *cache_children[] = {&bank, &monitor};
constexpr Element cache = Element("cache", {}, cache_children).from("3.0.0");
constexpr Attribute node_control_attributes[] = {
    {"granularity", rule::uint64}, {"min", rule::uint64}, {"maxAllocs", rule::uint32}};
constexpr Element node_control{"control", node_control_attributes};
constexpr const Element *node_children[] = {&node_control};
constexpr Attribute node_attributes[] = {{"id", rule::uint32}, {"cpus", rule::cpu_set}};
constexpr Element node = Element("node", node_attributes, node_children).many();
constexpr Attribute node_monitor_attributes[] = {{"maxMonitors", rule::uint32}};
constexpr Element node_monitor = Element("monitor", node_monitor_attributes, monitor_children).from("4.10.0");
constexpr const Element *memory_bandwidth_children[] = {&node, &node_monitor};
constexpr Element memory_bandwidth = Element("memory_bandwidth", {}, memory_bandwidth_children).from("4.10.0");

// <secmodel>
constexpr Element security_model = Element("model").holding(rule::text);
constexpr Element doi = Element("doi").holding(rule::text);
constexpr Attribute baselabel_attributes[] = {{"type"}};
constexpr Element baselabel = Element("baselabel", baselabel_attributes).holding(rule::text).many();
constexpr const Element *secmodel_children[] = {&security_model, &doi, &baselabel};
constexpr Element secmodel = Element("secmodel", {}, secmodel_children).many();

constexpr const Element *host_children[] = {
    &uuid,     &cpu,      &power_management, &iommu,    &migration_features,
    &netprefix, &topology, &cache,            &memory_bandwidth, &secmodel};
constexpr Element host{"host", {}, host_children};

// <guest>
constexpr Element os_type = Element("os_type").holding(rule::text);
constexpr Element wordsize = Element("wordsize").holding(rule::uint32);
constexpr Element emulator = Element("emulator").holding(rule::text);
constexpr Element loader = Element("loader").holding(rule::text);
constexpr Attribute machine_attributes[] = {{"canonical"},
                                            Attribute{"maxCpus", rule::uint32}.from("1.2.5"),
                                            Attribute{"deprecated", rule::yes_no}.from("6.0.0")};
constexpr Element machine = Element("machine", machine_attributes).holding(rule::text).many();
constexpr const Element *domain_children[] = {&emulator, &loader, &machine};
constexpr Attribute domain_attributes[] = {{"type"}};
constexpr Element domain = Element("domain", domain_attributes, domain_children).many();
constexpr const Element *arch_children[] = {&wordsize, &emulator, &loader, &machine, &domain};
constexpr Attribute arch_attributes[] = {{"name"}};
constexpr Element guest_arch{"arch", arch_attributes, arch_children};
constexpr Attribute toggle_attributes[] = {{"default", rule::on_off}, {"toggle", rule::yes_no}};
constexpr Element ia64_be{"ia64_be"};
constexpr Element acpi{"acpi", toggle_attributes};
constexpr Element apic{"apic", toggle_attributes};
constexpr Element cpuselection{"cpuselection"};
constexpr Element deviceboot{"deviceboot"};
constexpr Element disksnapshot{"disksnapshot", toggle_attributes};
constexpr Element hap{"hap", toggle_attributes};
constexpr Element privnet{"privnet"};
constexpr Element external_snapshot = Element("externalSnapshot").from("9.0.0");
constexpr const Element *guest_feature_children[] = {&pae,  &nonpae, &ia64_be, &acpi,         &apic, &cpuselection,
                                                     &deviceboot, &disksnapshot, &hap, &privnet, &external_snapshot};
constexpr Element guest_features{"features", {}, guest_feature_children};
constexpr const Element *guest_children[] = {&os_type, &guest_arch, &guest_features};
constexpr Element guest = Element("guest", {}, guest_children).many();

constexpr const Element *capabilities_children[] = {&host, &guest};
constexpr Element capabilities{"capabilities", {}, capabilities_children};

} // namespace

} // namespace tables

const xml::Schema &host_schema()
{
    static constexpr xml::Schema schema{&tables::capabilities, ErrorDomain::Capabilities, "host's capabilities"};
    return schema;
}

} // namespace modvirt::capabilities
