// SPDX-License-Identifier: MIT
#include "fresh_reader.hpp"

#include <algorithm>

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace modvirt::block {

namespace {

constexpr std::size_t buffer_alignment = 4096;

process::Fd open_fresh(const std::string &path)
{
    constexpr int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
    process::Fd direct(::open(path.c_str(), flags | O_DIRECT));
    return direct ? std::move(direct) : process::Fd(::open(path.c_str(), flags)); // not all file systems can
}

} // namespace

FreshReader::FreshReader(const std::string &path)
    : m_fd(open_fresh(path)), m_buffer(static_cast<char *>(std::aligned_alloc(buffer_alignment, most)), &std::free)
{
    int size = 0;
    if (m_fd && ::ioctl(m_fd.get(), BLKSSZGET, &size) == 0 && size >= 512 && static_cast<std::size_t>(size) <= buffer_alignment)
        m_sector_size = static_cast<std::size_t>(size);
}

std::string_view FreshReader::read(uint64_t offset, std::size_t size)
{
    const ssize_t got = m_fd && m_buffer && offset <= INT64_MAX
                            ? ::pread(m_fd.get(), m_buffer.get(), std::min(size, most), static_cast<off_t>(offset))
                            : -1;
    return {m_buffer.get(), got < 0 ? 0 : static_cast<std::size_t>(got)};
}

} // namespace modvirt::block
