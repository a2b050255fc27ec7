// SPDX-License-Identifier: MIT
#include <regex>

#include "kit/storage/volume.hpp"
#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::document;
using testing::mib;

class Description : public testing::TemporaryPool {
protected:
    // Without what is different in each run.
    std::string described(const std::string &name)
    {
        std::string text = m_files->describe(name);
        text = std::regex_replace(
            text, std::regex(" *<(owner|group|.time|timestamps|/timestamps|allocation|physical).*\n"), "");
        for (std::size_t at; (at = text.find(m_path)) != std::string::npos;)
            text.replace(at, m_path.size(), "/pool");
        return text;
    }
};

TEST_F(Description, OfARawVolumeIsThatOfLibvirt)
{
    m_files->create(document("v", mib), 0);
    EXPECT_EQ(described("v"), R"(<volume type='file'>
  <name>v</name>
  <key>/pool/v</key>
  <capacity unit='bytes'>1048576</capacity>
  <target>
    <path>/pool/v</path>
    <format type='raw'/>
    <permissions>
      <mode>0600</mode>
    </permissions>
  </target>
</volume>
)");
    const std::string text = m_files->describe("v");
    EXPECT_TRUE(std::regex_search(text, std::regex("<mtime>[0-9]+(\\.[0-9]{9})?</mtime>")));
    EXPECT_NE(text.find("<physical unit='bytes'>1048576</physical>"), std::string::npos);
    EXPECT_NE(text.find("<allocation unit='bytes'>0</allocation>"), std::string::npos);
}

TEST_F(Description, OfAnImageTellsItsFeaturesAndItsBackingFile)
{
    NEEDS_QEMU_IMG();
    write("base", std::string(mib, 'x'));
    std::filesystem::permissions(path("base"), std::filesystem::perms{0640});
    m_files->create(
        document("v", mib, "0",
                 "<format type='qcow2'/><compat>1.1</compat><clusterSize unit='KiB'>32</clusterSize>"
                 "<features><lazy_refcounts/></features>",
                 "<backingStore><path>" + path("base") + "</path><format type='raw'/></backingStore>"),
        0);
    EXPECT_EQ(described("v"), R"(<volume type='file'>
  <name>v</name>
  <key>/pool/v</key>
  <capacity unit='bytes'>1048576</capacity>
  <target>
    <path>/pool/v</path>
    <format type='qcow2'/>
    <permissions>
      <mode>0600</mode>
    </permissions>
    <compat>1.1</compat>
    <clusterSize unit='B'>32768</clusterSize>
    <features>
      <lazy_refcounts/>
    </features>
  </target>
  <backingStore>
    <path>/pool/base</path>
    <format type='raw'/>
    <permissions>
      <mode>0640</mode>
    </permissions>
  </backingStore>
</volume>
)");
}

TEST_F(Description, OfABackingFileThatIsMissingHasItsNameAlone)
{
    NEEDS_QEMU_IMG();
    write("base", std::string(mib, 'x'));
    m_files->create(document("v", mib, "0", "<format type='qcow2'/>",
                             "<backingStore><path>base</path><format type='raw'/></backingStore>"),
                    0);
    std::filesystem::remove(path("base"));
    const std::string text = described("v");
    EXPECT_NE(
        text.find(
            "  <backingStore>\n    <path>/pool/base</path>\n    <format type='raw'/>\n  </backingStore>\n"),
        std::string::npos)
        << text;
}

TEST_F(Description, OfAnEncryptedVolumeSaysHow)
{
    std::string bytes(mib, '\0');
    bytes.replace(0, 8, std::string("LUKS\xba\xbe\0\1", 8));
    bytes[106] = 1; // the payload begins after 256 sectors
    write("v", bytes);
    const std::string text = described("v");
    EXPECT_NE(text.find("<format type='raw'/>"), std::string::npos) << text;
    EXPECT_NE(text.find("<encryption format='luks'>"), std::string::npos) << text;
    EXPECT_NE(text.find("<capacity unit='bytes'>917504</capacity>"), std::string::npos) << text;
}

TEST_F(Description, CanBeReadAgain)
{
    make_sparse("v & <w>", mib);
    const auto volume = storage::parse_volume(*modvirt_xml_interface_v1(), m_files->describe("v & <w>"));
    EXPECT_EQ(volume->name, "v & <w>");
    EXPECT_EQ(volume->capacity, mib);
    EXPECT_EQ(volume->path, path("v & <w>"));
}

} // namespace
} // namespace modvirt::volume_files
