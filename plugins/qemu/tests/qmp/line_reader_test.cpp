// SPDX-License-Identifier: LGPL-2.1-or-later
#include "qmp/line_reader.hpp"

#include <vector>

#include <gtest/gtest.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::qmp {
namespace {

std::vector<std::string> lines_of(LineReader &reader)
{
    std::vector<std::string> lines;
    while (const auto line = reader.next())
        lines.emplace_back(*line);
    return lines;
}

TEST(QmpLineReader, PutsLinesTogetherHoweverTheyArrive)
{
    const std::string stream = "{\"a\":1}\r\n{\"b\":2}\n\n\r\n{\"c\":3}\r\nrest";
    const std::vector<std::string> expected = {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"};
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        LineReader reader;
        std::vector<std::string> seen;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.feed(std::string_view(stream).substr(at, piece));
            for (auto &line : lines_of(reader))
                seen.push_back(line);
        }
        EXPECT_EQ(seen, expected) << "in pieces of " << piece;
        EXPECT_TRUE(reader.has_partial_line());
    }
}

TEST(QmpLineReader, RefusesALineOverTheLimitWhetherItEndsOrNot)
{
    LineReader ending(10);
    ending.feed("0123456789\n01234567890\n");
    EXPECT_EQ(ending.next(), "0123456789");
    EXPECT_THROW((void)ending.next(), Error);

    LineReader endless(10);
    endless.feed("0123456789");
    EXPECT_EQ(endless.next(), std::nullopt);
    endless.feed("0");
    EXPECT_THROW((void)endless.next(), Error);
}

TEST(QmpLineReader, KeepsNoMoreThanTheUnreadPart)
{
    LineReader reader(64);
    for (int round = 0; round < 1000; ++round) {
        reader.feed("0123456789abcdef\n01234");
        EXPECT_EQ(lines_of(reader).size(), 1U);
        reader.feed("\n");
        EXPECT_EQ(lines_of(reader).size(), 1U);
        EXPECT_FALSE(reader.has_partial_line());
    }
}

} // namespace
} // namespace modvirt::qemu::qmp
