// SPDX-License-Identifier: MIT
#include "kit/volume_files/mount_point.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <sys/sysmacros.h>
#include <unistd.h>

namespace modvirt::volume_files {

namespace {

// Blanks in names are written as three octal digits behind a backslash.
std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned byte = 0;
        if (text[at] == '\\' && at + 3 < text.size() &&
            std::from_chars(text.data() + at + 1, text.data() + at + 4, byte, 8).ptr ==
                text.data() + at + 4) {
            plain += static_cast<char>(byte);
            at += 3;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
std::optional<MountPoint> parse_mount(const std::string &line)
{
    std::istringstream words(line);
    std::string id;
    std::string parent;
    std::string device;
    std::string root;
    std::string target;
    std::string word;
    MountPoint mount;
    words >> id >> parent >> device >> root >> target;
    while (words >> word && word != "-")
        continue;
    if (!(words >> mount.type >> mount.source))
        return std::nullopt;
    unsigned major_number = 0;
    unsigned minor_number = 0;
    const std::size_t colon = device.find(':');
    std::from_chars(device.data(), device.data() + device.size(), major_number);
    if (colon != std::string::npos)
        std::from_chars(device.data() + colon + 1, device.data() + device.size(), minor_number);
    mount.device = makedev(major_number, minor_number);
    mount.target = unescaped(target);
    mount.root = unescaped(root);
    mount.source = unescaped(mount.source);
    return mount;
}

} // namespace

std::vector<MountPoint> parse_mounts(std::string_view mountinfo)
{
    std::vector<MountPoint> mounts;
    std::istringstream lines{std::string(mountinfo)};
    for (std::string line; std::getline(lines, line);)
        if (auto mount = parse_mount(line))
            mounts.push_back(std::move(*mount));
    return mounts;
}

std::optional<MountPoint> find_mount(const std::string &path)
{
    std::stringstream text;
    text << std::ifstream("/proc/self/mountinfo").rdbuf();
    std::optional<MountPoint> found;
    for (MountPoint &mount : parse_mounts(text.str()))
        if (mount.target == path)
            found = std::move(mount);
    return found;
}

std::string plain_path(const std::string &path)
{
    std::error_code failed;
    std::array<char, 1> room;
    // A link leads on; of whatever else is there, which may be the end of a dead connection, nothing is
    // asked.
    if (::readlink(path.c_str(), room.data(), room.size()) > 0) {
        const std::filesystem::path whole = std::filesystem::weakly_canonical(path, failed);
        return failed ? path : whole.string();
    }
    const std::filesystem::path parent =
        std::filesystem::weakly_canonical(std::filesystem::path(path).parent_path(), failed);
    return failed ? path : (parent / std::filesystem::path(path).filename()).string();
}

} // namespace modvirt::volume_files
