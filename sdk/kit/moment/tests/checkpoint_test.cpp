// SPDX-License-Identifier: MIT
#include "kit/moment/checkpoint.hpp"

#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::moment {

namespace {

Moment moment()
{
    Moment now;
    now.time = 1234567890;
    now.state = "running";
    now.domain = domain::parse(
        *modvirt_xml_interface_v1(),
        "<domain type='test'><name>q</name><memory>8388</memory><os><type>hvm</type></os><devices>"
        "<disk type='file' device='disk'><source file='/a'/><target dev='vda'/></disk>"
        "<disk type='file' device='disk'><source file='/b'/><target dev='vdb'/></disk></devices></domain>");
    return now;
}

CheckpointPtr read(std::string_view text, Told told)
{
    return parse_checkpoint(*modvirt_xml_interface_v1(), text, told);
}

std::string made(std::string_view text)
{
    return format(*take(*read(text, Told::Wish), moment()), WithDomain::No);
}

} // namespace

TEST(Checkpoint, CoversEveryDiskWhenNoneIsNamed)
{
    EXPECT_EQ(made("<domaincheckpoint><name>c</name><description>d</description></domaincheckpoint>"),
              "<domaincheckpoint>\n"
              "  <name>c</name>\n"
              "  <description>d</description>\n"
              "  <creationTime>1234567890</creationTime>\n"
              "  <disks>\n"
              "    <disk name='vda' checkpoint='bitmap' bitmap='c'/>\n"
              "    <disk name='vdb' checkpoint='bitmap' bitmap='c'/>\n"
              "  </disks>\n"
              "</domaincheckpoint>\n");
}

TEST(Checkpoint, CoversTheDisksThatAreNamed)
{
    const std::string text =
        made("<domaincheckpoint><disks><disk name='/b' bitmap='x'/></disks></domaincheckpoint>");
    EXPECT_NE(text.find("<name>1234567890</name>"), std::string::npos);
    EXPECT_NE(text.find("<disk name='vda' checkpoint='no'/>"), std::string::npos);
    EXPECT_NE(text.find("<disk name='vdb' checkpoint='bitmap' bitmap='x'/>"), std::string::npos);
}

TEST(Checkpoint, RefusesDisksThatTheDomainHasNot)
{
    for (const char *disks : {"<disk name='vdz'/>", "<disk name='vda'/><disk name='/a'/>"})
        EXPECT_THROW(made(std::string("<domaincheckpoint><disks>") + disks + "</disks></domaincheckpoint>"),
                     Error);
}

TEST(Checkpoint, IsToldWholeWithItsDomain)
{
    const CheckpointPtr checkpoint =
        take(*read("<domaincheckpoint><name>c</name></domaincheckpoint>", Told::Wish), moment());
    const CheckpointPtr again = read(format(*checkpoint), Told::Finished);
    EXPECT_EQ(format(*again), format(*checkpoint));
    EXPECT_EQ(again->domain->uuid, checkpoint->domain->uuid);
    EXPECT_THROW(read("<domaincheckpoint><name>c</name></domaincheckpoint>", Told::Finished), Error);
    EXPECT_THROW(read("<domaincheckpoint><creationTime>4</creationTime></domaincheckpoint>", Told::Finished),
                 Error);
}

} // namespace modvirt::moment
