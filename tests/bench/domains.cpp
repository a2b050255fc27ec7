// SPDX-License-Identifier: LGPL-2.1-or-later
#include "domains.hpp"

#include <cstdio>
#include <cstdlib>

#include <libvirt/virterror.h>

namespace bench {

namespace {

constexpr const char *form = R"(<domain type='test'>
  <name>%s</name>
  <uuid>%s</uuid>
  <memory unit='KiB'>1048576</memory>
  <currentMemory unit='KiB'>524288</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='x86_64'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/var/lib/images/%s-system.qcow2'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='/var/lib/images/%s-data.img'/>
      <target dev='vdb' bus='virtio'/>
    </disk>
    <interface type='network'>
      <mac address='52:54:00:%02x:%02x:%02x'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'>
      <target port='0'/>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <input type='tablet' bus='usb'/>
    <graphics type='vnc' port='-1' autoport='yes'/>
    <video>
      <model type='cirrus' vram='16384' heads='1'/>
    </video>
  </devices>
</domain>
)";

} // namespace

void require(bool succeeded, const char *what)
{
    if (succeeded)
        return;
    const char *message = virGetLastErrorMessage();
    std::fprintf(stderr, "%s: %s\n", what, message == nullptr ? "no message" : message);
    std::exit(EXIT_FAILURE);
}

Connection open(const char *uri)
{
    Connection connection(virConnectOpen(uri));
    require(connection != nullptr, uri);
    return connection;
}

std::string uuid_of(int number)
{
    char text[37];
    std::snprintf(text, sizeof text, "6f3b1c52-8d4e-4b7a-9c10-%012x", static_cast<unsigned>(number));
    return text;
}

std::string name_of(int number)
{
    return "bench-" + std::to_string(number);
}

std::string document(int number)
{
    const std::string name = name_of(number);
    const auto byte = [&](int shift) { return (static_cast<unsigned>(number) >> shift) & 0xffu; };
    char text[4096];
    std::snprintf(text, sizeof text, form, name.c_str(), uuid_of(number).c_str(), name.c_str(), name.c_str(),
                  byte(16), byte(8), byte(0));
    return text;
}

Domain define(const Connection &connection, int number)
{
    Domain domain(virDomainDefineXML(connection.get(), document(number).c_str()));
    require(domain != nullptr, "define");
    return domain;
}

} // namespace bench
