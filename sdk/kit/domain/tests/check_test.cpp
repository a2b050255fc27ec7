// SPDX-License-Identifier: MIT
// Which of several faults is told, and the faults of each part. Every case was seen with libvirt 9.0.0.
#include "kit/domain/config.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/xml/formatter.hpp"
#include "module.hpp"

namespace modvirt::domain {

namespace {

using testing::HasSubstr;

struct Fault {
    std::string top;     // elements of the domain
    std::string devices; // and of its <devices>
    ErrorCode code;
    const char *says;
};

Error told(const std::string &top, const std::string &devices)
{
    const std::string text = "<domain type='test'><name>a</name><memory>1048576</memory><vcpu>4</vcpu>"
                             "<os><type>hvm</type></os>" +
                             top + "<devices>" + devices + "</devices></domain>";
    try {
        parse(*modvirt_xml_interface_v1(), text);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, "accepted"};
}

void expect_faults(const std::vector<Fault> &faults)
{
    for (const Fault &fault : faults) {
        const Error error = told(fault.top, fault.devices);
        EXPECT_EQ(error.code(), fault.code) << fault.top << fault.devices << "\n" << error.message();
        EXPECT_THAT(error.message(), HasSubstr(fault.says)) << fault.top << fault.devices;
    }
}

void expect_accepted(const std::string &top, const std::string &devices)
{
    EXPECT_EQ(told(top, devices).code(), ErrorCode::Ok) << top << devices << "\n" << told(top, devices).message();
}

// In the order in which they are told: of any two, the first is.
const std::vector<Fault> &faults_in_order()
{
    using enum ErrorCode;
    static const std::vector<Fault> all = {
        {"<genid>z</genid>", "", InternalError, "genid"},
        {"<title>a\nb</title>", "", XmlError, "newlines"},
        {"<seclabel type='none' model='a'/><seclabel type='none' model='a'/>", "", XmlDetail, "already provided"},
        {"<currentMemory>99999999999999999</currentMemory>", "", Overflow, "too large"},
        {"<memoryBacking><source type='z'/></memoryBacking>", "", ConfigUnsupported, "'z'"},
        {"<memtune><hard_limit>z</hard_limit></memtune>", "", XmlError, "hard_limit"},
        {"<cputune><iothreadpin iothread='21' cpuset='1'/></cputune>", "", ConfigUnsupported, "21"},
        {"<cpu><vendor>a</vendor></cpu>", "", XmlError, "vendor"},
        {"<numatune><memory placement='static'/></numatune>", "", ConfigUnsupported, "nodeset"},
        {"<resource/>", "", InternalError, "resource"},
        {"<features><apic eoi='z'/></features>", "", XmlError, "eoi"},
        {"<on_poweroff>z</on_poweroff>", "", ConfigUnsupported, "on_poweroff"},
        {"<clock offset='timezone'/>", "", InternalError, "timezone"},
        {"", "<disk type='z'/>", XmlError, "'z'"},
        {"", "<controller type='fdc' model='z'/>", ConfigUnsupported, "'z'"},
        {"", "<controller type='usb'><master startport='2'/></controller>", XmlDetail, "master"},
        {"", "<lease><key>a</key><target path='a'/></lease>", InternalError, "lockspace"},
        {"", "<filesystem><target dir='/b'/></filesystem>", NoSource, "/b"},
        {"", "<interface type='bridge'/>", XmlError, "source"},
        {"", "<parallel type='spicevmc'/>", ConfigUnsupported, "spicevmc"},
        {"", "<channel type='pty'><protocol/><protocol/><target type='virtio'/></channel>", XmlError, "protocol"},
        {"", "<channel type='pty'><target type='guestfwd' address='::1' port='z'/></channel>", ConfigUnsupported, "IPv4"},
        {"", "<input type='mouse' bus='usb'><address type='pci'/></input>", XmlError, "USB"},
        {"", "<video><model type='vga'><acceleration/></model></video>", ConfigUnsupported, "acceleration"},
        {"", "<hostdev type='usb'><source><vendor id='1'/></source></hostdev>", InternalError, "product"},
        {"", "<tpm><backend type='external'/></tpm>", XmlError, "external TPM"},
        {"", "<redirdev bus='usb'/>", InternalError, "type"},
        {"", "<shmem/>", XmlError, "name"},
        {"<launchSecurity type='sev'/>", "", XmlError, "policy"},
        {"<sysinfo type='smbios'><system><entry name='uuid'>z</entry></system></sysinfo>", "", XmlDetail, "uuid"},
        {"<keywrap><cipher name='aes' state='on'/><cipher name='aes' state='on'/></keywrap>", "", InternalError, "aes"},
        {"", "<disk><source file='/a' fdgroup='z'/><target dev='vda'/></disk>", ConfigUnsupported, "FD passing"},
        {"", "<controller type='usb'><driver iothread='3'/></controller>", XmlError, "iothread"},
        {"<vcpus><vcpu id='0' enabled='no' hotpluggable='no'/></vcpus>", "", ConfigUnsupported, "offline"},
        {"", "<panic model='isa'/><panic model='isa'/>", XmlError, "panic"},
        {"<clock><timer name='pit' track='boot'/></clock>", "", ConfigUnsupported, "track"},
        {"<clock><timer name='pit' tickpolicy='delay'><catchup slew='1'/></timer></clock>", "", XmlError, "catchup"},
        {"<cpu check='none'/>", "", ConfigUnsupported, "check"},
        {"", "<disk><target dev='vda'/></disk>", NoSource, "vda"},
        {"", "<video><model type='vga' ram='3'/></video>", ConfigUnsupported, "ram"},
        {"", "<serial type='file'/>", InternalError, "path"},
        {"", "<input type='evdev' bus='usb'/>", ConfigUnsupported, "evdev"},
        {"", "<filesystem><source dir='/b'/></filesystem>", NoTarget, "filesystem"},
        {"", "<shmem name='a/b'/>", ConfigUnsupported, "'/'"},
        {"", "<memory model='nvdimm'><target><size>9</size></target></memory>", XmlDetail, "path"},
        {"", "<redirdev bus='usb' type='pty'/>", ConfigUnsupported, "USB"},
        {"", "<iommu model='intel'><address type='pci'/></iommu>", XmlError, "address"},
        {"", "<vsock model='virtio'><cid address='1'/></vsock>", ConfigUnsupported, "CIDs"},
        {"<resource><fibrechannel appid='\xc3\xa4'/></resource>", "", XmlError, "appid"},
        {"<on_reboot>coredump-destroy</on_reboot>", "", ConfigUnsupported, "reboot"},
    };
    return all;
}

// The parts of both, unless they would stand twice where one may.
bool can_meet(const Fault &first, const Fault &second)
{
    const auto element = [](const std::string &text) { return text.substr(0, text.find_first_of(" >/")); };
    return (first.top.empty() || element(first.top) != element(second.top)) &&
           (first.devices.empty() || element(first.devices) != element(second.devices));
}

} // namespace

TEST(DomainCheck, TellsTheFirstOfTwoFaultsWhereverTheyStand)
{
    const auto &faults = faults_in_order();
    expect_faults(faults);
    for (std::size_t i = 0; i < faults.size(); ++i)
        for (std::size_t j = i + 1; j < faults.size(); ++j) {
            if (!can_meet(faults[i], faults[j]))
                continue;
            const Error error = told(faults[j].top + faults[i].top, faults[j].devices + faults[i].devices);
            EXPECT_EQ(error.code(), faults[i].code)
                << faults[i].top << faults[i].devices << " should be told before " << faults[j].top << faults[j].devices
                << "\n"
                << error.message();
        }
}

TEST(DomainCheck, ExpectsThreadsAndVcpusThatThereAre)
{
    using enum ErrorCode;
    expect_faults({
        {"<iothreads>2</iothreads><cputune><iothreadpin iothread='3' cpuset='0'/></cputune>", "", ConfigUnsupported, "3"},
        {"<cputune><iothreadpin iothread='0' cpuset='0'/></cputune>", "", XmlError, "iothread"},
        {"<cputune><vcpupin vcpu='1' cpuset='0'/><vcpupin vcpu='1' cpuset='0'/></cputune>", "", InternalError, "'1'"},
        {"<cputune><vcpupin vcpu='1'/></cputune>", "", InternalError, "cpuset"},
        {"<cputune><vcpusched vcpus='0-4' scheduler='idle'/></cputune>", "", ConfigUnsupported, "'4'"},
        {"<cputune><vcpusched vcpus='0-1' scheduler='idle'/><vcpusched vcpus='1-2' scheduler='idle'/></cputune>", "",
         XmlDetail, "overlap"},
        {"<cputune><iothreadsched iothreads='1' scheduler='idle'/></cputune>", "", ConfigUnsupported, "1"},
    });
    expect_accepted("<iothreads>2</iothreads><iothreadids><iothread id='7'/></iothreadids>"
                    "<cputune><iothreadpin iothread='1' cpuset='0'/><iothreadpin iothread='7' cpuset='0'/></cputune>",
                    "");
}

TEST(DomainCheck, KeepsTheGroupsOfCachesAndMemoryApart)
{
    using enum ErrorCode;
    const auto cache = [](const std::string &vcpus, const std::string &what) {
        return "<cachetune vcpus='" + vcpus + "'>" + what + "</cachetune>";
    };
    const std::string all = "<cache id='0' level='3' type='both' size='3'/>";
    const auto tuned = [](const std::string &groups) { return "<cputune>" + groups + "</cputune>"; };
    expect_faults({
        {tuned(cache("0-1", all + all)), "", XmlError, "Colliding"},
        {tuned(cache("0-1", "<monitor vcpus='0'/>")), "", XmlError, "'level'"},
        {tuned(cache("0-1", "<monitor level='2' vcpus='0'/>")), "", XmlError, "'2'"},
        {tuned(cache("0-1", "<monitor level='3' vcpus='2'/>")), "", InvalidArg, "conflicts"},
        {tuned(cache("0-1", "<monitor level='3' vcpus='0'/><monitor level='3' vcpus='0'/>")), "", InvalidArg, "Identical"},
        {tuned(cache("0-1", all) + cache("1-2", all)), "", XmlError, "Overlapping"},
        {tuned("<memorytune vcpus='0'><node id='0' bandwidth='9'/><node id='0' bandwidth='9'/></memorytune>"), "", XmlError,
         "already defined"},
        {tuned("<memorytune vcpus='0'><node id='0' bandwidth='101'/></memorytune>"), "", XmlError, "100"},
    });
    expect_accepted(tuned(cache("0-1", all) + "<memorytune vcpus='0-1'><node id='0' bandwidth='60'/></memorytune>"), "");
}

TEST(DomainCheck, GivesEveryVcpuASchedulerOfItsOwn)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(),
                                   "<domain type='test'><name>a</name><memory>1024</memory><vcpu>4</vcpu><os><type>hvm</type></os>"
                                   "<cputune><vcpusched vcpus='1-2' scheduler='fifo' priority='3'/>"
                                   "<vcpusched vcpus='0' scheduler='idle'/>"
                                   "<cachetune vcpus='0-9'><cache id='0' level='3' type='both' size='2048'/></cachetune>"
                                   "</cputune></domain>");
    const std::string text = format(*config);
    EXPECT_THAT(text, HasSubstr("    <vcpusched vcpus='0' scheduler='idle'/>\n"
                                "    <vcpusched vcpus='1' scheduler='fifo' priority='3'/>\n"
                                "    <vcpusched vcpus='2' scheduler='fifo' priority='3'/>\n"));
    EXPECT_THAT(text, HasSubstr("<cachetune vcpus='0-3'>\n      <cache id='0' level='3' type='both' size='2' unit='MiB'/>"));
    const std::string less = format(*with_vcpus(*config, 2, 2));
    EXPECT_THAT(less, HasSubstr("vcpusched vcpus='1'"));
    EXPECT_THAT(less, testing::Not(HasSubstr("vcpusched vcpus='2'")));
}

TEST(DomainCheck, RefusesDisksThatNoHostCouldHave)
{
    using enum ErrorCode;
    const auto disk = [](const std::string &inner, const std::string &attributes = "") {
        return "<disk " + attributes + "><source file='/a'/>" + inner + "<target dev='vda'/></disk>";
    };
    expect_faults({
        {"", disk("<driver type='z'/>"), ConfigUnsupported, "'z'"},
        {"", disk("<backingStore type='file'><source file='/b'/></backingStore>"), XmlError, "format"},
        {"", disk("<backingStore type='file'><format type='raw'/></backingStore>"), XmlError, "source"},
        {"", disk("<wwn>5000c50015ea71a</wwn>"), InternalError, "wwn"},
        {"", disk("<vendor>123456789</vendor>"), ConfigUnsupported, "8 characters"},
        {"", disk("<iotune><total_bytes_sec>1</total_bytes_sec><read_bytes_sec>1</read_bytes_sec></iotune>"), XmlError,
         "bytes_sec"},
        {"", disk("", "rawio='yes'"), ConfigUnsupported, "lun"},
        {"", "<disk type='nvme'><source/><target dev='vda'/></disk>", XmlError, "'type'"},
        {"", "<disk type='nvme'><source type='pci' namespace='1'/><target dev='vda'/></disk>", XmlError, "address"},
        {"", "<disk type='volume'><source pool='a'/><target dev='vda'/></disk>", XmlError, "together"},
        {"", "<disk><driver ats='on'/><source file='/a'/><target dev='sda'/></disk>", ConfigUnsupported, "ats"},
        {"", "<disk rawio='yes'><target dev='vda'/></disk>", ConfigUnsupported, "rawio"},
        {"", "<disk rawio='yes'/>", NoTarget, "target"},
    });
    expect_accepted("", disk("<backingStore/>"));
    expect_accepted("", disk("<wwn>0x5000c50015ea71ad</wwn>"));
}

TEST(DomainCheck, ReadsTheAddressesAndRolesOfInterfaces)
{
    using enum ErrorCode;
    const auto with = [](const std::string &inner) { return "<interface type='user'>" + inner + "</interface>"; };
    expect_faults({
        {"", with("<ip address='10.1.0.1' peer='2001::1'/>"), InvalidArg, "peer"},
        {"", with("<ip address='10.1.0.1' family='ipv6'/>"), XmlError, "ipv6"},
        {"", with("<route family='ipv6' address='10.1.0.0' gateway='10.1.0.2'/>"), XmlError, "family"},
        {"", with("<route address='10.1.0.6' prefix='24' gateway='10.1.0.2'/>"), XmlError, "network address"},
        {"", with("<route address='10.1.0.0' netmask='255.0.255.0' gateway='10.1.0.2'/>"), XmlError, "network address"},
        {"", with("<teaming type='z'/>"), ConfigUnsupported, "'z'"},
        {"", with("<teaming type='transient'/>"), ConfigUnsupported, "persistent"},
        {"", with("<driver ats='on'/>"), ConfigUnsupported, "ats"},
    });
    expect_accepted("", with("<route address='10.1.0.0' prefix='24' gateway='10.1.0.2'/>"));
    expect_accepted("", with("<driver name='vhost' queues='3'/>"));
}

TEST(DomainCheck, RefusesWhatOneKindOfDeviceCannotBe)
{
    using enum ErrorCode;
    expect_faults({
        {"", "<controller type='xenbus'><target/><target/></controller>", XmlError, "'target'"},
        {"", "<memory model='sgx-epc'><target><size>9</size></target><address type='pci'/></memory>", ConfigUnsupported,
         "sgx-epc"},
        {"", "<memory model='virtio-mem'><target><size>9</size></target></memory>", XmlDetail, "power of two"},
        {"", "<hostdev type='mdev' model='virtio'><source/></hostdev>", XmlError, "'virtio'"},
        {"", "<hostdev type='scsi'><source><adapter name='a'/><address bus='1' target='1' unit='1'/></source>"
             "<address type='pci'/></hostdev>",
         ConfigUnsupported, "drive"},
        {"", "<tpm><backend type='external'><source type='z'/></backend></tpm>", ConfigUnsupported, "'z'"},
        {"", "<tpm><backend type='external'><source type='tcp'/></backend></tpm>", XmlError, "'unix'"},
        {"", "<audio id='1' type='oss' dspPolicy='-1'/>", XmlError, "dspPolicy"},
        {"", "<video><model primary='yes'/></video><video><model primary='yes'/></video>", ConfigUnsupported, "primary"},
        {"", "<graphics type='vnc' socket='/a'><listen type='socket' socket='/b'/></graphics>", ConfigUnsupported,
         "must match"},
        {"", "<input type='evdev'><source/></input>", XmlError, "evdev path"},
        {"", "<serial type='pty'><target type='isa-serial' port='4'/></serial>", InternalError, "ISA"},
    });
}

TEST(DomainCheck, LetsLabelsWithoutAModelStandSeveralTimes)
{
    expect_accepted("", "<disk><source file='/a'><seclabel relabel='no'/><seclabel relabel='no'/></source>"
                        "<target dev='vda'/></disk>");
    expect_faults({{"<seclabel type='none'/><seclabel type='none'/>", "", ErrorCode::XmlDetail, "(null)"},
                   {"<seclabel type='none' model='a'/><seclabel type='none'/>", "", ErrorCode::XmlError, "missing"}});
}

} // namespace modvirt::domain
