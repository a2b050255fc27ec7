// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/completion.hpp"

#include <gmock/gmock.h>

namespace modvirt::cli {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

namespace {

std::vector<std::string> complete(const Words &words)
{
    Session session(Settings{});
    return complete_words(session, words);
}

} // namespace

TEST(Completion, OffersCommandsForTheFirstWord)
{
    EXPECT_THAT(complete({"dombl"}), ElementsAre("domblkerror", "domblkinfo", "domblklist", "domblkstat", "domblkthreshold"));
    EXPECT_THAT(complete({"powero"}), ElementsAre("poweroff"));
    EXPECT_THAT(complete({""}), Not(Contains("complete")));
}

TEST(Completion, OffersOptionsThatWereNotGivenYet)
{
    EXPECT_THAT(complete({"event", "--ti"}), ElementsAre("--timeout", "--timestamp"));
    EXPECT_THAT(complete({"list", "--all", "--al"}), IsEmpty());
    EXPECT_THAT(complete({"list", "--js"}), ElementsAre("--json"));
    EXPECT_THAT(complete({"setmem", "--ki"}), IsEmpty());
}

TEST(Completion, OffersValuesOfTheOptionThatWasNamed)
{
    EXPECT_THAT(complete({"shutdown", "--mode", "a"}), ElementsAre("acpi", "agent"));
    EXPECT_THAT(complete({"help", "vcpui"}), ElementsAre("vcpuinfo"));
    EXPECT_THAT(complete({"event", "--event", "life"}), ElementsAre("lifecycle"));
    EXPECT_THAT(complete({"plugin", "d"}), ElementsAre("doctor"));
}

TEST(Completion, OffersNothingWhereNothingIsKnown)
{
    EXPECT_THAT(complete({"nonsense", ""}), IsEmpty());
    EXPECT_THAT(complete({"list", "--", "--a"}), IsEmpty());
    EXPECT_THAT(complete({}), Not(IsEmpty()));
}

} // namespace modvirt::cli
