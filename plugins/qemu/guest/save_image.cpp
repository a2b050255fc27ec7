// SPDX-License-Identifier: LGPL-2.1-or-later
#include "save_image.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <modvirt/error.hpp>

#include "log.hpp"

namespace modvirt::qemu::guest {

namespace {

using Json = nlohmann::json;

constexpr std::string_view magic = "modvirt-qemu-save-1\n";
constexpr std::size_t largest_header = std::size_t{32} << 20;
// The stream begins at a multiple of it.
constexpr std::size_t alignment = 4096;
constexpr const char *temporary_suffix = ".new";

[[noreturn]] void fail(const char *what, const std::string &path)
{
    throw Error(ErrorCode::SystemError, fmt::format("cannot {} '{}': {}", what, path, std::strerror(errno)));
}

[[noreturn]] void refuse(const std::string &path, const char *why)
{
    throw Error(ErrorCode::OperationFailed,
                fmt::format("'{}' is no saved domain of the qemu driver: {}", path, why));
}

void write_all(int file, std::string_view text, const std::string &path)
{
    while (!text.empty()) {
        const ssize_t size = ::write(file, text.data(), text.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            fail("write", path);
        text.remove_prefix(static_cast<std::size_t>(size));
    }
}

std::string read_exactly(int file, std::size_t size, const std::string &path)
{
    std::string text(size, '\0');
    std::size_t have = 0;
    while (have < size) {
        const ssize_t got = ::read(file, text.data() + have, size - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail("read", path);
        if (got == 0)
            refuse(path, "it ends too early");
        have += static_cast<std::size_t>(got);
    }
    return text;
}

} // namespace

SaveImage SaveImage::create(const std::string &path, const SaveHeader &header)
{
    SaveImage image;
    image.m_path = path;
    image.m_temporary = path + temporary_suffix;
    image.m_header = header;
    image.m_file = process::Fd(
        ::open(image.m_temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!image.m_file)
        fail("create", image.m_temporary);
    const Json json = {{"name", header.name}, {"xml", header.xml}, {"was_running", header.was_running}};
    const std::string body = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    std::string text = fmt::format("{}{:016x}\n{}", magic, body.size(), body);
    text.resize((text.size() + alignment - 1) / alignment * alignment, '\0');
    write_all(image.m_file.get(), text, image.m_temporary);
    return image;
}

SaveImage SaveImage::open(const std::string &path)
{
    SaveImage image;
    image.m_path = path;
    image.m_file = process::Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!image.m_file)
        fail("open", path);
    constexpr std::size_t digits = 17; // and the end of the line
    const std::string start = read_exactly(image.m_file.get(), magic.size() + digits, path);
    if (!start.starts_with(magic))
        refuse(path, "it begins otherwise");
    char *end = nullptr;
    const std::size_t size = std::strtoull(start.c_str() + magic.size(), &end, 16);
    if (*end != '\n' || size > largest_header)
        refuse(path, "its header is damaged");
    const std::string body = read_exactly(image.m_file.get(), size, path);
    try {
        const Json json = Json::parse(body);
        json.at("name").get_to(image.m_header.name);
        json.at("xml").get_to(image.m_header.xml);
        json.at("was_running").get_to(image.m_header.was_running);
    } catch (const Json::exception &) {
        refuse(path, "its header is damaged");
    }
    const std::size_t length = start.size() + size;
    const auto stream = static_cast<off_t>((length + alignment - 1) / alignment * alignment);
    if (::lseek(image.m_file.get(), stream, SEEK_SET) != stream)
        fail("read", path);
    return image;
}

SaveImage::SaveImage(SaveImage &&other) noexcept
    : m_path(std::move(other.m_path)), m_temporary(std::exchange(other.m_temporary, {})),
      m_header(std::move(other.m_header)), m_file(std::move(other.m_file))
{
}

SaveImage::~SaveImage()
{
    if (!m_temporary.empty())
        ::unlink(m_temporary.c_str());
}

void SaveImage::commit()
{
    if (::fsync(m_file.get()) != 0)
        fail("write", m_temporary);
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        fail("create", m_path);
    m_temporary.clear();
    const process::Fd directory(
        ::open(m_path.substr(0, m_path.rfind('/') + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory && ::fsync(directory.get()) != 0)
        fail("write", m_path);
}

std::string managed_save_path(const Root &root, std::string_view domain)
{
    return fmt::format("{}/{}.save", root.save(), file_base(domain));
}

bool has_managed_save(const Root &root, std::string_view domain)
{
    return ::access(managed_save_path(root, domain).c_str(), F_OK) == 0;
}

void remove_unfinished_saves(const Root &root) noexcept
{
    std::error_code ignored;
    for (const auto &entry : std::filesystem::directory_iterator(root.save(), ignored)) {
        if (entry.path().filename().native().ends_with(std::string(".save") + temporary_suffix))
            std::filesystem::remove(entry.path(), ignored);
    }
}

void remove_managed_save(const Root &root, std::string_view domain)
{
    const std::string path = managed_save_path(root, domain);
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        fail("remove", path);
}

} // namespace modvirt::qemu::guest
