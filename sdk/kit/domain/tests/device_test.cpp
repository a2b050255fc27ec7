// SPDX-License-Identifier: MIT
#include "kit/domain/device.hpp"

#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::domain {

namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char *disk = "<disk type='file' device='disk'><source file='/b'/><target dev='vdb'/></disk>";
constexpr const char *interface = "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>";
constexpr const char *dimm = "<memory model='dimm'><target><size unit='KiB'>512</size></target></memory>";

class Device : public testing::Test {
protected:
    void SetUp() override { m_config = domain_with("<disk type='file'><source file='/a'/><target dev='vda'/></disk>"); }

    static ConfigPtr domain_with(const std::string &devices, const std::string &more = "")
    {
        return parse(*modvirt_xml_interface_v1(),
                     "<domain type='test'><name>a</name><memory>1024</memory>" + more +
                         "<os><type>hvm</type></os><devices>" + devices + "</devices></domain>");
    }

    static xml::Document device(const std::string &text)
    {
        return parse_new_device(*modvirt_xml_interface_v1(), text, {});
    }

    DeviceChange attach(const std::string &text, Side side = Side::Config)
    {
        const DeviceChange change = with_device(*m_config, device(text), side);
        m_config = change.config;
        return change;
    }

    DeviceChange detach(const std::string &text, Side side = Side::Config)
    {
        const DeviceChange change =
            without_device(*m_config, parse_device(*modvirt_xml_interface_v1(), text), side);
        m_config = change.config;
        return change;
    }

    DeviceChange update(const std::string &text, Side side = Side::Config)
    {
        const DeviceChange change =
            with_changed_device(*m_config, parse_device(*modvirt_xml_interface_v1(), text), side);
        m_config = change.config;
        return change;
    }

    static Error refusal(const std::function<void()> &deed)
    {
        try {
            deed();
        } catch (const Error &error) {
            return error;
        }
        return {ErrorCode::Ok, "done"};
    }

    [[nodiscard]] std::string text() const { return format(*m_config, {{}, Secrets::Include, {}, {}}); }

    ConfigPtr m_config;
};

} // namespace

TEST_F(Device, IsReadOnItsOwn)
{
    const xml::Document block = parse_device(
        *modvirt_xml_interface_v1(), "<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>");
    EXPECT_EQ(block.root().name(), "disk");
    EXPECT_EQ(block.root().child("source")->attribute("dev"), "/dev/sdb");
}

TEST_F(Device, IsOneOfThoseThatADomainCanHave)
{
    const Error misspelt = refusal([] { device("<dsik/>"); });
    EXPECT_EQ(misspelt.code(), ErrorCode::ConfigUnsupported);
    EXPECT_THAT(misspelt.message(), HasSubstr("did you mean 'disk'?"));
    EXPECT_EQ(refusal([] { device("<emulator>/x</emulator>"); }).code(), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(refusal([] { device("<domain type='test'/>"); }).code(), ErrorCode::ConfigUnsupported);
    EXPECT_EQ(refusal([] { device("<disk"); }).code(), ErrorCode::XmlDetail);
    EXPECT_EQ(refusal([] { device(""); }).code(), ErrorCode::XmlDetail);
}

TEST_F(Device, IsCompleteOnceItIsAttached)
{
    attach("<disk type='file'><source file='/c'/><target dev='sdb'/></disk>");
    EXPECT_THAT(text(), HasSubstr("<target dev='sdb' bus='scsi'/>"));
    EXPECT_THAT(text(), HasSubstr("<address type='drive' controller='0' bus='0' target='0' unit='1'/>"));
    EXPECT_THAT(text(), HasSubstr("<controller type='scsi' index='0'/>"));
    EXPECT_THAT(text(), Not(HasSubstr("<alias")));
}

TEST_F(Device, HasANameInARunningGuest)
{
    EXPECT_EQ(attach(disk, Side::Live).alias, "virtio-disk1");
    EXPECT_THAT(text(), HasSubstr("<alias name='virtio-disk0'/>"));
    EXPECT_EQ(attach(interface, Side::Live).alias, "net0");
    EXPECT_EQ(attach("<interface type='user'><alias name='ua-uplink'/></interface>", Side::Live).alias, "ua-uplink");
    EXPECT_EQ(attach("<interface type='user'><alias name='other'/></interface>", Side::Live).alias, "net1");
    EXPECT_EQ(detach(interface, Side::Live).alias, "net0");
    EXPECT_EQ(attach(interface, Side::Live).alias, "net0");
}

TEST_F(Device, OfADefinitionKeepsOnlyTheNameThatAnApplicationGave)
{
    attach("<interface type='user'><alias name='net7'/></interface>");
    EXPECT_THAT(text(), Not(HasSubstr("<alias")));
    attach("<interface type='user'><alias name='ua-net7'/></interface>");
    EXPECT_THAT(text(), HasSubstr("<alias name='ua-net7'/>"));
    const Error twice = refusal([&] { attach("<interface type='user'><alias name='ua-net7'/></interface>"); });
    EXPECT_EQ(twice.code(), ErrorCode::ConfigUnsupported);
    EXPECT_THAT(twice.message(), HasSubstr("non unique alias"));
}

TEST_F(Device, CannotTakeTheTargetOfAnother)
{
    const std::string taken = "<disk type='file'><source file='/c'/><target dev='vda'/></disk>";
    EXPECT_EQ(refusal([&] { attach(taken); }).code(), ErrorCode::OperationInvalid);
    EXPECT_EQ(refusal([&] { attach(taken, Side::Live); }).code(), ErrorCode::XmlError);
}

TEST_F(Device, CannotSitInTheSlotOfAnother)
{
    const std::string placed = "<rng model='virtio'><backend model='random'/><address type='pci' slot='9'/></rng>";
    attach(placed);
    EXPECT_EQ(refusal([&] { attach(placed); }).code(), ErrorCode::XmlError);
}

TEST_F(Device, IsRefusedTwiceWhereOneIsAll)
{
    const std::pair<const char *, ErrorCode> singles[] = {
        {"<watchdog model='i6300esb'/>", ErrorCode::OperationInvalid},
        {"<controller type='scsi' index='3'/>", ErrorCode::OperationInvalid},
        {"<filesystem type='mount'><source dir='/x'/><target dir='y'/></filesystem>", ErrorCode::OperationInvalid},
        {"<lease><lockspace>a</lockspace><key>b</key><target path='/x'/></lease>", ErrorCode::OperationInvalid},
        {"<vsock model='virtio'><cid auto='no' address='5'/></vsock>", ErrorCode::OperationInvalid},
        {"<hostdev mode='subsystem' type='usb'><source><vendor id='1'/><product id='2'/></source></hostdev>",
         ErrorCode::OperationInvalid},
        {"<channel type='unix'><target type='virtio' name='a'/></channel>", ErrorCode::OperationInvalid},
        {"<shmem name='s'><model type='ivshmem-plain'/></shmem>", ErrorCode::OperationInvalid},
    };
    for (const auto &[text, code] : singles) {
        attach(text);
        EXPECT_EQ(refusal([&] { attach(text); }).code(), code) << text;
    }
}

TEST_F(Device, IsFoundAgainByWhatTellsItFromOthers)
{
    const char *const devices[] = {
        disk,
        interface,
        "<watchdog model='i6300esb'/>",
        "<controller type='scsi' index='3'/>",
        "<filesystem type='mount'><source dir='/x'/><target dir='y'/></filesystem>",
        "<lease><lockspace>a</lockspace><key>b</key><target path='/x'/></lease>",
        "<vsock model='virtio'><cid auto='no' address='5'/></vsock>",
        "<hostdev mode='subsystem' type='usb'><source><vendor id='1'/><product id='2'/></source></hostdev>",
        "<hostdev mode='subsystem' type='pci'><source><address bus='1' slot='2'/></source></hostdev>",
        "<channel type='unix'><target type='virtio' name='a'/></channel>",
        "<parallel type='null'><target port='0'/></parallel>",
        "<serial type='null'><target port='0'/></serial>",
        "<shmem name='s'><model type='ivshmem-plain'/></shmem>",
        "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
        "<input type='tablet' bus='usb'/>",
        "<sound model='ich6'/>",
    };
    for (const char *const each : devices) {
        const std::string before = text();
        attach(each);
        EXPECT_NE(text(), before) << each;
        detach(each);
        EXPECT_THAT(refusal([&] { detach(each); }).code(),
                    testing::AnyOf(ErrorCode::DeviceMissing, ErrorCode::InvalidArg, ErrorCode::OperationFailed))
            << each;
    }
    EXPECT_THAT(text(), Not(HasSubstr("<serial")));
    EXPECT_THAT(text(), Not(HasSubstr("<console")));
}

TEST_F(Device, ThatIsMissingIsToldAsOfItsKind)
{
    EXPECT_EQ(refusal([&] { detach(disk); }).message(), "no target device vdb");
    EXPECT_EQ(refusal([&] { detach(disk, Side::Live); }).message(), "disk vdb not found");
    const std::string card = "<hostdev mode='subsystem' type='pci'><source><address bus='1' slot='2'/></source></hostdev>";
    EXPECT_EQ(refusal([&] { detach(card, Side::Live); }).message(), "host pci device 0000:01:02.0 not found");
    EXPECT_EQ(refusal([&] { detach("<controller type='scsi' index='1'/>", Side::Live); }).message(),
              "controller scsi:1 not found");
    EXPECT_EQ(refusal([&] { detach(interface); }).code(), ErrorCode::DeviceMissing);
}

TEST_F(Device, IsAskedForMoreCloselyWhenSeveralAreMeant)
{
    attach(interface);
    attach("<interface type='user'><mac address='52:54:00:00:00:02'/></interface>");
    EXPECT_EQ(refusal([&] { detach("<interface type='user'/>"); }).code(), ErrorCode::OperationFailed);
    detach(interface);
    detach("<interface type='user'/>");
    EXPECT_THAT(text(), Not(HasSubstr("<interface")));
}

TEST_F(Device, OfSomeKindsNeverComesNorGoes)
{
    for (const char *const each : {"<video/>", "<graphics type='vnc'/>", "<memballoon model='virtio'/>",
                                   "<hub type='usb'/>", "<tpm><backend type='emulator'/></tpm>", "<panic/>",
                                   "<audio id='1' type='none'/>", "<iommu model='intel'/>"}) {
        for (const Side side : {Side::Config, Side::Live}) {
            EXPECT_EQ(refusal([&] { attach(each, side); }).code(), ErrorCode::OperationUnsupported) << each;
            EXPECT_EQ(refusal([&] { detach(each, side); }).code(), ErrorCode::OperationUnsupported) << each;
        }
    }
    EXPECT_EQ(refusal([&] { attach("<sound model='ich6'/>", Side::Live); }).code(),
              ErrorCode::OperationUnsupported);
}

TEST_F(Device, ThatARunningGuestCannotTakeWaitsForTheDefinition)
{
    for (const char *const each : {"<disk type='file'><source file='/x'/><target dev='hda'/></disk>",
                                   "<disk type='file' device='floppy'><target dev='fda'/></disk>",
                                   "<controller type='usb' index='2'/>", "<input type='mouse' bus='ps2'/>",
                                   "<filesystem type='mount'><source dir='/x'/><target dir='y'/></filesystem>"}) {
        EXPECT_EQ(refusal([&] { attach(each, Side::Live); }).code(), ErrorCode::OperationUnsupported) << each;
        attach(each);
        EXPECT_EQ(refusal([&] { detach(each, Side::Live); }).code(), ErrorCode::OperationUnsupported) << each;
    }
}

TEST_F(Device, OnWhichOthersSitStays)
{
    const std::string controller = "<controller type='scsi' index='0'/>";
    const std::string drive = "<disk type='file'><source file='/c'/><target dev='sda'/></disk>";
    attach(drive, Side::Live);
    EXPECT_EQ(refusal([&] { detach(controller, Side::Live); }).code(), ErrorCode::OperationFailed);
    detach(drive, Side::Live);
    detach(controller, Side::Live);
    EXPECT_THAT(text(), Not(HasSubstr("<controller")));
}

TEST_F(Device, ThatIsAPortIsKnownByItsNumber)
{
    attach("<serial type='pty'/>");
    attach("<serial type='pty'/>");
    EXPECT_EQ(refusal([&] { attach("<serial type='pty'><target port='1'/></serial>"); }).code(),
              ErrorCode::OperationInvalid);
    EXPECT_EQ(refusal([&] { detach("<serial type='pty'/>"); }).code(), ErrorCode::InvalidArg);
    EXPECT_EQ(refusal([&] { detach("<console type='pty'><target type='serial' port='0'/></console>"); }).code(),
              ErrorCode::OperationInvalid);
    detach("<serial type='pty'><target port='0'/></serial>");
    EXPECT_THAT(text(), HasSubstr("<console"));
    detach("<serial type='pty'><target port='1'/></serial>");
    EXPECT_THAT(text(), Not(HasSubstr("<console")));
}

TEST_F(Device, OfMemoryAddsToAllThatTheGuestHas)
{
    EXPECT_EQ(refusal([&] { attach(dimm); }).code(), ErrorCode::ConfigUnsupported);
    m_config = domain_with("", "<maxMemory slots='1'>4096</maxMemory>");
    EXPECT_EQ(attach(dimm, Side::Live).alias, "dimm0");
    EXPECT_EQ(m_config->memory_kib, 1536U);
    EXPECT_EQ(m_config->current_memory_kib, 1536U);
    EXPECT_THAT(text(), HasSubstr("<address type='dimm' slot='0'"));
    EXPECT_THAT(refusal([&] { attach(dimm); }).message(), HasSubstr("slots"));
    detach(dimm, Side::Live);
    EXPECT_EQ(m_config->memory_kib, 1024U);
    const Error much = refusal(
        [&] { attach("<memory model='dimm'><target><size unit='KiB'>4096</size></target></memory>"); });
    EXPECT_THAT(much.message(), HasSubstr("maxMemory"));
}

TEST_F(Device, GoesByItsNameToo)
{
    m_config = without_alias(*m_config, "virtio-disk0", Side::Live).config;
    EXPECT_THAT(text(), Not(HasSubstr("<disk")));
    EXPECT_EQ(refusal([&] { without_alias(*m_config, "virtio-disk0", Side::Live); }).code(),
              ErrorCode::InternalError);
    attach("<interface type='user'><alias name='ua-n'/></interface>");
    EXPECT_EQ(refusal([&] { without_alias(*m_config, "net0", Side::Config); }).code(), ErrorCode::InternalError);
    m_config = without_alias(*m_config, "ua-n", Side::Config).config;
    EXPECT_THAT(text(), Not(HasSubstr("<interface")));
}

TEST_F(Device, OfADefinitionIsReplacedWhereItStands)
{
    attach(disk);
    update("<disk type='file'><source file='/other'/><target dev='vda'/><readonly/></disk>");
    EXPECT_LT(text().find("/other"), text().find("'/b'"));
    EXPECT_THAT(text(), Not(HasSubstr("'/a'")));
    EXPECT_EQ(refusal([&] { update("<disk type='file'><source file='/x'/><target dev='vdz'/></disk>"); }).code(),
              ErrorCode::InvalidArg);
    EXPECT_EQ(refusal([&] { update("<rng model='virtio'><backend model='random'/></rng>"); }).code(),
              ErrorCode::OperationUnsupported);
    EXPECT_EQ(refusal([&] { update("<graphics type='vnc'/>"); }).code(), ErrorCode::InvalidArg);
}

TEST_F(Device, OfARunningGuestChangesOnlyInWhatItCanBear)
{
    m_config = domain_with("<disk type='file' device='cdrom'><target dev='sda'/></disk>"
                           "<disk type='file'><source file='/a'/><target dev='vda'/></disk>"
                           "<interface type='network'><mac address='52:54:00:00:00:01'/>"
                           "<source network='default'/></interface>"
                           "<graphics type='vnc' port='5901' passwd='old'/>");
    const auto refused = [&](const std::string &text) {
        const Error error = refusal([&] { update(text, Side::Live); });
        EXPECT_THAT(error.code(), testing::AnyOf(ErrorCode::OperationUnsupported, ErrorCode::ConfigUnsupported))
            << text;
        return error.message();
    };
    EXPECT_TRUE(update("<disk type='file' device='cdrom'><source file='/c'/><target dev='sda'/></disk>", Side::Live)
                    .is_medium);
    EXPECT_THAT(refused("<disk type='file'><source file='/x'/><target dev='vda'/></disk>"),
                HasSubstr("only in removable drives"));
    EXPECT_EQ(refused("<disk type='file'><source file='/a'/><target dev='vda'/><serial>s</serial></disk>"),
              "cannot modify field 'serial' of the disk");
    update("<disk type='file'><source file='/a' startupPolicy='optional'/><target dev='vda'/></disk>", Side::Live);
    const std::string nic = "<interface type='network'><mac address='52:54:00:00:00:01'/>";
    update(nic + "<source network='other'/><link state='down'/></interface>", Side::Live);
    EXPECT_THAT(text(), HasSubstr("<link state='down'/>"));
    EXPECT_THAT(text(), HasSubstr("<source network='other'/>"));
    refused(nic + "<source network='default'/><model type='e1000'/></interface>");
    refused(nic + "<source network='default'/><target dev='tap9'/></interface>");
    refused("<interface type='user'><mac address='52:54:00:00:00:01'/></interface>");
    update("<graphics type='vnc' port='5901' passwd='new'/>", Side::Live);
    EXPECT_THAT(text(), HasSubstr("passwd='new'"));
    EXPECT_EQ(refused("<graphics type='vnc' port='5902'/>"), "cannot change port settings on vnc graphics");
    EXPECT_EQ(refused("<graphics type='vnc' port='5901' keymap='de'/>"), "cannot change keymap setting on vnc graphics");
    refused("<rng model='virtio'><backend model='random'/></rng>");
}

TEST_F(Device, KeepsItsName)
{
    const Error renamed = refusal([&] {
        update("<disk type='file'><source file='/a'/><target dev='vda'/><alias name='ua-x'/></disk>", Side::Live);
    });
    EXPECT_EQ(renamed.code(), ErrorCode::OperationDenied);
}

TEST_F(Device, ThatIsPutIntoADriveIsAnotherMedium)
{
    m_config = domain_with("<disk type='file' device='cdrom'><target dev='hda'/></disk>");
    const std::string disc = "<disk type='file' device='cdrom'><source file='/c'/><target dev='hda'/></disk>";
    EXPECT_TRUE(attach(disc, Side::Live).is_medium);
    EXPECT_FALSE(attach(disc, Side::Live).is_medium);
    EXPECT_EQ(refusal([&] { attach(disc); }).code(), ErrorCode::OperationInvalid);
}

TEST_F(Device, HasTheSameAddressOnTheNetworkInBothConfigurations)
{
    const xml::Document nic = device("<interface type='user'/>");
    const auto mac = std::string(nic.root().child("mac")->attribute_or("address", ""));
    EXPECT_EQ(mac.size(), 17U);
    for (const Side side : {Side::Config, Side::Live})
        EXPECT_THAT(format(*with_device(*m_config, nic, side).config), HasSubstr(mac));
}

} // namespace modvirt::domain
