// SPDX-License-Identifier: MIT
#include "kit/storage/pool.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "kit/document/tests/samples.hpp"
#include "module.hpp"

namespace modvirt::storage {

namespace {

PoolPtr read(std::string_view text, const PoolOptions &options = {})
{
    return parse_pool(*modvirt_xml_interface_v1(), text, options);
}

// What libvirt's test driver says of every pool.
constexpr Usage test_usage{100ULL << 30, 0, 100ULL << 30};

} // namespace

TEST(StoragePool, IsDescribedOrRefusedAsLibvirtDoes)
{
    document::expect_as_libvirt(MODVIRT_GOLDEN_DIR "/pool.txt",
                                [](const std::string &text) { return format(*read(text), test_usage); });
}

TEST(StoragePool, OfATypeThatLibvirtDoesNotKnowIsReadWhenItIsServed)
{
    PoolOptions options;
    options.is_other_type = [](std::string_view type) { return type == "acme"; };
    const std::string text = "<pool type='acme'><name>n</name><uuid>00000000-0000-0000-0000-000000000001</uuid>"
                             "<source><host name='nas' port='7'/><device path='/dev/x'/><format type='odd'/></source>"
                             "<target><path>/mnt</path></target></pool>";
    const PoolPtr pool = read(text, options);
    EXPECT_EQ(pool->type, PoolType::Other);
    EXPECT_EQ(pool->type_name, "acme");
    EXPECT_EQ(pool->source_host, "nas");
    EXPECT_EQ(pool->target_path, "/mnt");
    EXPECT_NE(format(*pool).find("<format type='odd'/>"), std::string::npos);
    EXPECT_EQ(format(*read(format(*pool), options)), format(*pool));
    EXPECT_THROW(read(text), Error);
    EXPECT_THROW(read("<pool type='acme'/>", options), Error);
    EXPECT_EQ(read("<pool type='acme'><name>n</name></pool>", options)->target_path, "");
}

TEST(StoragePool, IsToldAsItsBackendDescribesItWithTheSizesOfNow)
{
    const PoolPtr pool = read("<pool type='disk'><name>n</name><source><device path='/dev/sdz'/></source>"
                              "<target><path>/dev</path></target></pool>");
    std::string described = format(*pool);
    const std::string device = "<device path='/dev/sdz'";
    described.insert(described.find(device) + device.size(), "><freeExtent start='1' end='2'/></device><format type='gpt'");
    const std::string told = format_described(*modvirt_xml_interface_v1(), *pool, described, {7, 3, 4});
    EXPECT_NE(told.find("<freeExtent start='1' end='2'/>"), std::string::npos);
    EXPECT_NE(told.find("<capacity unit='bytes'>7</capacity>"), std::string::npos);
    EXPECT_EQ(told.find("<capacity"), told.rfind("<capacity"));
}

TEST(StoragePool, KnowsWhatADriverAsksFor)
{
    const PoolPtr pool =
        read("<pool type='netfs'><name>n</name><source><host name='nas'/><dir path='/export/'/>"
             "</source><target><path>/mnt//nas</path></target></pool>");
    EXPECT_EQ(pool->name, "n");
    EXPECT_EQ(pool->type, PoolType::Netfs);
    EXPECT_EQ(pool->source_host, "nas");
    EXPECT_EQ(pool->source_path, "/export");
    EXPECT_EQ(pool->target_path, "/mnt/nas");
    EXPECT_EQ(name_of(pool->type), "netfs");
}

TEST(StoragePool, MayHaveItsDirectoryInTheSpellingOf2008)
{
    const auto document = [](const std::string &source) {
        return "<pool type='netfs'><name>n</name><source><host name='nas'/>" + source + "</source><target><path>/mnt</path></target></pool>";
    };
    const PoolPtr pool = read(document("<directory path='/export'/>"));
    EXPECT_EQ(pool->source_path, "/export");
    EXPECT_NE(format(*pool).find("<dir path='/export'/>"), std::string::npos);
    EXPECT_EQ(format(*pool).find("<directory"), std::string::npos);
    EXPECT_THROW(read(document("<directory/>")), Error);
    EXPECT_THROW(read(document("<directory path='/a'/><dir path='/b'/>")), Error);
}

TEST(StoragePool, GetsAUuidOfItsOwn)
{
    PoolOptions options;
    options.random = [](std::span<uint8_t> bytes) { std::ranges::fill(bytes, uint8_t{0xab}); };
    const PoolPtr pool = read("<pool type='logical'><name>vg</name></pool>", options);
    EXPECT_EQ(pool->document.root().child_text("uuid"), "abababab-abab-4bab-abab-abababababab");
}

TEST(StoragePool, KeepsOptionsOfTheMountForADriverThatMounts)
{
    const char *const text = "<pool type='netfs' xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'>"
                             "<name>n</name><source><host name='h'/><dir path='/x'/></source>"
                             "<target><path>/x</path></target>"
                             "<fs:mount_opts><fs:option name='nodev'/></fs:mount_opts></pool>";
    EXPECT_EQ(format(*read(text)).find("nodev"), std::string::npos);
    PoolOptions options;
    options.keep_namespaces = true;
    EXPECT_NE(format(*read(text, options)).find("<fs:option name='nodev'/>"), std::string::npos);
}

TEST(StoragePool, IsCheckedAfterAChange)
{
    const PoolPtr pool = read("<pool type='dir'><name>d</name><target><path>/x</path></target></pool>");
    const PoolPtr moved = with_edit(
        *pool, {}, [](xml::Editor &editor) { editor.root().child("target")->child("path")->set_text("/y"); });
    EXPECT_EQ(moved->target_path, "/y");
    EXPECT_EQ(pool->target_path, "/x");
    EXPECT_THROW(with_edit(*pool, {}, [](xml::Editor &editor) { editor.root().child("target")->remove(); }),
                 Error);
}

} // namespace modvirt::storage
