// SPDX-License-Identifier: MIT
#include "kit/xml/value.hpp"

#include <gtest/gtest.h>

namespace modvirt::xml {

namespace {

std::string written(const ValueRule &value_rule, std::string_view value)
{
    std::string scratch;
    const auto result = canonical(value_rule, value, scratch);
    return result ? std::string(*result) : "refused";
}

ErrorCode scale_error(uint64_t amount, std::string_view unit)
{
    try {
        scale(amount, unit, 1024, 1024);
    } catch (const Error &error) {
        return error.code();
    }
    return ErrorCode::Ok;
}

} // namespace

TEST(XmlValue, NumbersHaveOneForm)
{
    EXPECT_EQ(written(rule::uint32, "12"), "12");
    EXPECT_EQ(written(rule::uint32, "0"), "0");
    EXPECT_EQ(written(rule::uint32, " +012"), "12");
    EXPECT_EQ(written(rule::int32, "-012"), "-12");
    EXPECT_EQ(written(rule::int32, "-2147483648"), "-2147483648");
}

TEST(XmlValue, NumbersOutOfRangeOrWithRubbishAreRefused)
{
    for (const char *value :
         {"", " ", "12 ", "x", "1x", "-1", "4294967296", "1.5", "0x1", "99999999999999999999", "+-1"})
        EXPECT_EQ(written(rule::uint32, value), "refused") << value;
    EXPECT_EQ(written(rule::int32, "2147483648"), "refused");
    EXPECT_EQ(written(rule::int32, "+-1"), "refused");
    EXPECT_EQ(written(rule::between(5, 9), "4"), "refused");
    EXPECT_EQ(written(rule::between(5, 9), "9"), "9");
}

TEST(XmlValue, HexTakesEveryBaseAndWritesFixedWidth)
{
    EXPECT_EQ(written(rule::hex(4, 0xffff), "10"), "0x000a");
    EXPECT_EQ(written(rule::hex(4, 0xffff), "0x10"), "0x0010");
    EXPECT_EQ(written(rule::hex(4, 0xffff), "010"), "0x0008");
    EXPECT_EQ(written(rule::hex(2, 0xff), "0x100"), "refused");
    EXPECT_EQ(written(rule::hex(2, 0xff), "0x"), "refused");
}

TEST(XmlValue, UuidsAndMacsAreReadInTheirSpellings)
{
    EXPECT_EQ(written(rule::uuid, "8DD2D3F4A5B64C3E9F10112233445566"),
              "8dd2d3f4-a5b6-4c3e-9f10-112233445566");
    EXPECT_EQ(written(rule::uuid, "8dd2d3f4-a5b6-4c3e-9f10-11223344556"), "refused");
    EXPECT_EQ(written(rule::uuid, "8-dd2d3f4a5b64c3e9f10112233445566"), "refused");
    EXPECT_EQ(written(rule::mac, "52:54:0:AB:c:1"), "52:54:00:ab:0c:01");
    for (const char *value : {"52-54-00-01-02-03", "52:54:00:01:02", "52:54:00:01:02:03:04",
                              "g2:54:00:01:02:03", "", "152:54:00:01:02:03"})
        EXPECT_EQ(written(rule::mac, value), "refused") << value;
}

TEST(XmlValue, CpuSetsAreWrittenInTheirShortestForm)
{
    EXPECT_EQ(written(rule::cpu_set, "1-4,^3,6"), "1-2,4,6");
    EXPECT_EQ(written(rule::cpu_set, "0,1,2-2, 3"), "0-3");
    for (const char *value : {"", "x", "3-1", "1,,2", "16384", "1-", "^1-2", "^1", "1,^1"})
        EXPECT_EQ(written(rule::cpu_set, value), "refused") << value;
}

TEST(XmlValue, QuantitiesAreScaledAndRoundedUp)
{
    EXPECT_EQ(scale(1, "b", 1024, 1024), 1u);
    EXPECT_EQ(scale(1025, "bytes", 1024, 1024), 2u);
    EXPECT_EQ(scale(1, "KB", 1024, 1024), 1u);
    EXPECT_EQ(scale(256, "MB", 1024, 1024), 250000u);
    EXPECT_EQ(scale(5, "", 1024, 1024), 5u);
    EXPECT_EQ(scale(1, "eib", 1024, 1024), uint64_t{1} << 50);
    EXPECT_EQ(scale(3, "G", 1024, 1), uint64_t{3} << 30);
}

TEST(XmlValue, QuantitiesThatDoNotFitOrHaveNoKnownUnitAreRefused)
{
    EXPECT_EQ(scale_error(UINT64_MAX, "KiB"), ErrorCode::Overflow);
    EXPECT_EQ(scale_error(99999999999999, "TiB"), ErrorCode::Overflow);
    for (const char *unit : {"zz", "k ", "kb b", "mibi", "y"})
        EXPECT_EQ(scale_error(1, unit), ErrorCode::InvalidArg) << unit;
}

TEST(XmlValue, SuggestsTheNearestWordAndNothingFarFetched)
{
    constexpr std::string_view words[] = {"virtio", "ide", "scsi"};
    EXPECT_EQ(suggestion("virtoi", words), "virtio");
    EXPECT_EQ(suggestion("SCSI", words), "scsi");
    EXPECT_EQ(suggestion("parallel", words), std::nullopt);
    EXPECT_EQ(suggestion(std::string(100'000, 'v'), words), std::nullopt);
}

} // namespace modvirt::xml
