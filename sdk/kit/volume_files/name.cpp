// SPDX-License-Identifier: MIT
#include "kit/volume_files/name.hpp"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>

#include <unistd.h>

#include <fmt/format.h>

#include "kit/image/text.hpp"
#include "modvirt/error.hpp"

namespace modvirt::volume_files {

namespace {

// .modvirt.BOOT.PID.NUMBER.part
constexpr std::string_view prefix = ".modvirt.";
constexpr std::string_view suffix = ".part";
constexpr std::size_t longest_name = 255;
constexpr std::time_t day_s = 24 * 60 * 60;

// The first part of the number of this boot.
const std::string &boot()
{
    static const std::string id = [] {
        std::string text;
        std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), text);
        return text.empty() ? std::string("none") : text.substr(0, text.find('-'));
    }();
    return id;
}

} // namespace

bool is_unfinished(std::string_view name)
{
    return name.starts_with(prefix);
}

bool is_volume_name(std::string_view name)
{
    return !name.empty() && name.size() <= longest_name && name != "." && name != ".." &&
           !is_unfinished(name) && name.find('/') == std::string_view::npos && image::is_text(name);
}

void check_volume_name(std::string_view name)
{
    const auto refuse = [&](ErrorCode code, std::string_view why) {
        throw Error(code, fmt::format("volume name '{}' {}", name.substr(0, 64), why), ErrorDomain::Storage);
    };
    if (name.empty())
        throw Error(ErrorCode::XmlError, "missing volume name element", ErrorDomain::Storage);
    if (name.find('/') != std::string_view::npos)
        refuse(ErrorCode::OperationInvalid, "cannot contain '/'");
    if (name == "." || name == "..")
        refuse(ErrorCode::OperationInvalid, "is that of a directory: choose another one");
    if (name.size() > longest_name)
        refuse(ErrorCode::InvalidArg,
               fmt::format("... is {} bytes long: a file's name has at most 255", name.size()));
    if (is_unfinished(name))
        refuse(ErrorCode::InvalidArg, "begins like those of unfinished volumes: choose another one");
    if (!is_volume_name(name))
        throw Error(ErrorCode::XmlError, "a volume's name cannot contain control characters",
                    ErrorDomain::Storage);
}

std::string unfinished_name()
{
    static std::atomic<uint64_t> count{0};
    return fmt::format("{}{}.{}.{}{}", prefix, boot(), ::getpid(), ++count, suffix);
}

bool is_left_behind(std::string_view name, std::time_t written, std::time_t now)
{
    if (!is_unfinished(name) || !name.ends_with(suffix))
        return false;
    name.remove_prefix(prefix.size());
    if (!name.starts_with(boot() + "."))
        return now - written > day_s;
    name.remove_prefix(boot().size() + 1);
    pid_t pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    return pid > 0 && ::kill(pid, 0) != 0 && errno == ESRCH;
}

} // namespace modvirt::volume_files
