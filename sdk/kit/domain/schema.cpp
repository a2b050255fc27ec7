// SPDX-License-Identifier: MIT
#include "kit/domain/schema.hpp"

#include "tables/devices.hpp"
#include "tables/machine.hpp"
#include "tables/tuning.hpp"

namespace modvirt::domain {

namespace tables {

constinit const Element backing_store = Element("backingStore", backing_attributes, backing_children);

namespace {

constexpr Word domain_types[] = {"qemu",   "kqemu",  "kvm",  "xen",  "lxc",       "uml",   "openvz", "test",
                                 "vmware", "hyperv", "vbox", "phyp", "parallels", "bhyve", "vz",     "hvf"};

constexpr Element genid = Element("genid").holding(rule::uuid).unless_empty().refused_as(Refusal::Internal);

// <idmap>
constexpr Attribute idmap_attributes[] = {
    Attribute{"start", rule::uint32}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"target", rule::uint32}.needed().refused_as(Refusal::XmlDomain),
    Attribute{"count", rule::uint32}.needed().refused_as(Refusal::XmlDomain)};
constexpr Element uid = Element("uid", idmap_attributes).many();
constexpr Element gid = Element("gid", idmap_attributes).many();
constexpr const Element *idmap_children[] = {&uid, &gid};
constexpr Element idmap = Element("idmap", {}, idmap_children).unless_empty();

// <seclabel> of the domain, <keywrap>, <launchSecurity>
constexpr Word label_types[] = {"none", "dynamic", "static"};
constexpr Element imagelabel = Element("imagelabel").holding(rule::text);
constexpr Element baselabel = Element("baselabel").holding(rule::text);
constexpr const Element *seclabel_children[] = {&label, &imagelabel, &baselabel};
constexpr Attribute seclabel_attributes[] = {
    Attribute{"type", rule::one_of(label_types)}, {"model"}, {"relabel", rule::yes_no}};
constexpr Element seclabel = Element("seclabel", seclabel_attributes, seclabel_children).many();
constexpr Word wrap_ciphers[] = {"aes", "dea"};
constexpr Attribute wrap_attributes[] = {Attribute{"name", rule::one_of(wrap_ciphers)}.needed(),
                                         Attribute{"state", rule::on_off}.needed()};
constexpr Element wrap_cipher = Element("cipher", wrap_attributes).many();
constexpr const Element *keywrap_children[] = {&wrap_cipher};
constexpr Element keywrap = Element("keywrap", {}, keywrap_children).unless_empty();
constexpr Word security_types[] = {"sev", "s390-pv"};
constexpr Word encrypted[] = {"sev"};
constexpr Condition is_encrypted = own_type(encrypted);
constexpr Element cbitpos = Element("cbitpos").holding(rule::uint32).when(is_encrypted);
constexpr Element reduced_phys_bits = Element("reducedPhysBits").holding(rule::uint32).when(is_encrypted);
constexpr Element policy = Element("policy").holding(rule::bare_hex(4, 0xffffffff)).when(is_encrypted).needed();
constexpr Element dh_cert = Element("dhCert").holding(rule::text).when(is_encrypted);
constexpr Element session = Element("session").holding(rule::text).when(is_encrypted);
constexpr const Element *security_children[] = {&cbitpos, &reduced_phys_bits, &policy, &dh_cert, &session};
constexpr Attribute security_attributes[] = {Attribute{"type", rule::one_of(security_types)}.needed(),
                                             Attribute{"kernelHashes", rule::yes_no}.when(is_encrypted)};
constexpr Element launch_security{"launchSecurity", security_attributes, security_children};

// QEMU's own namespace
constexpr Word qemu_namespace[] = {"http://libvirt.org/schemas/domain/qemu/1.0"};
constexpr Attribute arg_attributes[] = {{"value"}};
constexpr Element qemu_arg = Element("qemu:arg", arg_attributes).many();
constexpr Attribute env_attributes[] = {{"name"}, {"value"}};
constexpr Element qemu_env = Element("qemu:env", env_attributes).many();
constexpr const Element *commandline_children[] = {&qemu_arg, &qemu_env};
constexpr Element qemu_commandline = Element("qemu:commandline", {}, commandline_children).unless_empty();
constexpr Attribute capability_attributes[] = {{"capability"}};
constexpr Element qemu_add = Element("qemu:add", capability_attributes).many();
constexpr Element qemu_del = Element("qemu:del", capability_attributes).many();
constexpr const Element *qemu_capabilities_children[] = {&qemu_add, &qemu_del};
constexpr Element qemu_capabilities =
    Element("qemu:capabilities", {}, qemu_capabilities_children).unless_empty();

constexpr const Element *domain_children[] = {&name,
                                              &uuid,
                                              &genid,
                                              &title,
                                              &description,
                                              &metadata,
                                              &max_memory,
                                              &memory,
                                              &current_memory,
                                              &blkiotune,
                                              &memtune,
                                              &memory_backing,
                                              &vcpu,
                                              &vcpus,
                                              &iothreads,
                                              &iothreadids,
                                              &defaultiothread,
                                              &cputune,
                                              &numatune,
                                              &resource,
                                              &sysinfo,
                                              &bootloader,
                                              &bootloader_args,
                                              &os,
                                              &idmap,
                                              &features,
                                              &cpu,
                                              &clock,
                                              &on_poweroff,
                                              &on_reboot,
                                              &on_crash,
                                              &on_lockfailure,
                                              &pm,
                                              &perf,
                                              &devices,
                                              &seclabel,
                                              &keywrap,
                                              &launch_security,
                                              &qemu_commandline,
                                              &qemu_capabilities};
constexpr Attribute domain_attributes[] = {
    Attribute{"type", rule::one_of(domain_types)}.refused_as(Refusal::Unsupported),
    {"id"},
    Attribute{"xmlns:qemu", rule::one_of(qemu_namespace)}.refused_as(Refusal::Ignored),
};
constexpr Element domain = Element("domain", domain_attributes, domain_children).with_foreign();

} // namespace

} // namespace tables

const xml::Schema &schema()
{
    static constexpr xml::Schema domain_schema{&tables::domain, ErrorDomain::Domain, "domain"};
    return domain_schema;
}

const xml::ElementRule &devices_rule()
{
    return tables::devices;
}

} // namespace modvirt::domain
