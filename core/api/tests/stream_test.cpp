// SPDX-License-Identifier: LGPL-2.1-or-later
#include "support.hpp"

namespace modvirt::testing {

namespace {

struct Stream : ApiTest {
    ~Stream() override
    {
        if (stream != nullptr)
            virStreamFree(stream);
    }

    PlainConnection connection;
    virStreamPtr stream = virStreamNew(connection.get(), 0);
};

struct Source {
    int answer;
    int calls = 0;
    static int read(virStreamPtr, char *data, size_t size, void *opaque)
    {
        auto &self = *static_cast<Source *>(opaque);
        ++self.calls;
        if (self.answer > 0)
            std::memset(data, 'x', std::min(size, static_cast<size_t>(self.answer)));
        if (self.answer < 0)
            errno = ENOSPC;
        return self.answer;
    }
};

int take(virStreamPtr, const char *, size_t size, void *)
{
    return static_cast<int>(size);
}

} // namespace

TEST_F(Stream, KeepsItsConnectionOpen)
{
    ASSERT_NE(stream, nullptr);
    EXPECT_EQ(virStreamRef(stream), 0);
    EXPECT_EQ(virStreamFree(stream), 0);
    EXPECT_EQ(connection.close(), 1);
    EXPECT_EQ(virStreamFree(std::exchange(stream, nullptr)), 0);
}

TEST_F(Stream, IsRefusedWhenItIsAnotherHandle)
{
    EXPECT_EQ(virStreamRef(reinterpret_cast<virStreamPtr>(connection.get())), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_STREAM);
    EXPECT_EQ(last_message(), "invalid stream pointer in virStreamRef");
    EXPECT_EQ(virGetLastErrorDomain(), VIR_FROM_STREAMS);
}

TEST_F(Stream, TransfersNothingUnlessItIsAttached)
{
    char data[4] = {};
    long long length = 0;
    EXPECT_EQ(virStreamSend(stream, data, sizeof data), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    EXPECT_EQ(virStreamRecv(stream, data, sizeof data), -1);
    EXPECT_EQ(virStreamRecvFlags(stream, data, sizeof data, 0), -1);
    EXPECT_EQ(virStreamSendHole(stream, 5, 0), -1);
    EXPECT_EQ(virStreamRecvHole(stream, &length, 0), -1);
    EXPECT_EQ(virStreamFinish(stream), -1);
    EXPECT_EQ(last_message(), "this function is not supported by the connection driver: virStreamFinish");
    EXPECT_EQ(virStreamAbort(stream), 0);
}

TEST_F(Stream, EndsASendOfNothingWithSuccess)
{
    Source source{0};
    EXPECT_EQ(virStreamSendAll(stream, &Source::read, &source), 0);
    EXPECT_EQ(source.calls, 1);
}

TEST_F(Stream, KeepsTheReasonWhenItEndsATransfer)
{
    Source source{10};
    EXPECT_EQ(virStreamSendAll(stream, &Source::read, &source), -1);
    EXPECT_EQ(last_message(), "this function is not supported by the connection driver: virStreamSend");
    EXPECT_EQ(virStreamRecvAll(stream, &take, nullptr), -1);
    EXPECT_EQ(last_message(), "this function is not supported by the connection driver: virStreamRecv");
}

TEST_F(Stream, ReportsWhyItsSourceFailed)
{
    Source source{-1};
    EXPECT_EQ(virStreamSendAll(stream, &Source::read, &source), -1);
    EXPECT_EQ(last_code(), VIR_ERR_SYSTEM_ERROR);
    EXPECT_EQ(last_message(), "send handler failed: No space left on device");
}

TEST_F(Stream, RefusesASourceThatClaimsMoreThanItWasAskedFor)
{
    Source source{1 << 30};
    EXPECT_EQ(virStreamSendAll(stream, &Source::read, &source), -1);
    EXPECT_EQ(last_code(), VIR_ERR_SYSTEM_ERROR);
    EXPECT_EQ(source.calls, 1);
}

TEST_F(Stream, WithoutWaitingIsNotMovedAsAWhole)
{
    const virStreamPtr impatient = virStreamNew(connection.get(), VIR_STREAM_NONBLOCK);
    Source source{0};
    EXPECT_EQ(virStreamSendAll(impatient, &Source::read, &source), -1);
    EXPECT_EQ(last_message(), "Requested operation is not valid: data sources cannot be used for "
                              "non-blocking streams");
    EXPECT_EQ(virStreamRecvAll(impatient, &take, nullptr), -1);
    EXPECT_EQ(last_message(), "Requested operation is not valid: data sinks cannot be used for "
                              "non-blocking streams");
    virStreamFree(impatient);
}

TEST_F(Stream, AsksForHolesBeforeItSends)
{
    struct Holes {
        int is_data;
        long long length;
        size_t asked = 0;
    };
    const auto next = [](virStreamPtr, int *is_data, long long *length, void *opaque) {
        *is_data = static_cast<Holes *>(opaque)->is_data;
        *length = static_cast<Holes *>(opaque)->length;
        return 0;
    };
    const auto read = [](virStreamPtr, char *, size_t size, void *opaque) {
        static_cast<Holes *>(opaque)->asked = size;
        return 0;
    };
    const auto skip = [](virStreamPtr, long long, void *) { return 0; };
    Holes data{1, 10};
    EXPECT_EQ(virStreamSparseSendAll(stream, read, next, skip, &data), 0);
    EXPECT_EQ(data.asked, 10U);
    Holes hole{0, 10};
    EXPECT_EQ(virStreamSparseSendAll(stream, read, next, skip, &hole), -1);
    EXPECT_EQ(last_message(), "this function is not supported by the connection driver: virStreamSendHole");
}

TEST_F(Stream, NeedsEveryFunctionOfATransfer)
{
    EXPECT_EQ(virStreamSendAll(stream, nullptr, nullptr), -1);
    EXPECT_EQ(last_message(), "handler in virStreamSendAll must not be NULL");
    EXPECT_EQ(virStreamSparseRecvAll(stream, &take, nullptr, nullptr), -1);
    EXPECT_EQ(last_message(), "holeHandler in virStreamSparseRecvAll must not be NULL");
}

} // namespace modvirt::testing
