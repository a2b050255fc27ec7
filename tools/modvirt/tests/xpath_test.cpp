// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/xpath.hpp"

#include "base/domain_xml.hpp"

#include <gmock/gmock.h>
#include <modvirt/error.hpp>

namespace modvirt::cli {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

const XmlDocument &document()
{
    static const XmlDocument parsed(R"(<domain type='test'>
  <name>a&amp;b</name>
  <devices>
    <disk type='file'><source file='/1'/><target dev='vda'/></disk>
    <disk type='block' device='lun'><source dev='/2'/><target dev='vdb'/></disk>
    <mixed>one<b/>two</mixed>
  </devices>
</domain>)");
    return parsed;
}

std::vector<std::string> pick(const std::string &expression)
{
    return select_as_text(document().root(), expression);
}

} // namespace

TEST(XPath, SelectsElementsAttributesAndText)
{
    EXPECT_THAT(pick("/domain/name"), ElementsAre("<name>a&amp;b</name>"));
    EXPECT_THAT(pick("//name/text()"), ElementsAre("a&amp;b"));
    EXPECT_THAT(pick("//target/@dev"), ElementsAre(" dev=\"vda\"", " dev=\"vdb\""));
    EXPECT_THAT(pick("//mixed"), ElementsAre("<mixed>one<b/>two</mixed>"));
    EXPECT_THAT(pick("//nothing"), IsEmpty());
}

TEST(XPath, BeginsAtTheRootElementWithoutASlash)
{
    EXPECT_THAT(pick("name"), ElementsAre("<name>a&amp;b</name>"));
    EXPECT_THAT(pick("domain/name"), IsEmpty());
}

TEST(XPath, FiltersByPositionAttributeAndChild)
{
    EXPECT_THAT(pick("//disk[2]/target/@dev"), ElementsAre(" dev=\"vdb\""));
    EXPECT_THAT(pick("//disk[last()]/source/@dev"), ElementsAre(" dev=\"/2\""));
    EXPECT_THAT(pick("//disk[@type='file']/target/@dev"), ElementsAre(" dev=\"vda\""));
    EXPECT_THAT(pick("//disk[@device]/target/@dev"), ElementsAre(" dev=\"vdb\""));
    EXPECT_THAT(pick("/domain[name='a&b']/@type"), ElementsAre(" type=\"test\""));
    EXPECT_THAT(pick("//disk[@type != 'file'][source]/@type"), ElementsAre(" type=\"block\""));
}

TEST(XPath, UnitesInDocumentOrderWithoutRepeating)
{
    EXPECT_THAT(pick("//target/@dev | //name | //name/."),
                ElementsAre("<name>a&amp;b</name>", " dev=\"vda\"", " dev=\"vdb\""));
}

TEST(XPath, FindsParents)
{
    EXPECT_THAT(pick("//source[@file]/../@type"), ElementsAre(" type=\"file\""));
    EXPECT_THAT(pick("/domain/.."), ElementsAre(testing::StartsWith("<?xml")));
}

TEST(XPath, WrapsWhatItSelected)
{
    EXPECT_EQ(select_wrapped(document().root(), "//target"),
              "<nodes>\n  <target dev=\"vda\"/>\n  <target dev=\"vdb\"/>\n</nodes>");
    EXPECT_EQ(select_wrapped(document().root(), "//none"), "<nodes/>");
}

TEST(XPath, RefusesWhatItDoesNotUnderstand)
{
    for (const char *text : {"", "//", "///", "/domain[", "/domain[1", "name]", "count(//a)",
                             "//disk[position()<2]", "a b", "@", "/domain/1", "//a[@b=c]"})
        EXPECT_THROW(pick(text), Error) << text;
}

TEST(DomainXmlView, NamesTheSourceOfEveryKindOfDisk)
{
    const DomainXml xml(R"(<domain><devices>
        <disk type='file' device='cdrom'><target dev='hda'/></disk>
        <disk type='dir'><source dir='/d'/><target dev='vda'/></disk>
        <disk type='network'><source protocol='rbd' name='p/i'/><target dev='vdb'/></disk>
        <disk type='volume'><source pool='p' volume='v'/><target dev='vdc'/></disk>
        <disk type='nvme'><source namespace='2'><address domain='0x0000' bus='0x0a' slot='0x01' function='0x0'/>
          </source><target dev='vdd'/></disk>
      </devices></domain>)");
    std::vector<std::string> sources;
    for (const DiskEntry &disk : xml.disks())
        sources.push_back(disk.source);
    EXPECT_THAT(sources, ElementsAre("", "/d", "p/i", "v", "nvme://0000:0a:01.0/2"));
}

TEST(DomainXmlView, FindsTheConsoleWhereverItIsWritten)
{
    const auto path = [](const std::string &devices) {
        return DomainXml("<domain><devices>" + devices + "</devices></domain>").console_path();
    };
    EXPECT_EQ(path("<console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></console>"),
              "/dev/pts/3");
    EXPECT_EQ(path("<serial type='pty'><source path='/dev/pts/4'/></serial>"), "/dev/pts/4");
    EXPECT_EQ(path("<serial type='file'><source path='/var/log/x'/></serial>"), std::nullopt);
    EXPECT_EQ(path(""), std::nullopt);
}

TEST(XmlTree, RefusesWhatIsNotWellFormed)
{
    for (const char *text : {"", "x", "<a>", "<a", "<a b=c/>"})
        EXPECT_THROW(XmlDocument{text}, Error) << text;
}

} // namespace modvirt::cli
