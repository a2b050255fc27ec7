// SPDX-License-Identifier: MIT
// What stands at the path of a volume may be anything by the time it is opened.
#include "kit/contents/opening.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::contents {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class OpeningAVolume : public testing::Test {
protected:
    OpeningAVolume()
    {
        std::string pattern = (fs::temp_directory_path() / "modvirt-opening-XXXXXX").string();
        m_base = ::mkdtemp(pattern.data());
        fs::create_directories(m_base / "pool/below");
        std::ofstream(m_base / "outside") << "outside";
        std::ofstream(m_base / "pool/other") << "other";
        std::ofstream(m_base / "pool/below/deep") << "deep";
    }
    ~OpeningAVolume() override { fs::remove_all(m_base); }

    [[nodiscard]] std::string path() const { return m_base / "pool/v"; }
    void link_to(const std::string &target) const { fs::create_symlink(target, path()); }

    [[nodiscard]] std::string contents() const
    {
        const process::Fd fd = open_volume(path(), Bytes::OfFile, O_RDONLY);
        std::string text(64, '\0');
        const ssize_t got = ::read(fd.get(), text.data(), text.size());
        text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        return text;
    }
    [[nodiscard]] std::string refusal_of(Bytes bytes = Bytes::OfFile, int how = O_RDWR) const
    {
        try {
            static_cast<void>(open_volume(path(), bytes, how));
        } catch (const Error &error) {
            EXPECT_EQ(error.code(), ErrorCode::NoStorageVol);
            return error.message();
        }
        return "it was opened";
    }

    fs::path m_base;
};

TEST_F(OpeningAVolume, OpensAFileAndLinksToFilesOfItsDirectory)
{
    std::ofstream(path()) << "itself";
    EXPECT_EQ(contents(), "itself");
    fs::remove(path());
    link_to("other");
    EXPECT_EQ(contents(), "other");
    fs::remove(path());
    link_to("below/deep");
    EXPECT_EQ(contents(), "deep");
}

TEST_F(OpeningAVolume, FollowsNoLinkThatLeadsOut)
{
    for (const std::string &target :
         {std::string("../outside"), (m_base / "outside").string(), (m_base / "pool/other").string(), std::string("/dev/null"),
          std::string("../nothing"), std::string("../pool/other"), std::string("/proc/self/exe")}) {
        link_to(target);
        EXPECT_THAT(refusal_of(), HasSubstr("is a link that leads out of the pool: it is no volume")) << target;
        fs::remove(path());
    }
}

TEST_F(OpeningAVolume, FollowsNoLinkThatLeadsOutAtASecondStep)
{
    fs::create_symlink("../outside", m_base / "pool/step");
    link_to("step");
    EXPECT_THAT(refusal_of(), HasSubstr("leads out"));
}

TEST_F(OpeningAVolume, WaitsForNoPipeAndSaysWhatIsThere)
{
    ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
    for (const int how : {O_RDONLY, O_WRONLY})
        EXPECT_EQ(refusal_of(Bytes::OfFile, how), "'" + path() + "' is a named pipe: only files and block devices are read and written");
    EXPECT_THAT(refusal_of(Bytes::OfDevice), HasSubstr("is a named pipe"));
}

TEST_F(OpeningAVolume, OpensNoDirectoryAndNoSocket)
{
    fs::create_directory(path());
    EXPECT_THAT(refusal_of(), HasSubstr("is a directory"));
    fs::remove(path());
    const process::Fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    ASSERT_LT(path().size(), sizeof address.sun_path);
    path().copy(address.sun_path, sizeof address.sun_path);
    ASSERT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    EXPECT_THAT(refusal_of(), HasSubstr("is a socket"));
}

TEST_F(OpeningAVolume, FindsNoDeviceWhereAFileIs)
{
    std::ofstream(path()) << "file";
    EXPECT_THAT(refusal_of(Bytes::OfDevice), HasSubstr("is a file now, and no block device"));
    fs::remove(path());
    link_to("/dev/null"); // the names of devices are links; this one is no block device
    EXPECT_THAT(refusal_of(Bytes::OfDevice), HasSubstr("is a character device"));
}

TEST_F(OpeningAVolume, TellsWhatTheSystemSays)
{
    try {
        static_cast<void>(open_volume(path(), Bytes::OfFile, O_RDONLY));
        FAIL();
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), ErrorCode::SystemError);
        EXPECT_EQ(error.message(), "cannot open volume '" + path() + "': No such file or directory");
    }
}

} // namespace
} // namespace modvirt::contents
