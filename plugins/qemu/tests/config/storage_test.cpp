// SPDX-License-Identifier: LGPL-2.1-or-later
// The storage of a domain that is about to start, over pools that are made up here.
#include "config/storage.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <modvirt/error.hpp>

#include "config/chain.hpp"
#include "module.hpp"
#include "support/golden.hpp"
#include "support/scratch.hpp"

namespace modvirt::qemu::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StorageOfADomain : public testing::Test {
protected:
    static domain::ConfigPtr domain_with(const std::string &devices)
    {
        domain::Options options;
        options.interface_target_prefix = "";
        return domain::parse(*modvirt_xml_interface_v1(),
                             fmt::format("<domain type='qemu'><name>vm1</name><memory>65536</memory><os><type arch='x86_64' "
                                         "machine='pc-i440fx-7.2'>hvm</type></os><devices>{}</devices></domain>",
                                         devices),
                             options);
    }
    static std::string disk(const std::string &source, const std::string &format = "raw",
                            const std::string &rest = "<target dev='vda' bus='virtio'/>", const std::string &device = "disk")
    {
        return fmt::format("<disk type='volume' device='{}'><driver name='qemu' type='{}'/><source {}/>{}</disk>", device,
                           format, source, rest);
    }

    storage_use::PoolVolume find(std::string_view pool, std::string_view volume) const
    {
        if (volume == "missing")
            throw Error(ErrorCode::NoStorageVol, "no storage vol with matching name 'missing'", ErrorDomain::Storage);
        storage_use::PoolVolume found;
        found.pool = storage::parse_pool(*modvirt_xml_interface_v1(), m_pool);
        storage::VolumeOptions options;
        options.pool = found.pool->type;
        found.volume = storage::parse_volume(
            *modvirt_xml_interface_v1(),
            fmt::format("<volume type='{}'><name>{}</name><capacity>1</capacity><target><path>{}</path></target></volume>",
                        m_type, volume, m_path),
            options);
        EXPECT_EQ(pool, "p");
        return found;
    }
    Storage storage_of(const std::string &devices, Moment moment = Moment::Boot)
    {
        return find_storage(
            domain_with(devices), [this](std::string_view pool, std::string_view volume) { return find(pool, volume); },
            moment);
    }
    Error refusal_of(const std::string &devices, Moment moment = Moment::Boot)
    {
        try {
            storage_of(devices, moment);
        } catch (const Error &error) {
            return error;
        }
        ADD_FAILURE() << "accepted: " << devices;
        return Error(ErrorCode::Ok, "");
    }

    support::Scratch m_scratch;
    std::string m_pool = "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>";
    std::string m_type = "file";
    std::string m_path = m_scratch.write("v", "x");
};

constexpr const char *iscsi_pool = "<pool type='iscsi'><name>p</name><source><host name='example.org'{}/>"
                                   "<device path='iqn.2026-01.org.example:disks'/>{}</source>"
                                   "<target><path>/dev/disk/by-path</path></target></pool>";

TEST_F(StorageOfADomain, IsThatOfItsVolumesAndOfItsFiles)
{
    const auto storage = storage_of(disk("pool='p' volume='v'") +
                                    "<disk type='file'><source file='/f'/><target dev='vdb' bus='virtio'/></disk>"
                                    "<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/></disk>");
    EXPECT_EQ(storage.sources, (DiskSources{{"vda", {.path = m_path}}, {"vdb", {.path = "/f"}}}));
    EXPECT_THAT(paths_of(storage.sources), testing::UnorderedElementsAre(m_path, "/f"));
    m_type = "block";
    m_pool = "<pool type='logical'><name>p</name><target><path>/dev/p</path></target></pool>";
    EXPECT_EQ(storage_of(disk("pool='p' volume='v'")).sources.at("vda").kind, DiskSource::Kind::Block);
}

TEST_F(StorageOfADomain, HasTheModeThatItsPoolKnows)
{
    const Error refused = refusal_of(disk("pool='p' volume='v' mode='direct'"));
    EXPECT_EQ(refused.code(), ErrorCode::XmlError);
    EXPECT_EQ(refused.domain(), ErrorDomain::Domain);
    EXPECT_EQ(refused.message(), "disk source mode is only valid when storage pool is of iscsi type");

    m_type = "block";
    m_path = "/dev/disk/by-path/lun-7";
    m_pool = fmt::format(iscsi_pool, "", "<initiator><iqn name='iqn.2026-01.org.example:me'/></initiator>");
    EXPECT_EQ(storage_of(disk("pool='p' volume='unit:0:0:7' mode='host'")).sources.at("vda").kind, DiskSource::Kind::Block);
    const DiskSource direct = storage_of(disk("pool='p' volume='unit:0:0:7' mode='direct'")).sources.at("vda");
    EXPECT_EQ(direct, (DiskSource{.kind = DiskSource::Kind::Iscsi,
                                  .path = m_path,
                                  .portal = "example.org:3260",
                                  .target = "iqn.2026-01.org.example:disks",
                                  .initiator = "iqn.2026-01.org.example:me",
                                  .lun = 7}));
    EXPECT_THAT(refusal_of(disk("pool='p' volume='odd' mode='direct'")).message(), HasSubstr("no LUN"));
    m_pool = fmt::format(iscsi_pool, " port='3261'", "<auth type='chap' username='u'><secret usage='s'/></auth>");
    const DiskSource guarded = storage_of(disk("pool='p' volume='unit:0:0:7' mode='direct'")).sources.at("vda");
    EXPECT_EQ(guarded.portal, "example.org:3261");
    EXPECT_EQ(guarded.login, (Login{"u", {{}, 3, "s"}})) << "its secret is of the usage type iscsi";
}

TEST_F(StorageOfADomain, MakesFatOfADirectoryAlone)
{
    m_type = "dir";
    m_path = m_scratch.path();
    EXPECT_EQ(refusal_of(disk("pool='p' volume='v'")).message(), "storage type 'dir' requires use of storage format 'fat'");
    EXPECT_EQ(refusal_of(disk("pool='p' volume='v'", "fat")).message(),
              "virtual FAT storage can't be accessed in read-write mode");
    const std::string read_only = "<target dev='vda' bus='virtio'/><readonly/>";
    EXPECT_EQ(storage_of(disk("pool='p' volume='v'", "fat", read_only)).sources.at("vda").kind,
              DiskSource::Kind::Directory);
    m_type = "file";
    EXPECT_THAT(refusal_of(disk("pool='p' volume='v'", "fat", read_only)).message(), HasSubstr("directory alone"));
}

TEST_F(StorageOfADomain, RefusesWhatIsOnOtherHosts)
{
    m_type = "network";
    m_path = "p/v";
    const Error refused = refusal_of(disk("pool='p' volume='v'"));
    EXPECT_EQ(refused.code(), ErrorCode::ConfigUnsupported);
    EXPECT_THAT(refused.message(), HasSubstr("volume 'v' of pool 'p'"));
}

TEST_F(StorageOfADomain, IsWithoutWhatMayBeMissing)
{
    const std::string cdrom = "<target dev='hdc' bus='ide'/>";
    EXPECT_EQ(refusal_of(disk("pool='p' volume='missing'")).code(), ErrorCode::NoStorageVol);
    const std::string optional = "pool='p' volume='missing' startupPolicy='optional'";
    const auto storage = storage_of(disk(optional) + disk(optional, "raw", cdrom, "cdrom") +
                                    "<disk type='file' device='floppy'><source file='/none' startupPolicy='optional'/>"
                                    "<target dev='fda' bus='fdc'/></disk>");
    EXPECT_THAT(storage.sources, IsEmpty());
    EXPECT_THAT(storage.missing, testing::UnorderedElementsAre(MissingDisk{"virtio-disk0", "", true},
                                                               MissingDisk{"ide0-1-0", "", false},
                                                               MissingDisk{"fdc0-0-0", "/none", false}));
    EXPECT_EQ(storage.missing.back().alias, "fdc0-0-0") << "volumes are told of first";
    const std::string live = domain::format(*storage.config);
    EXPECT_THAT(live, testing::Not(HasSubstr("vda")));
    EXPECT_THAT(live, testing::Not(HasSubstr("<source")));
    EXPECT_THAT(live, HasSubstr("<disk type='file' device='cdrom'>"));
    EXPECT_THAT(live, HasSubstr("<disk type='file' device='floppy'>"));

    const std::string requisite = disk("pool='p' volume='missing' startupPolicy='requisite'", "raw", cdrom, "cdrom");
    EXPECT_EQ(refusal_of(requisite).code(), ErrorCode::NoStorageVol);
    EXPECT_THAT(storage_of(requisite, Moment::Restore).sources, IsEmpty());
    const std::string mandatory = disk("pool='p' volume='missing' startupPolicy='mandatory'", "raw", cdrom, "cdrom");
    EXPECT_EQ(refusal_of(mandatory, Moment::Restore).code(), ErrorCode::NoStorageVol);
}

// The header of a qcow2 image of version 3 with a name of a backing file.
std::string image_on(const std::string &backing)
{
    std::string header(104, '\0');
    const auto put = [&](std::size_t at, uint64_t value, int bytes) {
        for (int byte = bytes - 1; byte >= 0; --byte, value >>= 8)
            header[at + static_cast<std::size_t>(byte)] = static_cast<char>(value & 0xff);
    };
    header.replace(0, 4, "QFI\xfb");
    put(4, 3, 4);
    put(8, backing.empty() ? 0 : 104, 8);
    put(16, backing.size(), 4);
    put(20, 16, 4);
    put(24, 1 << 20, 8);
    put(96, 4, 4);
    put(100, 104, 4);
    return header + backing;
}

TEST_F(StorageOfADomain, IncludesAllThatAnImageStandsOn)
{
    const std::string raw = m_scratch.write("raw", "x");
    const std::string base = m_scratch.write("base", image_on("json:{\"driver\":\"raw\",\"file\":{\"driver\":\"file\","
                                                              "\"filename\":\"" + raw + "\"}}"));
    m_path = m_scratch.write("top", image_on("base"));
    const auto sources = storage_of(disk("pool='p' volume='top'", "qcow2")).sources;
    ASSERT_EQ(sources.at("vda").chain.size(), 2u);
    EXPECT_EQ(sources.at("vda").chain.front().path, base);
    EXPECT_EQ(sources.at("vda").chain.front().format, "qcow2");
    EXPECT_FALSE(sources.at("vda").chain.back().is_here);
    EXPECT_THAT(paths_of(sources), testing::IsSupersetOf({m_path, base, raw}));
    EXPECT_THAT(storage_of(disk("pool='p' volume='top'")).sources.at("vda").chain, IsEmpty())
        << "what is said to be raw is not looked into";
}

TEST_F(StorageOfADomain, IsReadSoonWhateverItsImagesSayOfEachOther)
{
    std::string names = "json:{";
    for (int number = 0; number < 9; ++number)
        names += fmt::format("\"{}.filename\":\"{}\",", number, m_scratch.file(std::to_string(number)));
    names.back() = '}';
    for (int number = 0; number < 9; ++number)
        m_scratch.write(std::to_string(number), image_on(names));
    m_path = m_scratch.write("top", image_on(names));
    const auto paths = paths_of(storage_of(disk("pool='p' volume='top'", "qcow2")).sources);
    EXPECT_THAT(paths, testing::Contains(m_scratch.file("8")));
    EXPECT_LT(paths.size(), 100u);
}

TEST_F(StorageOfADomain, RefusesAChainThatDoesNotEndWell)
{
    m_path = m_scratch.write("top", image_on("gone"));
    const Error missing = refusal_of(disk("pool='p' volume='top'", "qcow2"));
    EXPECT_EQ(missing.code(), ErrorCode::SystemError);
    EXPECT_THAT(missing.message(), HasSubstr("gone"));
    m_path = m_scratch.write("top", image_on("top"));
    EXPECT_EQ(refusal_of(disk("pool='p' volume='top'", "qcow2")).code(), ErrorCode::InternalError);
    DiskSource accepted{.path = m_path};
    EXPECT_NO_THROW(read_chain(accepted, "qcow2", Breaks::Accept)) << "a guest that runs is found again";
}

} // namespace
} // namespace modvirt::qemu::config
