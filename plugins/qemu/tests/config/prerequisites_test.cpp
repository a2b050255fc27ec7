// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config/prerequisites.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <modvirt/error.hpp>

#include "config/live.hpp"
#include "kit/domain/config.hpp"
#include "module.hpp"
#include "support/golden.hpp"
#include "support/scratch.hpp"

namespace modvirt::qemu::config {
namespace {

using testing::HasSubstr;

domain::ConfigPtr domain_with(const std::string &os, const std::string &devices)
{
    domain::Options options;
    options.interface_target_prefix = "";
    return domain::parse(
        *modvirt_xml_interface_v1(),
        fmt::format("<domain type='qemu'><name>vm1</name><memory>65536</memory><os><type arch='x86_64' "
                    "machine='pc-i440fx-7.2'>hvm</type>{}</os><devices>{}</devices></domain>",
                    os, devices),
        options);
}

std::string complaint_about(const domain::ConfigPtr &config)
{
    try {
        check_prerequisites(*config, {});
    } catch (const Error &error) {
        return error.message();
    }
    return "";
}

TEST(ConfigPrerequisites, NameTheFirstFileThatIsMissing)
{
    const support::Scratch scratch;
    const std::string here = scratch.write("here", "x");
    EXPECT_EQ(complaint_about(domain_with("<kernel>/none/vmlinuz</kernel>", "")),
              "Cannot access kernel '/none/vmlinuz' of domain 'vm1': No such file or directory");
    EXPECT_THAT(
        complaint_about(domain_with("<kernel>" + here + "</kernel><initrd>/none/initrd</initrd>", "")),
        HasSubstr("initrd '/none/initrd'"));
    EXPECT_THAT(complaint_about(domain_with(
                    "", "<disk type='file'><source file='/none/disk'/><target dev='vda'/></disk>")),
                HasSubstr("Cannot access storage file '/none/disk'"));
    EXPECT_THAT(
        complaint_about(domain_with(
            "", "<disk type='file' device='cdrom'><source file='/none/iso'/><target dev='hdc'/></disk>")),
        HasSubstr("'/none/iso'"));
    EXPECT_THAT(complaint_about(domain_with("", "<disk type='file'><source file='" + scratch.path() +
                                                    "'/><target dev='vda'/></disk>")),
                HasSubstr("it is a directory"));
    EXPECT_THAT(complaint_about(domain_with("<kernel>vmlinuz</kernel>", "")), HasSubstr("absolute path"));
    EXPECT_THAT(complaint_about(domain_with("", "<serial type='pty'><log file='/none/log'/></serial>")),
                HasSubstr("directory of the console log '/none'"));
    EXPECT_EQ(complaint_about(
                  domain_with("<kernel>" + here + "</kernel>",
                              "<disk type='file'><source file='" + here + "'/><target dev='vda'/></disk>")),
              "");
}

TEST(ConfigPrerequisites, AreThoseOfTheVolumesThatDisksName)
{
    const support::Scratch scratch;
    const auto config =
        domain_with("", "<disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>");
    const auto complaint = [&](const DiskSource &source) {
        try {
            check_prerequisites(*config, {{"vda", source}});
        } catch (const Error &error) {
            return std::string(error.message());
        }
        return std::string();
    };
    EXPECT_THAT(complaint({.path = "/none/v"}), HasSubstr("Cannot access storage file '/none/v'"));
    EXPECT_EQ(complaint({.path = scratch.write("v", "x")}), "");
    EXPECT_EQ(complaint({.kind = DiskSource::Kind::Directory, .path = scratch.path()}), "");
    EXPECT_THAT(complaint({.kind = DiskSource::Kind::Directory, .path = scratch.file("v")}),
                HasSubstr("it is no directory"));
    EXPECT_EQ(complaint({.kind = DiskSource::Kind::Iscsi, .path = "/none/lun"}), "") << "it is reached by the network";
}

TEST(ConfigLive, ShowsNamesTerminalsAndPortsAndNoPassword)
{
    const auto config = domain_with(
        "",
        "<disk type='file'><source file='/x'/><target dev='vdb'/></disk>"
        "<disk type='file'><source file='/y'/><target dev='sdc' bus='scsi'/><alias name='ua-mine'/></disk>"
        "<interface type='user'><mac address='52:54:00:11:22:33'/></interface>"
        "<serial type='pty'/><console type='pty'><target type='virtio'/></console>"
        "<graphics type='vnc' passwd='secret'/>");
    const auto uuid = domain::with_uuid(*config, {1, 2, 3});
    RunFacts facts;
    facts.ptys = {{"serial0", "/dev/pts/5"}};
    facts.vnc_port = 5903;
    facts.sources = {{"vdb", {.path = "/x", .chain = {{"/base", "qcow2"}, {"/dev/vg/lv", "raw", true, true}}}},
                     {"sdc", {.path = "/y", .chain = {{"nbd://host/export", "raw", false}}}}};
    support::expect_golden("live.xml", format_live(*uuid, 7, facts, 4096, Secrets::Omit));
    EXPECT_THAT(format_live(*uuid, 7, facts, 4096, Secrets::Include), HasSubstr("passwd='secret'"));
}

} // namespace
} // namespace modvirt::qemu::config
