// SPDX-License-Identifier: LGPL-2.1-or-later
// Open files that an application hands over: they are looked at before anything else is.
#include <sys/socket.h>
#include <unistd.h>

#include "support.hpp"

namespace modvirt::testing {

namespace {

class OpenFiles : public ApiTest {
protected:
    OpenFiles() : m_domain(m_connection.new_domain("d", 1)) {}
    ~OpenFiles() override { virDomainFree(m_domain); }

    PlainConnection m_connection;
    virDomainPtr m_domain;
};

} // namespace

TEST_F(OpenFiles, OfADisplayAreSockets)
{
    int pipe[2] = {-1, -1};
    ASSERT_EQ(::pipe(pipe), 0);
    EXPECT_EQ(virDomainOpenGraphics(m_domain, 0, pipe[0], 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    EXPECT_EQ(last_message(), "fd " + std::to_string(pipe[0]) + " must be a socket");
    ::close(pipe[0]);
    ::close(pipe[1]);
    int sockets[2] = {-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
    EXPECT_EQ(virDomainOpenGraphics(m_domain, 0, sockets[0], 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
    ::close(sockets[0]);
    ::close(sockets[1]);
}

TEST_F(OpenFiles, OfADisplayAreOpen)
{
    EXPECT_EQ(virDomainOpenGraphics(m_domain, 0, -1, 0), -1);
    EXPECT_EQ(last_message(), "fd in virDomainOpenGraphics must be zero or greater");
    EXPECT_EQ(virDomainOpenGraphics(m_domain, 0, 1 << 20, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_SYSTEM_ERROR);
    EXPECT_EQ(last_message(), "Unable to access file descriptor 1048576: Bad file descriptor");
}

TEST_F(OpenFiles, OfADomainAreOneAtLeast)
{
    int file = 0;
    EXPECT_EQ(virDomainFDAssociate(m_domain, "files", 0, &file, 0), -1);
    EXPECT_EQ(last_message(), "nfds in virDomainFDAssociate must not be zero");
    EXPECT_EQ(virDomainFDAssociate(m_domain, "files", 1, nullptr, 0), -1);
    EXPECT_EQ(last_message(), "fds in virDomainFDAssociate must not be NULL");
    EXPECT_EQ(virDomainFDAssociate(m_domain, "files", 1, &file, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_NO_SUPPORT);
}

TEST_F(OpenFiles, AreLookedAtBeforeTheRightsOfTheCaller)
{
    m_connection.get()->is_read_only = true;
    EXPECT_EQ(virDomainOpenGraphics(m_domain, 0, -1, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_INVALID_ARG);
    int file = 0;
    EXPECT_EQ(virDomainFDAssociate(m_domain, "files", 1, &file, 0), -1);
    EXPECT_EQ(last_code(), VIR_ERR_OPERATION_DENIED);
}

} // namespace modvirt::testing
