// SPDX-License-Identifier: LGPL-2.1-or-later
// The three ways in which an application hears of errors: it asks the thread, it asks the connection, or it
// is called.
#include <thread>

#include "support.hpp"

namespace modvirt::testing {

namespace {

struct Errors : ApiTest {
    static void note(void *data, virErrorPtr error)
    {
        static_cast<std::vector<std::string> *>(data)->emplace_back(error->message);
    }
    // Makes a call on the connection fail.
    void fail() const { EXPECT_EQ(virConnectDomainEventDeregisterAny(connection.get(), 7), -1); }

    PlainConnection connection;
    const char *message = "invalid argument: could not find event callback 7 for deletion";
};

} // namespace

TEST_F(Errors, AreKeptForTheThread)
{
    fail();
    EXPECT_EQ(last_message(), message);
    std::thread([] { EXPECT_EQ(virGetLastError(), nullptr); }).join();
    EXPECT_EQ(virInitialize(), 0);
    EXPECT_EQ(last_message(), message) << "nothing was asked for";
    virConnectRef(connection.get());
    EXPECT_EQ(virGetLastError(), nullptr);
    virConnectClose(connection.get());
}

TEST_F(Errors, AreKeptForTheConnectionUntilItIsReset)
{
    fail();
    virConnectRef(connection.get());
    virConnectClose(connection.get());
    ASSERT_NE(virConnGetLastError(connection.get()), nullptr);
    EXPECT_STREQ(virConnGetLastError(connection.get())->message, message);
    virError copy{};
    EXPECT_EQ(virConnCopyLastError(connection.get(), &copy), VIR_ERR_INVALID_ARG);
    EXPECT_STREQ(copy.message, message);
    virResetError(&copy);
    virConnResetLastError(connection.get());
    EXPECT_EQ(virConnGetLastError(connection.get()), nullptr);
}

TEST_F(Errors, AreToldToTheConnectionsCallbackBeforeTheGlobalOne)
{
    std::vector<std::string> global;
    std::vector<std::string> own;
    virSetErrorFunc(&global, &note);
    fail();
    virConnSetErrorFunc(connection.get(), &own, &note);
    fail();
    EXPECT_THAT(global, ::testing::ElementsAre(message));
    EXPECT_THAT(own, ::testing::ElementsAre(message));
}

TEST_F(Errors, ArePrintedWhenNobodyListens)
{
    virSetErrorFunc(nullptr, nullptr);
    ::testing::internal::CaptureStderr();
    fail();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), std::string("libvirt:  error : ") + message + "\n");
}

TEST_F(Errors, CanBeSavedAndOutliveTheNextCall)
{
    fail();
    const virErrorPtr saved = virSaveLastError();
    virResetLastError();
    EXPECT_STREQ(saved->message, message);
    EXPECT_EQ(saved->int1, -1);
    virFreeError(saved);
}

} // namespace modvirt::testing
