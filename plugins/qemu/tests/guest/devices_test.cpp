// SPDX-License-Identifier: LGPL-2.1-or-later
// What is told of a running guest's devices, and what can be done to it besides.
#include <array>
#include <filesystem>

#include "boot_sector.hpp"
#include "host.hpp"

namespace modvirt::qemu::guest_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class Devices : public Host {
protected:
    Domain boot()
    {
        Domain domain = start(sector_guest());
        EXPECT_TRUE(eventually([this] { return boots() == 1; }));
        return domain;
    }
};

TEST_F(Devices, CountWhatTheGuestReadsFromItsDisk)
{
    const Domain domain = boot();
    virDomainBlockStatsStruct stats{};
    ASSERT_EQ(virDomainBlockStats(domain.get(), "hda", &stats, sizeof stats), 0) << last_message();
    EXPECT_GT(stats.rd_req, 0);
    EXPECT_GE(stats.rd_bytes, 512);
    EXPECT_EQ(stats.wr_req, 0);
    const long long read = stats.rd_bytes;
    ASSERT_EQ(virDomainBlockStats(domain.get(), "", &stats, sizeof stats), 0) << last_message();
    EXPECT_GE(stats.rd_bytes, read) << "all disks together";
    EXPECT_EQ(virDomainBlockStats(domain.get(), "hdb", &stats, sizeof stats), -1);
    EXPECT_THAT(last_message(), HasSubstr("hdb"));
}

TEST_F(Devices, AreToldApartOnEveryBus)
{
    Form form;
    for (const char *target : {"hda", "sda", "vda", "fda"}) {
        const std::string bus = target[0] == 'h'   ? "ide"
                                : target[0] == 's' ? "scsi"
                                : target[0] == 'v' ? "virtio"
                                                   : "fdc";
        form.devices += "<disk type='file' device='" + std::string(bus == "fdc" ? "floppy" : "disk") +
                        "'><source file='" + m_scratch.write(target, boot_disk()) + "'/><target dev='" +
                        target + "' bus='" + bus + "'/></disk>";
    }
    const Domain domain = start(form, VIR_DOMAIN_START_PAUSED);
    for (const char *target : {"hda", "sda", "vda", "fda"}) {
        virDomainBlockStatsStruct stats{};
        EXPECT_EQ(virDomainBlockStats(domain.get(), target, &stats, sizeof stats), 0) << last_message();
    }
}

TEST_F(Devices, KnowTheSizeOfADisk)
{
    const Domain domain = boot();
    virDomainBlockInfo info{};
    ASSERT_EQ(virDomainGetBlockInfo(domain.get(), "hda", &info, 0), 0) << last_message();
    EXPECT_EQ(info.capacity, boot_disk().size());
    EXPECT_EQ(info.physical, boot_disk().size());
    const std::string path = m_scratch.file("one.disk");
    ASSERT_EQ(virDomainGetBlockInfo(domain.get(), path.c_str(), &info, 0), 0) << last_message();
    EXPECT_EQ(info.capacity, boot_disk().size());
}

TEST_F(Devices, HaveAProcessorThatIsAThreadOfTheHost)
{
    const Domain domain = boot();
    type(domain, spin);
    std::array<virVcpuInfo, 2> processors{};
    std::array<unsigned char, 128> map{};
    ASSERT_TRUE(eventually([&] {
        return virDomainGetVcpus(domain.get(), processors.data(), processors.size(), map.data(),
                                 map.size()) != 1 ||
               processors[0].cpuTime > 0;
    }));
    ASSERT_EQ(virDomainGetVcpus(domain.get(), processors.data(), processors.size(), nullptr, 0), 1)
        << last_message();
    EXPECT_EQ(processors[0].number, 0U);
    EXPECT_EQ(processors[0].state, VIR_VCPU_RUNNING);
    EXPECT_GE(processors[0].cpu, 0);
    EXPECT_NE(map[0], 0) << "it may run somewhere";
}

TEST_F(Devices, KeepGoingWhileTheMemoryIsWrittenDown)
{
    const Domain domain = boot();
    const std::string path = m_scratch.file("memory");
    ASSERT_EQ(virDomainCoreDumpWithFormat(domain.get(), path.c_str(), VIR_DOMAIN_CORE_DUMP_FORMAT_RAW,
                                          VIR_DUMP_MEMORY_ONLY),
              0)
        << last_message();
    EXPECT_THAT(support::read_file(path), StartsWith("\x7f"
                                                     "ELF"));
    EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_RUNNING);
    for (const std::string &bad : {m_scratch.file("none") + "/memory", m_scratch.path()}) {
        EXPECT_EQ(virDomainCoreDump(domain.get(), bad.c_str(), 0), -1);
        EXPECT_EQ(last_code(), VIR_ERR_SYSTEM_ERROR) << last_message();
        EXPECT_THAT(last_message(), ::testing::HasSubstr(bad));
    }
    EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_RUNNING);
    type(domain, 'x');
}

TEST_F(Devices, AreAllSavedAndRestoredWithTheGuest)
{
    const Domain domain = boot();
    const std::string path = m_scratch.file("state");
    ASSERT_EQ(virDomainSave(domain.get(), path.c_str()), 0) << last_message();
    EXPECT_EQ(virDomainIsActive(domain.get()), 0);
    ASSERT_EQ(virDomainRestoreFlags(connect(), path.c_str(), nullptr, VIR_DOMAIN_SAVE_PAUSED), 0)
        << last_message();
    EXPECT_EQ(state_of(domain).first, VIR_DOMAIN_PAUSED);
    ASSERT_EQ(virDomainResume(domain.get()), 0) << last_message();
    type(domain, 'x');
    EXPECT_EQ(boots(), 1U);
}

TEST_F(Devices, TakeKeysAndInterrupts)
{
    const Domain domain = boot();
    std::array<unsigned, 2> keys{29, 46}; // control and c, in Linux's numbers
    EXPECT_EQ(virDomainSendKey(domain.get(), VIR_KEYCODE_SET_LINUX, 0, keys.data(), keys.size(), 0), 0)
        << last_message();
    EXPECT_EQ(virDomainInjectNMI(domain.get(), 0), 0) << last_message();
    EXPECT_EQ(virDomainIsActive(domain.get()), 1);
    std::array<unsigned, 1> unknown{0xffff};
    EXPECT_EQ(virDomainSendKey(domain.get(), VIR_KEYCODE_SET_LINUX, 0, unknown.data(), unknown.size(), 0),
              -1);
}

TEST_F(Devices, WaitForAPasswordWhereOneIsSet)
{
    Form form = sector_guest();
    form.devices += "<graphics type='vnc' autoport='yes' passwd='q8#Zt1k!'/>";
    const Domain domain = start(form);
    EXPECT_THAT(live_xml(domain), ::testing::Not(HasSubstr("q8#Zt1k!")));
    EXPECT_THAT(support::read_file(root() + "/log/one.log"), ::testing::Not(HasSubstr("q8#Zt1k!")));
    EXPECT_THAT(support::read_file(root() + "/log/one.log"), HasSubstr("password=on"));
}

TEST_F(Devices, AreOnTheCommandThatADocumentBecomes)
{
    Form form;
    form.devices = "<disk type='file' device='disk'><source file='/it&apos;s.img'/><target dev='vda' bus='virtio'/></disk>"
                   "<graphics type='vnc' port='5907' autoport='no'/>";
    const std::string xml = format(form);
    const std::unique_ptr<char, decltype(&::free)> command(
        virConnectDomainXMLToNative(connect(), "qemu-argv", xml.c_str(), 0), &::free);
    ASSERT_NE(command, nullptr) << last_message();
    EXPECT_THAT(command.get(), HasSubstr(" \\\n-name "));
    EXPECT_THAT(command.get(), HasSubstr("/it'\\''s.img"));
    EXPECT_THAT(command.get(), HasSubstr("-vnc 127.0.0.1:7"));
    EXPECT_EQ(emulators_of(root()).size(), 0u);
    EXPECT_EQ(virConnectDomainXMLToNative(connect(), "xen-xl", xml.c_str(), 0), nullptr);
    EXPECT_THAT(last_message(), HasSubstr("unsupported config type xen-xl"));
}

} // namespace
} // namespace modvirt::qemu::guest_test
