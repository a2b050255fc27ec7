// SPDX-License-Identifier: MIT
#include "kit/domain/config.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/xml/formatter.hpp"
#include "kit/xml/value.hpp"
#include "module.hpp"

namespace modvirt::domain {

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view hvm = "<os><type>hvm</type></os>";

std::string document(std::string_view rest, std::string_view head = "<name>a</name><memory>1024</memory>")
{
    return "<domain type='test'>" + std::string(head) + std::string(rest) + "</domain>";
}

std::string with_devices(std::string_view devices)
{
    return document(std::string(hvm) + "<devices>" + std::string(devices) + "</devices>");
}

ConfigPtr accept(std::string_view text, const Options &options = {})
{
    return parse(*modvirt_xml_interface_v1(), text, options);
}

Error refusal(std::string_view text, const Options &options = {})
{
    try {
        accept(text, options);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, "accepted"};
}

struct Wrong {
    std::string text;
    ErrorCode code;
    ErrorDomain domain;
    const char *says;
};

void expect_refusals(const std::vector<Wrong> &cases)
{
    for (const Wrong &wrong : cases) {
        const Error error = refusal(wrong.text);
        EXPECT_EQ(error.code(), wrong.code) << wrong.text << "\n" << error.message();
        EXPECT_EQ(error.domain(), wrong.domain) << wrong.text << "\n" << error.message();
        EXPECT_THAT(error.message(), HasSubstr(wrong.says)) << wrong.text;
    }
}

} // namespace

TEST(DomainConfig, KnowsTheValuesOfItsDocument)
{
    const ConfigPtr config = accept(
        document("<uuid>8dd2d3f4a5b64c3e9f10112233445566</uuid><title>T</title><vcpu current='2'>4</vcpu>"
                 "<os><type arch='x86_64' machine='pc'>hvm</type></os><on_crash>coredump-restart</on_crash>"
                 "<currentMemory unit='KiB'>512</currentMemory>"));
    EXPECT_EQ(config->name, "a");
    EXPECT_EQ(config->title, "T");
    EXPECT_EQ(config->type, "test");
    EXPECT_EQ(config->os_type, "hvm");
    EXPECT_EQ(config->arch, "x86_64");
    EXPECT_EQ(config->machine, "pc");
    EXPECT_EQ(xml::format_uuid(config->uuid), "8dd2d3f4-a5b6-4c3e-9f10-112233445566");
    EXPECT_EQ(config->memory_kib, 1024u);
    EXPECT_EQ(config->current_memory_kib, 512u);
    EXPECT_EQ(config->vcpus_max, 4u);
    EXPECT_EQ(config->vcpus, 2u);
    EXPECT_EQ(config->on_poweroff, Action::Destroy);
    EXPECT_EQ(config->on_reboot, Action::Restart);
    EXPECT_EQ(config->on_crash, Action::CoredumpRestart);
}

TEST(DomainConfig, RefusesWhatIsIncompleteWithLibvirtsCodes)
{
    using enum ErrorCode;
    const ErrorDomain domain = ErrorDomain::Domain;
    expect_refusals({
        {"", XmlDetail, domain, "empty"},
        {"<domain", XmlDetail, domain, "never ended"},
        {"<foo/>", XmlError, ErrorDomain::Xml, "expecting root element of 'domain', not 'foo'"},
        {document(hvm, "<memory>1</memory>"), NoName, domain, "missing name information"},
        {document(hvm, "<name></name><memory>1</memory>"), NoName, domain, "missing name information"},
        {document(hvm, "<name>a/b</name><memory>1</memory>"), XmlError, domain, "cannot contain '/'"},
        {document(hvm, "<name>a\nb</name><memory>1</memory>"), XmlDetail, ErrorDomain::Xml, "newline"},
        {document(hvm, "<name>a</name>"), XmlError, domain, "Memory size must be specified"},
        {document(hvm, "<name>a</name><memory>0</memory>"), XmlError, domain,
         "Memory size must be specified"},
        {document(""), XmlError, domain, "an os <type> must be specified"},
        {"<domain><name>a</name></domain>", InternalError, domain, "missing domain type"},
        {"<domain type='xx'><name>a</name></domain>", ConfigUnsupported, domain, "'xx'"},
        {document(std::string(hvm) + "<uuid>123</uuid>"), InternalError, domain, "UUID"},
        {document(std::string(hvm) + "<vcpu>0</vcpu>"), InternalError, domain, "at least 1"},
        {document(std::string(hvm) + "<vcpu>x</vcpu>"), XmlError, domain, "'x'"},
        {document(std::string(hvm) + "<vcpu>4294967295</vcpu>"), XmlError, domain, "65535"},
        {document(std::string(hvm) + "<vcpu current='5'>2</vcpu>"), ConfigUnsupported, domain,
         "less than current"},
        {document(std::string(hvm) + "<on_poweroff>coredump-destroy</on_poweroff>"), ConfigUnsupported,
         domain, "poweroff"},
        {document("<os><type>hwm</type></os>"), ConfigUnsupported, domain, "did you mean 'hvm'?"},
        {document("<os><type arch='x86-64'>hvm</type></os>"), ConfigUnsupported, domain,
         "did you mean 'x86_64'?"},
        {document(std::string(hvm) + "<features><zork/></features>"), ConfigUnsupported, domain, "'zork'"},
    });
}

TEST(DomainConfig, RefusesWrongDevicesWithLibvirtsCodes)
{
    using enum ErrorCode;
    const ErrorDomain domain = ErrorDomain::Domain;
    const std::string disk = "<disk type='file'><source file='/a'/><target dev='vda'/></disk>";
    expect_refusals({
        {with_devices(disk + disk), XmlError, domain,
         "target 'vda' duplicated for disk sources '/a' and '/a'"},
        {with_devices("<disk type='file'/>"), NoTarget, domain, ""},
        {with_devices("<disk type='file'><target dev='vda'/></disk>"), NoSource, domain, "vda"},
        {with_devices("<disk type='volume'><source pool='p'/><target dev='vda'/></disk>"), XmlError, domain,
         "'pool' and 'volume' must be specified together"},
        {with_devices("<disk type='volume' device='cdrom'><source volume='v'/><target dev='hda'/></disk>"), XmlError, domain,
         "'pool' and 'volume' must be specified together"},
        {with_devices("<disk type='fiel'/>"), XmlError, ErrorDomain::Xml, "did you mean 'file'?"},
        {with_devices("<disk><source file='/a'/><target dev='foo'/></disk>"), XmlError, domain,
         "Unknown disk name"},
        {with_devices("<interface type='network'/>"), XmlError, domain, "requires a 'source' element"},
        {with_devices("<interface type='hostdev'><source><source/></source></interface>"), XmlError, domain,
         "missing source address type"},
        {with_devices("<interface type='bridge'><source/></interface>"), XmlError, ErrorDomain::Xml,
         "'bridge'"},
        {with_devices("<interface type='user'><mac address='foo'/></interface>"), XmlError, domain,
         "MAC address"},
        {with_devices("<interface type='user'><mac address='ff:ff:ff:ff:ff:ff'/></interface>"), XmlError,
         domain, "multicast"},
        {with_devices("<graphics type='vnc' port='x'/>"), InternalError, domain, "'x'"},
        {with_devices("<input type='foo'/>"), ConfigUnsupported, domain, "'foo'"},
        {with_devices("<serial type='dev'/>"), InternalError, domain, "source path"},
        {with_devices("<channel type='pty'/>"), XmlError, domain, "Missing element 'target'"},
        {with_devices("<console/><console/>"), ConfigUnsupported, domain, "Only the first console"},
        {with_devices("<disk><source file='/a'/><target dev='vda' bus='scsi'/>"
                      "<address type='drive' controller='4000000000'/></disk>"),
         XmlError, domain, "at most"},
    });
}

TEST(DomainConfig, RefusesADomainThatContradictsItselfWithLibvirtsCodes)
{
    using enum ErrorCode;
    const ErrorDomain domain = ErrorDomain::Domain;
    const auto with = [](const std::string &elements) { return document(std::string(hvm) + elements); };
    expect_refusals({
        {with("<maxMemory unit='GiB'>64</maxMemory>"), XmlError, domain, "slot count"},
        {with("<vcpus><vcpu id='1' enabled='yes'/></vcpus>"), XmlError, domain, "out of range"},
        {with("<cpu><model fallback='never'>a</model></cpu>"), ConfigUnsupported, ErrorDomain::Cpu, "'never'"},
        {with("<cpu migratable='on'/>"), ConfigUnsupported, ErrorDomain::Cpu, "migratable"},
        {with("<cpu check='full'/>"), ConfigUnsupported, domain, "no model"},
        {with("<clock adjustment='a'/>"), XmlError, domain, "unknown clock adjustment 'a'"},
        {with("<clock><timer name='pit' track='boot'/></clock>"), ConfigUnsupported, domain, "track"},
        {with("<idmap><uid start='0' target='1' count='1'/></idmap>"), ConfigUnsupported, domain, "both"},
        {with("<seclabel type='static' model='a'/>"), XmlError, domain, "label is missing"},
        {with("<numatune><memory mode='strict'/></numatune>"), ConfigUnsupported, domain, "nodeset"},
        {with("<blkiotune><device/></blkiotune>"), ConfigUnsupported, domain, "'path'"},
        {with("<launchSecurity type='sev'/>"), XmlError, domain, "'policy'"},
    });
}

TEST(DomainConfig, RefusesDevicesThatContradictThemselvesWithLibvirtsCodes)
{
    using enum ErrorCode;
    const ErrorDomain domain = ErrorDomain::Domain;
    expect_refusals({
        {with_devices("<rng model='virtio'/>"), XmlError, domain, "'backend'"},
        {with_devices("<hostdev type='pci'/>"), XmlError, domain, "'source'"},
        {with_devices("<hostdev type='net'><source/></hostdev>"), ConfigUnsupported, domain, "'net'"},
        {with_devices("<smartcard mode='host-certificates'/>"), XmlError, domain, "three certificates"},
        {with_devices("<shmem name='a/b'/>"), ConfigUnsupported, domain, "'/'"},
        {with_devices("<sound model='ich6'><audio id='3'/></sound>"), XmlError, domain, "no audio device"},
        {with_devices("<serial type='nmdm'><source master='a'/></serial>"), InternalError, domain, "slave"},
        {with_devices("<serial type='spiceport'><source channel='a b'/></serial>"), InvalidArg, domain,
         "Invalid character"},
        {with_devices("<panic><address type='usb' port='1.a'/></panic>"), InternalError, domain, "'1.a'"},
        {with_devices("<panic><address type='ccw' cssid='0xfe'/></panic>"), InternalError, domain, "ccw"},
    });
}

// What every device has as it is given comes before what they are together.
TEST(DomainConfig, TellsOfAMistakeInADeviceBeforeOneOfTheWholeDomain)
{
    const Error error = refusal(with_devices("<redirdev bus='usb' type='tcp'/><rng model='virtio'/>"));
    EXPECT_EQ(error.code(), ErrorCode::XmlError) << error.message();
}

TEST(DomainConfig, CountsTheVcpusThatItsListHas)
{
    const ConfigPtr config =
        accept(document(std::string(hvm) + "<vcpu>3</vcpu><vcpus><vcpu id='1' enabled='yes'/></vcpus>"));
    EXPECT_EQ(config->vcpus, 1u);
    EXPECT_EQ(config->vcpus_max, 3u);
    EXPECT_THAT(format(*config), HasSubstr("<vcpu id='2' enabled='no' hotpluggable='yes'/>"));
}

TEST(DomainConfig, NamesThePlaceOfWhatItRefuses)
{
    EXPECT_THAT(refusal("<domain type='test'>\n <name>a/b</name></domain>").message(),
                HasSubstr("line 2, column 2: "));
    EXPECT_THAT(refusal(with_devices("\n\n  <disk type='file'><target dev='vda'/></disk>")).message(),
                HasSubstr("line 3, column 3: "));
}

TEST(DomainConfig, ReportsWhatItDropsAndRefusesItWhenStrict)
{
    const std::string text = document(std::string(hvm) + "<memroy>1</memroy>");
    std::vector<xml::Finding> findings;
    parse(*modvirt_xml_interface_v1(), text, {}, {xml::Strictness::Lenient, &findings});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].message, "unknown element 'memroy' in 'domain'; did you mean 'memory'?");
    try {
        parse(*modvirt_xml_interface_v1(), text, {}, {xml::Strictness::Strict, nullptr});
        ADD_FAILURE() << "accepted";
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::XmlInvalidSchema);
        EXPECT_EQ(error.domain(), ErrorDomain::Xml);
    }
}

TEST(DomainConfig, MakesUpAUuidAndMacsThatDiffer)
{
    const std::string text = with_devices("<interface type='user'/><interface type='user'/>");
    const ConfigPtr one = accept(text);
    const ConfigPtr other = accept(text);
    EXPECT_NE(one->uuid, other->uuid);
    EXPECT_EQ(one->uuid[6] >> 4, 4);
    std::vector<std::string> macs;
    for (const xml::Element interface : one->document.root().child("devices")->children("interface"))
        macs.emplace_back(interface.child("mac")->attribute_or("address", ""));
    ASSERT_EQ(macs.size(), 2u);
    EXPECT_NE(macs[0], macs[1]);
    EXPECT_THAT(macs[0], testing::StartsWith("52:54:00:"));
}

TEST(DomainConfig, TakesRandomnessFromItsCallerWhenGiven)
{
    Options options;
    options.random = [](std::span<uint8_t> bytes) { std::ranges::fill(bytes, uint8_t{0xab}); };
    EXPECT_EQ(xml::format_uuid(accept(document(hvm), options)->uuid), "abababab-abab-4bab-abab-abababababab");
}

TEST(DomainConfig, FillsInWhatADriverAsksFor)
{
    Options options;
    options.default_arch = "x86_64";
    options.default_machine = "pc";
    options.default_emulator = "/usr/bin/qemu-system-x86_64";
    options.interface_target_prefix.clear();
    options.add_controllers = false;
    options.assign_addresses = false;
    const std::string text = format(
        *accept(with_devices("<interface type='user'/><disk><source file='/a'/><target dev='hda'/></disk>"),
                options));
    EXPECT_THAT(text, HasSubstr("<type arch='x86_64' machine='pc'>hvm</type>"));
    EXPECT_THAT(text, HasSubstr("<emulator>/usr/bin/qemu-system-x86_64</emulator>"));
    EXPECT_THAT(text, Not(HasSubstr("testnet")));
    EXPECT_THAT(text, Not(HasSubstr("<controller")));
    EXPECT_THAT(text, Not(HasSubstr("<address")));
}

TEST(DomainConfig, AcceptsOnlyTheTypesThatADriverServes)
{
    Options options;
    options.types = {"qemu", "kvm"};
    const Error error = refusal(document(hvm), options);
    EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
    EXPECT_THAT(error.message(), HasSubstr("only qemu, kvm"));
    options.types = {"test"};
    options.os_types = {"exe"};
    EXPECT_THAT(refusal(document(hvm), options).message(), HasSubstr("only exe"));
}

TEST(DomainConfig, KeepsQemusCommandLineForADriverThatReadsIt)
{
    const std::string text =
        "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>a</name>"
        "<memory>1024</memory><os><type>hvm</type></os><qemu:commandline><qemu:arg value='-S'/>"
        "<qemu:env name='A' value='b'/></qemu:commandline></domain>";
    EXPECT_THAT(format(*accept(text)), Not(HasSubstr("qemu:")));
    Options options;
    options.keep_qemu_namespace = true;
    const std::string kept = format(*accept(text, options));
    EXPECT_THAT(kept,
                HasSubstr("<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"));
    EXPECT_THAT(
        kept,
        HasSubstr("  <qemu:commandline>\n    <qemu:arg value='-S'/>\n    <qemu:env name='A' value='b'/>\n"));
}

TEST(DomainConfig, ReadsTheSpellingsOfTheFirstReleases)
{
    const std::string text =
        format(*accept(with_devices("<interface type='bridge'><source dev='br0'/></interface><interface "
                                    "type='network'><source name='n'/></interface>"
                                    "<console tty='/dev/pts/3'/>")));
    EXPECT_THAT(text, HasSubstr("<source bridge='br0'/>"));
    EXPECT_THAT(text, HasSubstr("<source network='n'/>"));
}

TEST(DomainConfig, WritesTheIdAndSecretsOnlyWhenAsked)
{
    const ConfigPtr config = accept(with_devices("<graphics type='vnc' passwd='geheim'/>"));
    EXPECT_THAT(format(*config), Not(HasSubstr("geheim")));
    FormatOptions options;
    options.id = 7;
    options.secrets = Secrets::Include;
    EXPECT_THAT(format(*config, options), HasSubstr("<domain type='test' id='7'>"));
    EXPECT_THAT(format(*config, options), HasSubstr("passwd='geheim'"));
}

TEST(DomainConfig, WritesWhatARunningGuestHasNow)
{
    const ConfigPtr config = accept(document(std::string(hvm) + "<vcpu>4</vcpu>"));
    FormatOptions options;
    options.current_memory_kib = 512;
    options.vcpus = 3;
    const std::string text = format(*config, options);
    EXPECT_THAT(text, HasSubstr("<currentMemory unit='KiB'>512</currentMemory>"));
    EXPECT_THAT(text, HasSubstr("<vcpu placement='static' current='3'>4</vcpu>"));
    EXPECT_EQ(config->current_memory_kib, 1024u);
}

TEST(DomainConfig, IsCopiedWhenItIsEdited)
{
    const ConfigPtr before = accept(document(hvm));
    EXPECT_EQ(with_name(*before, "b")->name, "b");
    EXPECT_EQ(with_memory(*before, 2048)->memory_kib, 2048u);
    EXPECT_EQ(with_memory(*before, 512)->current_memory_kib, 512u);
    EXPECT_EQ(with_current_memory(*before, 256)->current_memory_kib, 256u);
    EXPECT_EQ(with_uuid(*before, Uuid{1})->uuid, Uuid{1});
    const ConfigPtr more = with_vcpus(*before, 8, 2);
    EXPECT_EQ(more->vcpus_max, 8u);
    EXPECT_EQ(more->vcpus, 2u);
    EXPECT_THAT(format(*more), HasSubstr("<vcpu placement='static' current='2'>8</vcpu>"));
    EXPECT_THAT(format(*with_vcpus(*more, 8, 8)), HasSubstr("<vcpu placement='static'>8</vcpu>"));
    EXPECT_EQ(before->name, "a");
    EXPECT_EQ(before->memory_kib, 1024u);
    EXPECT_EQ(before->vcpus_max, 1u);
}

TEST(DomainConfig, RefusesEditsThatMakeNoSense)
{
    const ConfigPtr config = accept(document(hvm));
    EXPECT_THROW(with_name(*config, ""), Error);
    EXPECT_THROW(with_name(*config, "a/b"), Error);
    EXPECT_THROW(with_memory(*config, 0), Error);
    EXPECT_THROW(with_memory(*config, UINT64_MAX), Error);
    EXPECT_THROW(with_current_memory(*config, 4096), Error);
    EXPECT_THROW(with_vcpus(*config, 1, 2), Error);
    EXPECT_THROW(with_vcpus(*config, 0, 0), Error);
    EXPECT_THROW(with_vcpus(*config, 100'000, 1), Error);
}

TEST(DomainConfig, ChecksAnEditedDocumentLikeANewOne)
{
    const ConfigPtr config = accept(with_devices("<disk><source file='/a'/><target dev='vda'/></disk>"));
    const ConfigPtr edited = with_edit(*config, {}, [](xml::Editor &editor) {
        xml::Node disk = editor.root().child("devices")->append("disk");
        disk.append("source").set_attribute("file", "/b");
        disk.child_or_new("target").set_attribute("dev", "hda");
    });
    EXPECT_THAT(format(*edited), HasSubstr("<controller type='ide' index='0'/>"));
    EXPECT_EQ(edited->uuid, config->uuid);
    EXPECT_THROW(
        with_edit(*config, {}, [](xml::Editor &editor) { editor.root().child("name")->set_text(""); }),
        Error);
}

TEST(DomainConfig, TakesLessThanThreeKilobytes)
{
    const ConfigPtr config = accept(with_devices(
        "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/var/lib/images/a.qcow2'/><target "
        "dev='vda'/></disk>"
        "<disk type='file' device='cdrom'><source file='/var/lib/images/b.iso'/><target dev='hdc'/></disk>"
        "<interface type='network'><source network='default'/><model type='virtio'/></interface>"
        "<serial type='pty'/><input type='tablet' bus='usb'/><graphics type='vnc'/>"));
    EXPECT_LT(config->document.memory_bytes() + sizeof(Config), 2600u);
}

} // namespace modvirt::domain
