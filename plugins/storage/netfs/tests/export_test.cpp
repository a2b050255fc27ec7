// SPDX-License-Identifier: LGPL-2.1-or-later
#include "export.hpp"

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::storage_netfs {
namespace {

process::Runner printing(const std::string &text, int status = 0)
{
    return [=](const process::Invocation &) {
        return process::Outcome{status, text, status == 0 ? "" : "no answer\n"};
    };
}

ErrorCode refusal_of_finding(const process::Runner &run, const std::string &host)
{
    try {
        find_exports(run, host);
    } catch (const Error &error) {
        return error.code();
    }
    return ErrorCode::Ok;
}

TEST(Exports, AreReadFromWhatShowmountPrints)
{
    EXPECT_EQ(parse_exports("/srv/a          *\n/srv/b c        "
                            "192.0.2.0/24,host\n/srv/alone\ngarbage\n\n/x *"),
              (std::vector<std::string>{"/srv/a", "/srv/b c", "/srv/alone", "/x"}));
    EXPECT_TRUE(parse_exports("").empty());
    EXPECT_TRUE(parse_exports("/\x01 *\n").empty());
}

TEST(Exports, BecomeSources)
{
    EXPECT_EQ(find_exports(printing("/srv/<a> *\n"), "server"), "<sources>\n"
                                                                "  <source>\n"
                                                                "    <host name='server'/>\n"
                                                                "    <dir path='/srv/&lt;a&gt;'/>\n"
                                                                "    <format type='nfs'/>\n"
                                                                "  </source>\n"
                                                                "</sources>\n");
}

TEST(Exports, OfAHostWithoutAnyOrWithoutAnAnswerAreAnError)
{
    EXPECT_EQ(refusal_of_finding(printing(""), "server"), ErrorCode::OperationFailed);
    EXPECT_EQ(refusal_of_finding(printing("", 1), "server"), ErrorCode::OperationFailed);
    EXPECT_EQ(refusal_of_finding(printing("/a *\n"), "--help"), ErrorCode::InvalidArg);
}

} // namespace
} // namespace modvirt::storage_netfs
