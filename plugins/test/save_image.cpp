// SPDX-License-Identifier: LGPL-2.1-or-later
#include "save_image.hpp"

#include "file.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

constexpr std::string_view magic{"TestGuestMagic\0", 15};
constexpr std::size_t length_bytes = 4; // little-endian
constexpr std::size_t largest_definition = 64u * 1024u * 1024u;

Error truncated(const std::string &path, const std::string &what)
{
    return Error(ErrorCode::SystemError, what + " in '" + path + "': the file ends too early");
}

} // namespace

void write_save_image(const std::string &path, std::string_view name, std::string_view xml)
{
    std::string bytes(magic);
    for (std::size_t i = 0; i < length_bytes; ++i)
        bytes += static_cast<char>(xml.size() >> (8 * i) & 0xff);
    bytes += xml;
    try {
        write_file(path, bytes);
    } catch (const FileError &error) {
        throw Error(ErrorCode::SystemError,
                    "saving domain '" + std::string(name) + "' to '" + path + "': " + error.what());
    }
}

std::string read_save_image(const std::string &path)
{
    std::string bytes;
    try {
        bytes = read_file(path, largest_definition + magic.size() + length_bytes);
    } catch (const FileError &error) {
        throw Error(ErrorCode::SystemError, "cannot read domain image '" + path + "': " + error.what());
    }
    if (bytes.size() < magic.size() && magic.substr(0, bytes.size()) == bytes)
        throw truncated(path, "incomplete save header");
    if (!bytes.starts_with(magic))
        throw Error(ErrorCode::InternalError,
                    "mismatched header magic: '" + path + "' is not a domain saved by the test driver");
    if (bytes.size() < magic.size() + length_bytes)
        throw truncated(path, "failed to read metadata length");
    std::size_t length = 0;
    for (std::size_t i = 0; i < length_bytes; ++i)
        length |= std::size_t{static_cast<unsigned char>(bytes[magic.size() + i])} << (8 * i);
    if (length == 0 || length > largest_definition)
        throw Error(ErrorCode::InternalError, "length of metadata out of range in '" + path + "'");
    if (bytes.size() - magic.size() - length_bytes < length)
        throw truncated(path, "incomplete metadata");
    return bytes.substr(magic.size() + length_bytes, length);
}

void write_core_dump(const std::string &path, std::string_view name)
{
    try {
        write_file(path, magic);
    } catch (const FileError &error) {
        throw Error(ErrorCode::SystemError, "domain '" + std::string(name) + "' coredump: failed to open " +
                                                path + ": " + error.what());
    }
}

} // namespace modvirt::test
