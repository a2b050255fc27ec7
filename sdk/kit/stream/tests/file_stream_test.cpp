// SPDX-License-Identifier: MIT
#include "kit/stream/file_stream.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

#include <gmock/gmock.h>

namespace modvirt::stream {

namespace {

constexpr uint64_t mebibyte = 1 << 20;

struct FileStreamTest : testing::Test {
    FileStreamTest() { std::filesystem::create_directories(folder); }
    ~FileStreamTest() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / ("file_stream_test." + std::to_string(getpid()));
    const std::string path = folder / "image";

    void write(const std::string &text) const { std::ofstream(path) << text; }
    // Data, a hole of one MiB, data.
    void write_with_hole() const
    {
        std::ofstream file(path);
        file << std::string(mebibyte, 'a');
        file.seekp(2 * mebibyte);
        file << std::string(mebibyte, 'b');
    }
    [[nodiscard]] std::string content() const
    {
        std::ostringstream text;
        text << std::ifstream(path).rdbuf();
        return text.str();
    }
    static std::string drain(ByteStream &stream)
    {
        std::string all;
        char room[5];
        while (const size_t got = stream.receive(room).value())
            all.append(room, got);
        return all;
    }
};

} // namespace

TEST_F(FileStreamTest, ReadsAWholeFileOrAPartOfIt)
{
    write("0123456789");
    FileReader whole(path, {}, Sparseness::Whole);
    EXPECT_EQ(drain(whole), "0123456789");
    FileReader part(path, {2, 6}, Sparseness::Whole);
    EXPECT_EQ(drain(part), "234567");
    FileReader rest(path, {7, 100}, Sparseness::Whole);
    EXPECT_EQ(drain(rest), "789");
    FileReader beyond(path, {20, 5}, Sparseness::Whole);
    EXPECT_EQ(drain(beyond), "");
}

TEST_F(FileStreamTest, TellsWhereHolesAreWithinThePart)
{
    write_with_hole();
    FileReader reader(path, {mebibyte / 2, 2 * mebibyte}, Sparseness::Sparse);
    ByteStream::Extent extent = reader.extent();
    EXPECT_TRUE(extent.is_data);
    EXPECT_EQ(extent.length, mebibyte / 2);
    reader.skip(extent.length);
    extent = reader.extent();
    EXPECT_FALSE(extent.is_data);
    EXPECT_EQ(extent.length, mebibyte);
    reader.skip(extent.length);
    extent = reader.extent();
    EXPECT_TRUE(extent.is_data);
    EXPECT_EQ(extent.length, mebibyte / 2);
    reader.skip(extent.length);
    EXPECT_EQ(reader.extent().length, 0U);
    EXPECT_EQ(drain(reader), "");
}

TEST_F(FileStreamTest, TellsAHoleAtTheEnd)
{
    write("");
    std::filesystem::resize_file(path, mebibyte);
    FileReader reader(path, {}, Sparseness::Sparse);
    const ByteStream::Extent extent = reader.extent();
    EXPECT_FALSE(extent.is_data);
    EXPECT_EQ(extent.length, mebibyte);
}

TEST_F(FileStreamTest, WritesOverWhatIsThere)
{
    write("0123456789");
    FileWriter writer(path, {3, 4}, Sparseness::Whole);
    EXPECT_EQ(writer.send({"abcdef", 6}), 4U);
    EXPECT_THROW(writer.send({"ef", 2}), Error);
    writer.finish();
    EXPECT_EQ(content(), "012abcd789");
}

TEST_F(FileStreamTest, MakesHolesOfDataAndAtTheEnd)
{
    write(std::string(mebibyte, 'x'));
    FileWriter writer(path, {}, Sparseness::Sparse);
    writer.send_hole(mebibyte / 2);
    EXPECT_EQ(writer.send({"abc", 3}), 3U);
    writer.send_hole(mebibyte);
    writer.finish();
    const std::string text = content();
    ASSERT_EQ(text.size(), mebibyte / 2 + 3 + mebibyte);
    EXPECT_EQ(text.find_first_not_of('\0'), mebibyte / 2);
    EXPECT_EQ(text.substr(mebibyte / 2, 4), std::string("abc\0", 4));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_LT(static_cast<uint64_t>(status.st_blocks) * 512, mebibyte / 4);
}

TEST_F(FileStreamTest, RefusesAHoleBeyondItsPart)
{
    write("0123456789");
    FileWriter writer(path, {0, 4}, Sparseness::Sparse);
    EXPECT_THROW(writer.send_hole(5), Error);
    EXPECT_EQ(content(), "0123456789");
}

TEST_F(FileStreamTest, WaitsForNoFifo)
{
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_THROW(FileReader(path, {}, Sparseness::Whole), Error);
    EXPECT_THROW(FileWriter(path, {}, Sparseness::Whole), Error);
}

TEST_F(FileStreamTest, SaysWhichFileItCannotOpen)
{
    try {
        const FileReader reader(folder / "none", {}, Sparseness::Whole);
        FAIL();
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::SystemError);
        EXPECT_THAT(error.what(), testing::HasSubstr("none': No such file or directory"));
    }
    EXPECT_THROW(FileReader(path, {uint64_t{1} << 63, 1}, Sparseness::Whole), Error);
}

} // namespace modvirt::stream
