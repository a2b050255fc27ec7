// SPDX-License-Identifier: MIT
#include "temporary_pool.hpp"

namespace modvirt::volume_files {
namespace {

using testing::document;
using testing::mib;
using testing::refusal_of;

class Clone : public testing::TemporaryPool {
protected:
    // A sparse file with data at its beginning and its end.
    void SetUp() override
    {
        make_sparse("source", mib);
        std::fstream file(path("source"), std::ios::in | std::ios::out | std::ios::binary);
        file << "begin";
        file.seekp(static_cast<std::streamoff>(mib) - 3);
        file << "end";
        file.close();
    }
    FoundVolume clone(const std::string &wish, const std::string &name = "source", uint32_t flags = 0)
    {
        return m_files->create_from(wish, path(name), m_files->describe(name), flags);
    }
};

TEST_F(Clone, HasTheBytesOfItsSource)
{
    const FoundVolume volume = clone(document("copy", mib));
    EXPECT_EQ(volume.capacity, mib);
    EXPECT_EQ(read("copy"), read("source"));
    EXPECT_EQ(status("copy").st_mode & 07777u, 0600u);
}

TEST_F(Clone, IsSparseUnlessAllOfItIsToBeAllocated)
{
    EXPECT_LE(clone(document("sparse", mib)).allocation, 64 * 1024u);
    EXPECT_EQ(clone(document("whole", mib, "")).allocation, mib);
    EXPECT_EQ(read("whole"), read("source"));
}

TEST_F(Clone, IsAtLeastAsLargeAsItsSource)
{
    EXPECT_EQ(clone(document("smaller", 1000)).capacity, mib);
    EXPECT_EQ(clone(document("larger", 2 * mib)).capacity, 2 * mib);
    EXPECT_EQ(read("larger"), read("source") + std::string(mib, '\0'));
    EXPECT_EQ(clone("<volume><name>unsaid</name></volume>").capacity, mib);
}

TEST_F(Clone, CanHaveAnotherFormat)
{
    NEEDS_QEMU_IMG();
    const FoundVolume image = clone(document("image", 2 * mib, "0", "<format type='qcow2'/>"));
    EXPECT_EQ(image.format, "qcow2");
    EXPECT_EQ(image.capacity, 2 * mib);
    const FoundVolume back = clone(document("back", mib), "image");
    EXPECT_EQ(back.format, "raw");
    EXPECT_EQ(read("back"), read("source") + std::string(mib, '\0'));
    EXPECT_EQ(entries(), 3u);
}

TEST_F(Clone, NeverReplacesWhatIsThere)
{
    refusal_of(ErrorCode::StorageVolExist, [&] { clone(document("source", mib)); });
}

TEST_F(Clone, KeepsTheBackingFileOfItsSourceAndNoOther)
{
    NEEDS_QEMU_IMG();
    const std::string backing =
        "<backingStore><path>" + path("source") + "</path><format type='raw'/></backingStore>";
    m_files->create(document("top", mib, "0", "<format type='qcow2'/>", backing), 0);
    clone(document("copy", mib, "0", "<format type='qcow2'/>", backing), "top");
    EXPECT_NE(m_files->describe("copy").find("<path>" + path("source") + "</path>"), std::string::npos);
    EXPECT_EQ(refusal_of(ErrorCode::ConfigUnsupported,
                         [&] {
                             clone(document("other", mib, "0", "<format type='qcow2'/>",
                                            "<backingStore><path>/other</path></backingStore>"),
                                   "top");
                         }),
              "a different backing store cannot be specified");
}

TEST_F(Clone, OfAnEncryptedVolumeIsEncryptedInTheSameWayOrRefused)
{
    std::string bytes(mib, 'x');
    bytes.replace(0, 8, std::string("LUKS\xba\xbe\0\1", 8));
    bytes.replace(104, 4, std::string("\0\0\1\0", 4));
    write("luks", bytes);
    clone(document("copy", mib, "", "<encryption format='luks'/>"), "luks");
    EXPECT_EQ(read("copy"), bytes);
    refusal_of(ErrorCode::InvalidArg, [&] { clone(document("other", mib, "0", "<encryption format='luks'/>"), "source"); });
    refusal_of(ErrorCode::NoSecret, [&] { clone(document("open", mib), "luks"); });
}

TEST_F(Clone, SharesBlocksWhereTheFileSystemCan)
{
    try {
        EXPECT_EQ(clone(document("copy", mib), "source", 2).capacity, mib);
        EXPECT_EQ(read("copy"), read("source"));
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::SystemError);
        EXPECT_EQ(entries(), 1u);
    }
}

TEST_F(Clone, OfADirectoryOrOfNothingIsRefused)
{
    std::filesystem::create_directory(path("directory"));
    refusal_of(ErrorCode::OperationUnsupported, [&] { clone(document("copy", mib), "directory"); });
    const std::string description = m_files->describe("source");
    std::filesystem::remove(path("source"));
    refusal_of(ErrorCode::SystemError,
               [&] { m_files->create_from(document("copy", mib), path("source"), description, 0); });
    EXPECT_EQ(entries(), 1u);
}

} // namespace
} // namespace modvirt::volume_files
