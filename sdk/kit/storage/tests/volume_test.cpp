// SPDX-License-Identifier: MIT
#include "kit/storage/volume.hpp"

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "module.hpp"

namespace modvirt::storage {

namespace {

VolumePtr read_volume(std::string_view text, const VolumeOptions &options = {})
{
    return parse_volume(*modvirt_xml_interface_v1(), text, options);
}

} // namespace

// libvirt's test driver puts every volume below the path of its pool.
TEST(StorageVolume, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/volume.txt", [](const std::string &text) {
        const VolumePtr volume = read_volume(text);
        const std::string path = "/default-pool/" + volume->name;
        return format(*with_place(*volume, path, path));
    });
}

TEST(StorageVolume, KeepsNocowForWhoMakesIt)
{
    constexpr auto text = "<volume><name>v</name><capacity>1</capacity><target><nocow/></target></volume>";
    const auto has_nocow = [](const VolumePtr &volume) {
        return format(*with_size(*volume, 2, 0)).find("<nocow/>") != std::string::npos;
    };
    EXPECT_TRUE(has_nocow(read_volume(text, {.keeps_nocow = true})));
    EXPECT_FALSE(has_nocow(read_volume(text)));
}

TEST(StorageVolume, KnowsWhatADriverAsksFor)
{
    const VolumePtr volume = read_volume(
        "<volume type='block'><name>v</name><capacity unit='KiB'>2</capacity><allocation>7</allocation>"
        "<target><path>/a</path><format type='qcow2'/></target><backingStore><path>/b</path></backingStore>"
        "</volume>");
    EXPECT_EQ(volume->name, "v");
    EXPECT_EQ(volume->type, VolumeType::Block);
    EXPECT_EQ(volume->capacity, 2048u);
    EXPECT_EQ(volume->allocation, 7u);
    EXPECT_EQ(volume->path, "/a");
    EXPECT_EQ(volume->format, "qcow2");
    EXPECT_EQ(volume->backing_path, "/b");
}

TEST(StorageVolume, TakesWhatIsEmptyForMissing)
{
    const VolumePtr volume = read_volume(
        "<volume><name>v</name><capacity>1024</capacity><allocation/><target><format type='qcow2'/><compat/><clusterSize/>"
        "<permissions><mode/></permissions></target></volume>");
    EXPECT_EQ(volume->allocation, 1024u);
    const std::string text = format(*volume);
    for (const char *const element : {"<compat", "<clusterSize", "<mode"})
        EXPECT_EQ(text.find(element), std::string::npos) << element;
    EXPECT_THROW(read_volume("<volume><name>v</name><capacity/></volume>"), Error);
}

TEST(StorageVolume, HasNoMoreBytesThanAFileCanHave)
{
    const auto refusal = [](const std::string &sizes) {
        try {
            read_volume("<volume><name>v</name>" + sizes + "</volume>");
        } catch (const Error &error) {
            return error.code();
        }
        return ErrorCode::Ok;
    };
    EXPECT_EQ(refusal("<capacity>9223372036854775807</capacity>"), ErrorCode::Ok);
    EXPECT_EQ(refusal("<capacity>9223372036854775808</capacity>"), ErrorCode::Overflow);
    EXPECT_EQ(refusal("<capacity unit='EiB'>8</capacity>"), ErrorCode::Overflow);
    EXPECT_EQ(refusal("<capacity>1</capacity><allocation>18446744073709551615</allocation>"), ErrorCode::Overflow);
}

TEST(StorageVolume, HasTheFormatsOfItsPool)
{
    const char *const plain = "<volume><name>v</name><capacity>1</capacity></volume>";
    const char *const partition =
        "<volume><name>v</name><capacity>1</capacity><target><format type='linux-swap'/></target></volume>";
    EXPECT_EQ(read_volume(plain)->format, "raw");
    EXPECT_EQ(read_volume(plain, {PoolType::Disk})->format, "none");
    EXPECT_EQ(read_volume(plain, {PoolType::Logical})->format, "");
    EXPECT_EQ(read_volume(partition, {PoolType::Disk})->format, "linux-swap");
    EXPECT_EQ(read_volume(partition, {PoolType::Zfs})->format, "");
    EXPECT_THROW(read_volume(partition), Error);
}

TEST(StorageVolume, MayLeaveItsSizeToTheOneItIsACloneOf)
{
    EXPECT_EQ(read_volume("<volume><name>v</name></volume>", {PoolType::Dir, true})->capacity, 0u);
}

TEST(StorageVolume, IsResized)
{
    const VolumePtr volume = read_volume("<volume><name>v</name><capacity>1</capacity></volume>");
    const VolumePtr larger = with_size(*volume, 4096, 512);
    EXPECT_EQ(larger->capacity, 4096u);
    EXPECT_EQ(larger->allocation, 512u);
    EXPECT_EQ(volume->capacity, 1u);
    EXPECT_NE(format(*larger).find("<capacity unit='bytes'>4096</capacity>"), std::string::npos);
}

} // namespace modvirt::storage
