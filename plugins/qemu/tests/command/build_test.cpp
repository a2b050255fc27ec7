// SPDX-License-Identifier: LGPL-2.1-or-later
#include "command/build.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "config/complete.hpp"
#include "kit/domain/config.hpp"
#include "module.hpp"
#include "support/emulator.hpp"
#include "support/golden.hpp"
#include "support/scratch.hpp"

namespace modvirt::qemu::command {
namespace {

// Stands for QEMU where it is only named, never run; every system has it.
constexpr const char *program = "/usr/bin/env";

class CommandLineOf : public testing::TestWithParam<std::string> {
protected:
    CommandLineOf()
        : m_cache(m_scratch.file("cache"), [](const std::string &path) { return support::emulator(path); })
    {
    }

    domain::ConfigPtr define(const std::string &text)
    {
        return config::define({*modvirt_xml_interface_v1(), m_cache}, text);
    }

    static Launch launch()
    {
        Launch launch;
        launch.pid_file = "/run/guest.pid";
        launch.channel_directory = "/run/channels";
        launch.facts.vnc_port = 5901;
        return launch;
    }

    static std::string one_option_a_line(const CommandLine &command)
    {
        std::string text;
        for (const std::string &argument : command.argv)
            text += (text.empty() ? "" : argument.starts_with("-") ? "\n" : " ") + argument;
        return text + "\n";
    }

    support::Scratch m_scratch;
    capabilities::Cache m_cache;
};

std::string given(const std::string &name)
{
    return support::read_file(fmt::format("{}/command/{}.xml", GOLDEN_DIRECTORY, name));
}

TEST_P(CommandLineOf, ADomainIsAsWrittenDown)
{
    const auto config = define(given(GetParam()));
    support::expect_golden(fmt::format("command/{}.defined.xml", GetParam()), domain::format(*config));
    support::expect_golden(fmt::format("command/{}.args", GetParam()),
                           one_option_a_line(build(*config, *m_cache.get(program), launch())));
}

TEST_P(CommandLineOf, ADomainStaysTheSameWhenItsDefinitionIsReadAgain)
{
    const auto config = define(given(GetParam()));
    const std::string text = domain::format(*config, {{}, domain::Secrets::Include, {}, {}});
    const auto again = config::load({*modvirt_xml_interface_v1(), m_cache}, text);
    EXPECT_EQ(domain::format(*again, {{}, domain::Secrets::Include, {}, {}}), text);
    EXPECT_EQ(one_option_a_line(build(*again, *m_cache.get(program), launch())),
              one_option_a_line(build(*config, *m_cache.get(program), launch())));
    EXPECT_EQ(domain::format(*define(text), {{}, domain::Secrets::Include, {}, {}}), text);
}

INSTANTIATE_TEST_SUITE_P(Golden, CommandLineOf,
                         testing::Values("minimal", "kernel", "everything", "q35", "kvm", "passthrough"),
                         [](const auto &domain) { return domain.param; });

class CommandLineFor : public CommandLineOf {
protected:
    std::string arguments_for(const std::string &devices, const std::string &other = "",
                              const std::string &type = "qemu")
    {
        const auto config =
            define(fmt::format("<domain type='{}'><name>a,b</name><memory>65536</memory><os><type "
                               "arch='x86_64'>hvm</type></os>{}<devices><emulator>{}</emulator>{}"
                               "</devices></domain>",
                               type, other, program, devices));
        return one_option_a_line(build(*config, *m_cache.get(program), launch()));
    }

    Error refusal_of(const std::string &devices, const std::string &other = "",
                     const std::string &type = "qemu")
    {
        try {
            arguments_for(devices, other, type);
        } catch (const Error &error) {
            return error;
        }
        ADD_FAILURE() << "accepted: " << devices << other;
        return Error(ErrorCode::Ok, "");
    }
};

using testing::HasSubstr;
using testing::Not;

TEST_F(CommandLineFor, DoublesCommasInNamesAndPathsOfKeyValueLists)
{
    const auto arguments =
        arguments_for("<serial type='file'><source path='/a,b/c'/><log file='/l,m'/></serial>"
                      "<disk type='file'><source file='/x,y'/><target dev='vda'/></disk>");
    EXPECT_THAT(arguments, HasSubstr("guest=a,,b,"));
    EXPECT_THAT(arguments, HasSubstr("path=/a,,b/c"));
    EXPECT_THAT(arguments, HasSubstr("logfile=/l,,m"));
    EXPECT_THAT(arguments, HasSubstr("\"filename\":\"/x,y\"")); // JSON needs none of it
}

TEST_F(CommandLineFor, GivesAVolumeAsWhatItWasFoundToBe)
{
    const auto config = define(fmt::format(
        "<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64'>hvm</type></os><devices>"
        "<emulator>{}</emulator>"
        "<disk type='volume'><driver type='qcow2'/><source pool='p' volume='v'/><target dev='vda'/></disk></devices></domain>",
        program));
    const auto arguments_for_source = [&](const config::DiskSource &source) {
        Launch chosen = launch();
        chosen.facts.sources = {{"vda", source}};
        chosen.password_fds = password_fds(chosen.facts.sources, chosen.monitor_fd);
        return one_option_a_line(build(*config, *m_cache.get(program), chosen));
    };
    using Kind = config::DiskSource::Kind;
    EXPECT_THAT(arguments_for_source({.path = "/p/v"}), HasSubstr("\"driver\":\"file\",\"filename\":\"/p/v\""));
    EXPECT_THAT(arguments_for_source({.kind = Kind::Block, .path = "/dev/p/v"}),
                HasSubstr("\"driver\":\"host_device\",\"filename\":\"/dev/p/v\""));
    EXPECT_THAT(arguments_for_source({.kind = Kind::Directory, .path = "/p/v"}),
                HasSubstr("\"driver\":\"vvfat\",\"dir\":\"/p/v\",\"floppy\":false,\"rw\":false"));
    const auto direct =
        arguments_for_source({.kind = Kind::Iscsi, .portal = "h:3260", .target = "iqn.2026-01.org:d", .lun = 7});
    EXPECT_THAT(direct, HasSubstr("\"driver\":\"iscsi\",\"portal\":\"h:3260\",\"target\":\"iqn.2026-01.org:d\",\"lun\":7,"
                                  "\"transport\":\"tcp\""));
    EXPECT_THAT(direct, Not(HasSubstr("secret")));
    const auto guarded = arguments_for_source({.kind = Kind::Iscsi, .portal = "h:3260", .target = "iqn.2026-01.org:d", .lun = 7,
                                               .login = config::Login{"me", {{}, 3, "far"}}});
    EXPECT_THAT(guarded, HasSubstr("-object {\"qom-type\":\"secret\",\"id\":\"virtio-disk0-secret0\",\"file\":\"/dev/fd/4\"}\n"
                                   "-blockdev {\"driver\":\"iscsi\""));
    EXPECT_THAT(guarded, HasSubstr("\"user\":\"me\""));
    EXPECT_THAT(guarded, HasSubstr("\"password-secret\":\"virtio-disk0-secret0\""));
}

TEST_F(CommandLineFor, GivesEachPasswordADescriptorOfItsOwn)
{
    config::DiskSource guarded{.kind = config::DiskSource::Kind::Iscsi, .login = config::Login{"me", {{}, 3, "far"}}};
    EXPECT_THAT(password_fds({{"vda", guarded}, {"vdb", {.path = "/f"}}, {"vdc", guarded}}, 3),
                testing::ElementsAre(testing::Pair("vda", 4), testing::Pair("vdc", 5)));
}

TEST_F(CommandLineFor, ChoosesWhatAnEndMeansWhenItStarts)
{
    EXPECT_THAT(arguments_for("", ""), HasSubstr("-action reboot=reset,shutdown=poweroff,panic=shutdown"));
    EXPECT_THAT(arguments_for("", "<on_reboot>destroy</on_reboot><on_crash>preserve</on_crash>"),
                HasSubstr("-action reboot=shutdown,shutdown=poweroff,panic=pause"));
    EXPECT_THAT(arguments_for("", "<on_poweroff>restart</on_poweroff>"),
                HasSubstr("-action reboot=reset,shutdown=pause,panic=shutdown"));
}

TEST_F(CommandLineFor, KeepsAPasswordOffTheCommandLine)
{
    const auto arguments = arguments_for("<graphics type='vnc' passwd='secret'/>");
    EXPECT_THAT(arguments, HasSubstr("-vnc 127.0.0.1:1,password=on"));
    EXPECT_THAT(arguments, Not(HasSubstr("secret")));
}

TEST_F(CommandLineFor, MapsEveryCacheMode)
{
    const auto with = [&](const std::string &mode) {
        return arguments_for("<disk type='file'><driver name='qemu' type='raw' cache='" + mode +
                             "'/><source file='/x'/><target dev='vda'/></disk>");
    };
    EXPECT_THAT(with("none"), HasSubstr(R"("direct":true,"no-flush":false)"));
    EXPECT_THAT(with("none"), HasSubstr(R"("write-cache":"on")"));
    EXPECT_THAT(with("writethrough"), HasSubstr(R"("write-cache":"off")"));
    EXPECT_THAT(with("directsync"), HasSubstr(R"("write-cache":"off")"));
    EXPECT_THAT(with("unsafe"), HasSubstr(R"("direct":false,"no-flush":true)"));
    EXPECT_THAT(with("default"), Not(HasSubstr("write-cache")));
}

TEST_F(CommandLineFor, OrdersBootByDeviceOrByKind)
{
    const std::string disks = "<disk type='file'><source file='/x'/><target dev='vda'/>{}</disk>"
                              "<interface type='user'>{}</interface>";
    EXPECT_THAT(arguments_for(fmt::format(fmt::runtime(disks), "<boot order='2'/>", "<boot order='1'/>")),
                testing::AllOf(testing::ContainsRegex("virtio-blk-pci.*bootindex\":2"),
                               testing::ContainsRegex("rtl8139.*bootindex\":1")));
    EXPECT_THAT(arguments_for(fmt::format(fmt::runtime(disks), "", "")),
                testing::ContainsRegex("virtio-blk-pci.*bootindex\":1"));
}

TEST_F(CommandLineFor, RefusesWhatItWouldHaveToIgnoreNamingElementAndLine)
{
    const Error error = refusal_of("\n<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/>"
                                   "<product id='0x2'/></source></hostdev>");
    EXPECT_EQ(error.code(), ErrorCode::ConfigUnsupported);
    EXPECT_STREQ(error.what(), "line 2, column 1: <hostdev> is not supported by the qemu driver");
    EXPECT_THAT(
        refusal_of("<interface type='bridge'><source bridge='br0'/></interface>").what(),
        HasSubstr("type='bridge' of <interface> is not supported by the qemu driver; it serves: user"));
    EXPECT_THAT(refusal_of("<graphics type='spice'/>").what(), HasSubstr("type='spice' of <graphics>"));
    EXPECT_THAT(
        refusal_of("<disk type='network'><source protocol='nbd' name='x'/><target dev='vda'/></disk>").what(),
        HasSubstr("type='network' of <disk>"));
    EXPECT_THAT(refusal_of("<disk type='file'><source file='/x'/><target dev='vda'/><iotune><read_iops_sec>5"
                           "</read_iops_sec></iotune></disk>")
                    .what(),
                HasSubstr("<iotune>"));
    EXPECT_THAT(refusal_of("", "<cputune><shares>5</shares></cputune>").what(), HasSubstr("<cputune>"));
    EXPECT_THAT(refusal_of("", "<on_poweroff>preserve</on_poweroff>").what(),
                HasSubstr("'preserve' in <on_poweroff>"));
    EXPECT_THAT(
        refusal_of("<disk type='file'><source file='/x'/><target dev='hda'/><readonly/></disk>").what(),
        HasSubstr("readonly ide disks are not supported"));
    EXPECT_THAT(refusal_of("", "", "xen").what(), HasSubstr("xen"));
}

TEST_F(CommandLineFor, RefusesWhatTheEmulatorCannotDo)
{
    EXPECT_THAT(refusal_of("<interface type='user'><model type='vmxnet3'/></interface>").what(),
                HasSubstr("no network card of model 'vmxnet3'"));
    EXPECT_THAT(refusal_of("", "<cpu><model>EPYC-Rome</model></cpu>").what(),
                HasSubstr("CPU model 'EPYC-Rome'"));
    EXPECT_THAT(refusal_of("", "<cpu mode='host-passthrough'/>").what(),
                HasSubstr("not supported by hypervisor"));
    EXPECT_THAT(refusal_of("", "<vcpu>300</vcpu>").what(), HasSubstr("limit 255"));
    EXPECT_THAT(
        refusal_of("", "<vcpu>4</vcpu><cpu><topology sockets='1' cores='3' threads='1'/></cpu>").what(),
        HasSubstr("CPU topology doesn't match"));
    EXPECT_THAT(arguments_for("", "<cpu mode='host-passthrough'/>", "kvm"),
                HasSubstr("-cpu host,migratable=on"));
}

TEST_F(CommandLineFor, GivesNoPciAddressTwice)
{
    EXPECT_THAT(
        refusal_of("<interface type='user'><address type='pci' slot='0x05'/></interface>"
                   "<rng model='virtio'><backend model='random'/><address type='pci' slot='0x05'/></rng>")
            .what(),
        HasSubstr("Attempted double use of PCI Address '0000:00:05.0'"));
    EXPECT_THAT(
        refusal_of("<interface type='user'><address type='pci' bus='0x03' slot='0x05'/></interface>").what(),
        HasSubstr("on a bus that no <controller type='pci' index='3'> makes"));
    EXPECT_THAT(refusal_of("<interface type='user'><address type='pci' slot='0x01'/></interface>").what(),
                HasSubstr("double use"));
    std::string many;
    for (int card = 0; card < 40; ++card)
        many += "<interface type='user'/>";
    EXPECT_THAT(refusal_of(many).what(), HasSubstr("No more available PCI slots"));
}

TEST_F(CommandLineFor, NeedsAQemuThatIsNewEnough)
{
    const auto config = define(given("minimal"));
    auto old = support::emulator(program);
    old.major = 5;
    EXPECT_THROW(build(*config, old, launch()), Error);
}

} // namespace
} // namespace modvirt::qemu::command
