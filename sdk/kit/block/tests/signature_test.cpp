// SPDX-License-Identifier: MIT
#include "kit/block/signature.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::block {
namespace {

// What wipefs prints of a disk with a gpt table.
constexpr auto gpt_report = R"({
   "signatures": [
      {"device": "vda", "offset": "0x200", "type": "gpt", "uuid": null, "label": null},
      {"device": "vda", "offset": "0x12bffe00", "type": "gpt", "uuid": null, "label": null},
      {"device": "vda", "offset": "0x1fe", "type": "PMBR", "uuid": null, "label": null}
   ]
})";

process::Runner answering(const std::string &output, std::vector<std::string> *asked = nullptr)
{
    return [=](const process::Invocation &invocation) {
        if (asked != nullptr)
            *asked = invocation.argv;
        return process::Outcome{.status = 0, .output = output, .errors = {}};
    };
}

Error refusal_of(const std::string &report, std::string_view own_type)
{
    try {
        refuse_contents(answering(report), "/dev/vda", own_type);
    } catch (const Error &error) {
        return error;
    }
    return {ErrorCode::Ok, ""};
}

TEST(Signatures, AreReadFromTheReportOfWipefs)
{
    EXPECT_EQ(parse_signatures(gpt_report),
              (std::vector<Signature>{{"gpt", 0x200}, {"gpt", 0x12bffe00}, {"PMBR", 0x1fe}}));
    EXPECT_TRUE(parse_signatures("{\"signatures\": [\n\n   ]\n}").empty());
    EXPECT_TRUE(parse_signatures("").empty());
    EXPECT_THROW(parse_signatures("DEVICE OFFSET TYPE"), Error);
}

TEST(Signatures, AreAskedForByTheDevicesPathAlone)
{
    std::vector<std::string> asked;
    find_signatures(answering("", &asked), "/dev/vda");
    EXPECT_EQ(asked, (std::vector<std::string>{"wipefs", "--no-act", "--json", "--", "/dev/vda"}));
}

TEST(ADeviceWithContents, IsRefusedByTheirName)
{
    const Error error = refusal_of(gpt_report, "LVM2_member");
    EXPECT_EQ(error.code(), ErrorCode::OperationInvalid);
    EXPECT_EQ(error.message(), "device '/dev/vda' holds something already (gpt, PMBR): build with the overwrite flag to destroy "
                               "what is there, or name another device");
}

TEST(ADeviceWithContents, IsBuiltAlreadyWhenTheyAreWhatABuildMakes)
{
    const Error error = refusal_of(gpt_report, "gpt");
    EXPECT_EQ(error.code(), ErrorCode::StoragePoolBuilt);
    EXPECT_THAT(error.message(), testing::StartsWith("device '/dev/vda' is already formatted using 'gpt'"));
    EXPECT_EQ(refusal_of("", "gpt").code(), ErrorCode::Ok);
}

} // namespace
} // namespace modvirt::block
