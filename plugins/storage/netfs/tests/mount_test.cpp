// SPDX-License-Identifier: LGPL-2.1-or-later
#include "mount.hpp"

#include <gtest/gtest.h>

#include "module.hpp"
#include "modvirt/error.hpp"

namespace modvirt::storage_netfs {
namespace {

using Words = std::vector<std::string>;

Words mounting(const std::string &source, const std::string &more = "")
{
    const auto pool =
        storage::parse_pool(*modvirt_xml_interface_v1(),
                            "<pool type='netfs' "
                            "xmlns:fs='http://libvirt.org/schemas/storagepool/fs/1.0'><name>p</"
                            "name><source>" +
                                source + "</source><target><path>/mnt</path></target>" + more + "</pool>",
                            {true, {}});
    return mount_of(*pool, "/mnt").invocation.argv;
}

ErrorCode refusal_of_mounting(const std::string &source)
{
    try {
        mounting(source);
    } catch (const Error &error) {
        return error.code();
    }
    return ErrorCode::Ok;
}

TEST(NetfsMount, IsByNfsWhenNothingElseIsSaid)
{
    const Words expected{"mount.nfs", "server:/export", "/mnt", "-o", "nodev,nosuid,noexec"};
    EXPECT_EQ(mounting("<host name='server'/><dir path='/export'/>"), expected);
    EXPECT_EQ(mounting("<host name='server'/><dir path='/export'/><format type='nfs'/>"), expected);
    EXPECT_EQ(mounting("<host name='server'/><dir path='/export'/><format type='auto'/>"), expected);
}

TEST(NetfsMount, OfNfsHasTheVersionAndThePortThatThePoolTells)
{
    EXPECT_EQ(mounting("<host name='s' port='2050'/><dir path='/e'/><format "
                       "type='nfs'/><protocol ver='4.2'/>")
                  .back(),
              "nodev,nosuid,noexec,nfsvers=4.2,port=2050");
    EXPECT_EQ(refusal_of_mounting("<host name='s'/><dir path='/e'/><format "
                                  "type='nfs'/><protocol ver='3,exec'/>"),
              ErrorCode::ConfigUnsupported);
}

TEST(NetfsMount, HasTheOptionsOfThePool)
{
    EXPECT_EQ(mounting("<host name='s'/><dir path='/e'/>",
                       "<fs:mount_opts><fs:option name='soft'/></fs:mount_opts>")
                  .back(),
              "nodev,nosuid,noexec,soft");
}

TEST(NetfsMount, OfOtherProtocolsIsByTheirPrograms)
{
    EXPECT_EQ(mounting("<host name='s'/><dir path='/share'/><format type='cifs'/>"),
              (Words{"mount.cifs", "//s/share", "/mnt", "-o", "nodev,nosuid,noexec,guest"}));
    EXPECT_EQ(mounting("<host name='s'/><dir path='/v'/><format type='glusterfs'/>"),
              (Words{"mount.glusterfs", "s:/v", "/mnt", "-o", "nodev,nosuid,noexec,direct-io-mode=1"}));
}

TEST(NetfsMount, PutsAnAddressWithColonsInBrackets)
{
    EXPECT_EQ(mounting("<host name='fe80::1%eth0'/><dir path='/e'/>")[1], "[fe80::1%eth0]:/e");
}

TEST(NetfsMount, RefusesHostsThatAProgramWouldMisunderstand)
{
    for (const char *const host : {"-o", "a b", "a/b", "a,b", "a;b", "a$b"})
        EXPECT_EQ(refusal_of_mounting("<host name='" + std::string(host) + "'/><dir path='/e'/>"),
                  ErrorCode::InvalidArg)
            << host;
}

} // namespace
} // namespace modvirt::storage_netfs
