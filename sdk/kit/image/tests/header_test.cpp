// SPDX-License-Identifier: MIT
#include "kit/image/header.hpp"

#include <gtest/gtest.h>

#include "bytes.hpp"
#include "kit/image/text.hpp"

namespace modvirt::image {
namespace {

using namespace std::string_literals;
using testing::Bytes;
using testing::header_of;
using testing::qcow2;
using testing::qcow2_on;

constexpr uint64_t mib = 1u << 20;

TEST(Header, OfWhatIsNoImageIsRawAndAsLargeAsTheFile)
{
    for (const std::string &text : {""s, "x"s, std::string(100000, 'a'), "QFI"s}) {
        const Header header = header_of(text);
        EXPECT_EQ(header.format, Format::Raw);
        EXPECT_EQ(header.capacity, text.size());
        EXPECT_EQ(header.problem, "");
    }
}

TEST(Header, OfQcow2TellsSizeVersionAndClusters)
{
    const Header header = header_of(qcow2().text());
    EXPECT_EQ(header.format, Format::Qcow2);
    EXPECT_EQ(header.capacity, mib);
    EXPECT_EQ(header.compat, "1.1");
    EXPECT_EQ(header.cluster_size, 65536u);
    EXPECT_EQ(header.backing_path, "");
    EXPECT_FALSE(header.lazy_refcounts || header.extended_l2 || header.is_dirty);
    EXPECT_EQ(header.problem, "");
}

TEST(Header, OfQcow2TellsFeaturesAndEncryption)
{
    const Header header = header_of(qcow2().big(72, 1 | 16, 8).big(80, 1, 8).big(32, 2, 4).text());
    EXPECT_TRUE(header.lazy_refcounts);
    EXPECT_TRUE(header.extended_l2);
    EXPECT_TRUE(header.is_dirty);
    EXPECT_EQ(header.encryption, Encryption::Luks);
    EXPECT_EQ(header_of(qcow2().big(32, 1, 4).text()).encryption, Encryption::Qcow);
}

TEST(Header, OfQcow2TellsTheBackingFileAndItsFormat)
{
    const Header header = header_of(qcow2_on("base.img", "raw").text());
    EXPECT_EQ(header.backing_path, "base.img");
    EXPECT_EQ(header.backing_format, "raw");
    EXPECT_EQ(header_of(qcow2_on("base.img", "").text()).backing_format, "");
}

TEST(Header, OfQcow2TellsTheFileThatHoldsItsData)
{
    Bytes bytes = qcow2();
    bytes.big(104, 0x44415441, 4).big(108, 8, 4).put(112, "data.raw");
    EXPECT_EQ(header_of(bytes.text()).data_file, "");
    EXPECT_EQ(header_of(bytes.big(72, 4, 8).text()).data_file, "data.raw");
}

TEST(Header, OfFirstQcow2HasNoFeatures)
{
    const Header header = header_of(qcow2().big(4, 2, 4).big(72, 0, 8).text());
    EXPECT_EQ(header.format, Format::Qcow2);
    EXPECT_EQ(header.compat, "");
}

TEST(Header, OfAVersionThatIsNotKnownIsRaw)
{
    EXPECT_EQ(header_of(qcow2().big(4, 4, 4).text()).format, Format::Raw);
    EXPECT_EQ(header_of(qcow2().big(4, 0, 4).text()).format, Format::Raw);
}

TEST(Header, OfQcowTellsSizeAndBackingFile)
{
    const Header header = header_of(Bytes(512)
                                        .put(0, "QFI\xfb")
                                        .big(4, 1, 4)
                                        .big(8, 48, 8)
                                        .big(16, 4, 4)
                                        .big(24, mib, 8)
                                        .put(48, "base")
                                        .text());
    EXPECT_EQ(header.format, Format::Qcow);
    EXPECT_EQ(header.capacity, mib);
    EXPECT_EQ(header.backing_path, "base");
}

TEST(Header, OfADamagedImageTellsTheProblemAndNeverAnImpossibleSize)
{
    const auto problem = [](const Bytes &bytes) {
        const Header header = header_of(bytes.text());
        EXPECT_EQ(header.format, Format::Qcow2);
        EXPECT_LE(header.capacity, static_cast<uint64_t>(INT64_MAX));
        return header.problem;
    };
    EXPECT_EQ(problem(qcow2().big(24, UINT64_MAX, 8)), "its header tells a size that no file can have");
    EXPECT_EQ(problem(qcow2().big(20, 63, 4)), "its clusters are 2^63 bytes, which must be 2^9 to 2^21");
    EXPECT_EQ(problem(qcow2().big(100, 1, 4)), "its header is incomplete");
    EXPECT_EQ(problem(qcow2().big(100, UINT32_MAX, 4)), "its header is incomplete");
    EXPECT_EQ(problem(qcow2().big(32, 7, 4)), "it is encrypted by a method that is not known (7)");
    EXPECT_EQ(problem(qcow2().big(8, UINT64_MAX - 4, 8).big(16, 9, 4)),
              "the name of its backing file lies behind the end of the image");
    EXPECT_EQ(problem(qcow2().big(8, 512, 8).big(16, UINT32_MAX, 4)),
              "the name of its backing file is 4294967295 bytes long: at most 1023 are allowed");
    EXPECT_EQ(problem(qcow2().big(104, 0x12345678, 4).big(108, UINT32_MAX, 4)),
              "the extensions of its header do not end where they must");
    EXPECT_EQ(problem(qcow2_on("a\nb", "raw")), "the name of its backing file is no text in UTF-8");
    EXPECT_EQ(problem(qcow2_on("\xff", "raw")), "the name of its backing file is no text in UTF-8");
}

TEST(Header, WithEndlessExtensionsEnds)
{
    Bytes bytes = qcow2();
    for (std::size_t at = 104; at + 8 < 65536; at += 8)
        bytes.big(at, 0x6803f857, 4);
    EXPECT_EQ(header_of(bytes.text()).problem, "the extensions of its header do not end where they must");
}

TEST(Header, CutOffAnywhereIsAnAnswer)
{
    const std::string whole = qcow2_on("base.img", "raw").text().substr(0, 600);
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_LE(header_of(whole.substr(0, size)).capacity, mib);
}

TEST(Header, OfVmdkTellsTheParentOfItsDescriptor)
{
    Bytes bytes(2048);
    bytes.put(0, "KDMV").little(4, 1, 4).little(12, 2048, 8).little(28, 1, 8).little(36, 2, 8);
    bytes.put(512, "# Disk DescriptorFile\nparentCID=12345678\nparentFileNameHint=\"base.vmdk\"\n");
    const Header header = header_of(bytes.text());
    EXPECT_EQ(header.format, Format::Vmdk);
    EXPECT_EQ(header.capacity, mib);
    EXPECT_EQ(header.backing_path, "base.vmdk");
    EXPECT_EQ(header.backing_format, "vmdk");
    bytes.put(512, "# Disk DescriptorFile\nparentCID=ffffffff\n");
    EXPECT_EQ(header_of(bytes.text()).backing_path, "");
    EXPECT_NE(header_of(bytes.little(28, UINT64_MAX, 8).text()).problem, "");
}

TEST(Header, OfVmdkTellsAFileOutsideOfItsDirectoryBeforeOneBesideIt)
{
    const auto data_file_of = [](const std::string &extents) {
        return header_of("# Disk DescriptorFile\nparentCID=ffffffff\n" + extents).data_file;
    };
    EXPECT_EQ(data_file_of("RW 8 FLAT \"a-flat.vmdk\" 0\nRW 8 FLAT \"b-flat.vmdk\" 0\n"), "a-flat.vmdk");
    for (const std::string file : {"/etc/shadow", "../x", "sub/x", "nbd:h:1", "json:{}", ".."})
        EXPECT_EQ(data_file_of("RW 8 FLAT \"a-flat.vmdk\" 0\nRW 8 FLAT \"" + file + "\" 0\nRW 8 ZERO\n"), file);
    EXPECT_EQ(data_file_of("RW 8 ZERO\n"), "");
}

TEST(Header, OfAVmdkDescriptorAddsUpItsExtents)
{
    const Header header =
        header_of("# Disk DescriptorFile\nRW 2048 FLAT \"a\" 0\nRDONLY 1024 ZERO\nRW x FLAT \"b\"\n");
    EXPECT_EQ(header.format, Format::Vmdk);
    EXPECT_EQ(header.capacity, 3072 * 512u);
    EXPECT_NE(header_of("# Disk DescriptorFile\nRW 18446744073709551615 ZERO\nRW 1 ZERO\n").problem, "");
}

TEST(Header, OfLuksTellsWhatAGuestSees)
{
    Bytes bytes(2 * mib);
    bytes.put(0, "LUKS\xba\xbe").big(6, 1, 2).big(104, 2048, 4);
    EXPECT_EQ(header_of(bytes.text()).format, Format::Luks);
    EXPECT_EQ(header_of(bytes.text()).encryption, Encryption::Luks);
    EXPECT_EQ(header_of(bytes.text()).capacity, mib);
    EXPECT_NE(header_of(bytes.big(104, 5000, 4).text()).problem, "");
}

TEST(Header, OfLuks2FindsThePayloadInItsText)
{
    Bytes bytes(2 * mib);
    bytes.put(0, "LUKS\xba\xbe").big(6, 2, 2).big(8, 16384, 8);
    bytes.put(
        4096,
        R"({"keyslots":{"0":{"offset":"1"}},"segments": {"0": {"type":"crypt", "offset": "1048576"}}})");
    EXPECT_EQ(header_of(bytes.text()).encryption, Encryption::Luks2);
    EXPECT_EQ(header_of(bytes.text()).capacity, mib);
    EXPECT_NE(header_of(bytes.big(8, UINT64_MAX, 8).text()).problem, "");
}

TEST(Header, OfTheOlderFormatsTellsTheirSize)
{
    const auto expect = [](Format format, const Bytes &bytes) {
        const Header header = header_of(bytes.text());
        EXPECT_EQ(name_of(header.format), name_of(format));
        EXPECT_EQ(header.capacity, mib) << name_of(format);
        EXPECT_EQ(header.problem, "") << name_of(format);
    };
    expect(Format::Bochs,
           Bytes(512).put(0, "Bochs Virtual HD Image").little(64, 0x20000, 4).little(88, mib, 8));
    expect(Format::Bochs,
           Bytes(512).put(0, "Bochs Virtual HD Image").little(64, 0x10000, 4).little(84, mib, 8));
    expect(
        Format::Cloop,
        Bytes(512)
            .put(0, "#!/bin/sh\n#V2.0 Format\nmodprobe cloop file=$0 && mount -r -t iso9660 /dev/cloop $1\n")
            .big(128, 65536, 4)
            .big(132, 16, 4));
    expect(Format::Cow, Bytes(2048).put(0, "OOOM").big(4, 2, 4).big(1036, mib, 8));
    expect(Format::Dmg, Bytes(1024).put(512, "koly\0\0\0\4\0\0\2\0"s).big(1004, 2048, 8));
    expect(Format::Vpc, Bytes(512).put(0, "conectix").big(12, 0x10000, 4).big(48, mib, 8));
    expect(Format::Vdi, Bytes(512).put(64, "\x7f\x10\xda\xbe").little(68, 0x10001, 4).little(368, mib, 8));
    expect(Format::Ploop, Bytes(64).put(0, "WithouFreSpacExt").little(16, 2, 4).little(36, 2048, 8));
    expect(Format::Ploop,
           Bytes(64).put(0, "WithoutFreeSpace").little(16, 2, 4).little(36, 2048, 4).little(40, 9, 4));
    expect(Format::Qed, Bytes(64).put(0, "QED\0"s).little(48, mib, 8));
    expect(Format::Vmdk, Bytes(64).put(0, "COWD").little(4, 1, 4).little(12, 2048, 4));
    expect(Format::Iso, Bytes(mib).put(32769, "CD001"));
}

TEST(Header, OfCowTellsItsBackingFile)
{
    EXPECT_EQ(header_of(Bytes(2048).put(0, "OOOM").big(4, 2, 4).put(8, "/base").text()).backing_path,
              "/base");
}

TEST(Text, IsUtf8WithoutControlCharacters)
{
    for (const char *const text : {"", "a b", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xef\xbf\xbd"})
        EXPECT_TRUE(is_text(text)) << text;
    for (const char *const text : {"\n", "\x7f", "\x80", "\xc0\x80", "\xc3", "\xe2\x82", "\xed\xa0\x80",
                                   "\xef\xbf\xbf", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80", "\xc3z"})
        EXPECT_FALSE(is_text(text));
}

TEST(Header, NamesOfFormatsAreFoundAgain)
{
    for (uint8_t number = 0; number <= static_cast<uint8_t>(Format::Ploop); ++number)
        EXPECT_EQ(format_named(name_of(static_cast<Format>(number))), static_cast<Format>(number));
    EXPECT_EQ(format_named("qcow3"), std::nullopt);
}

} // namespace
} // namespace modvirt::image
