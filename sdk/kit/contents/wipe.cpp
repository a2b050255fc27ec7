// SPDX-License-Identifier: MIT
#include "kit/contents/wipe.hpp"

#include <algorithm>
#include <vector>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kit/contents/extents.hpp"
#include "kit/contents/failure.hpp"
#include "kit/contents/patterns.hpp"

namespace modvirt::contents {

namespace {

// A multiple of three bytes, of which the longest pattern has as many.
constexpr std::size_t room_size = 3 * 65536;

// A generator of the quality that overwriting needs, seeded by the system: reading all bytes from the system
// would take longer than writing them.
class Noise {
public:
    Noise()
    {
        if (::getrandom(m_state, sizeof m_state, 0) != static_cast<ssize_t>(sizeof m_state))
            throw failure("the system has no random bytes");
        m_state[0] |= 1;
    }

    void fill(std::vector<char> &room)
    {
        for (std::size_t at = 0; at < room.size(); at += sizeof(uint64_t)) {
            const uint64_t word = next();
            for (std::size_t i = 0; i < sizeof word && at + i < room.size(); ++i)
                room[at + i] = static_cast<char>(word >> 8 * i);
        }
    }

private:
    // xorshift128+
    uint64_t next()
    {
        uint64_t one = m_state[0];
        const uint64_t other = m_state[1];
        m_state[0] = other;
        one ^= one << 23;
        m_state[1] = one ^ other ^ (one >> 18) ^ (other >> 5);
        return m_state[1] + other;
    }

    uint64_t m_state[2] = {};
};

void write_pass(int fd, const Pass &pass, const std::vector<Extent> &extents, Noise &noise,
                const std::string &what)
{
    std::vector<char> room(room_size);
    for (std::size_t i = 0; !pass.is_random() && i < room.size(); ++i)
        room[i] = static_cast<char>(pass.bytes[i % pass.length]);
    for (Extent extent : extents) {
        while (extent.length > 0) {
            if (pass.is_random())
                noise.fill(room);
            const auto part = std::span(room).first(
                static_cast<std::size_t>(std::min<uint64_t>(extent.length, room.size())));
            write_at(fd, part, extent.offset, what);
            extent.offset += part.size();
            extent.length -= part.size();
        }
    }
    if (::fdatasync(fd) != 0)
        throw failure("cannot write to '" + what + "'");
}

void trim(int fd, uint64_t size, const std::string &what)
{
    struct stat status {};
    uint64_t range[2] = {0, size};
    const bool is_device = ::fstat(fd, &status) == 0 && S_ISBLK(status.st_mode);
    const int result =
        is_device ? ::ioctl(fd, BLKDISCARD, &range)
                  : ::fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size));
    if (result != 0 && (errno == EOPNOTSUPP || errno == ENOTTY || errno == EINVAL || errno == ENOSYS))
        throw refusal(ErrorCode::ArgumentUnsupported,
                      "'trim' algorithm not supported by the storage of '" + what + "'");
    if (result != 0 || ::fsync(fd) != 0)
        throw failure("cannot trim '" + what + "'");
}

// Devices may know a way that moves no data.
bool zero_device(int fd, uint64_t size)
{
    struct stat status {};
    uint64_t range[2] = {0, size};
    return ::fstat(fd, &status) == 0 && S_ISBLK(status.st_mode) && ::ioctl(fd, BLKZEROOUT, &range) == 0 &&
           ::fsync(fd) == 0;
}

} // namespace

void wipe_data(int fd, uint64_t size, uint32_t algorithm, const std::string &what)
{
    const std::vector<Pass> passes = passes_of(algorithm);
    if (size == 0)
        return;
    if (passes.empty())
        return trim(fd, size, what);
    if (algorithm == static_cast<uint32_t>(Algorithm::Zero) && zero_device(fd, size))
        return;
    std::vector<Extent> extents;
    for_each_extent(fd, size, what, [&](Extent extent) { extents.push_back(extent); });
    Noise noise;
    for (const Pass &pass : passes)
        write_pass(fd, pass, extents, noise, what);
}

} // namespace modvirt::contents
