// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "kit/process/fd.hpp"
#include "modvirt/error.hpp"

namespace modvirt::storage_iscsi {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view last_line = "# END RECORD";
constexpr std::string_view separator = " = ";

// The lines of a record, "name = value", between two that are comments.
class Record {
public:
    explicit Record(fs::path file) : m_file(std::move(file))
    {
        std::ifstream stream(m_file);
        for (std::string line; std::getline(stream, line);)
            m_lines.push_back(std::move(line));
    }

    [[nodiscard]] std::string_view value(std::string_view name) const
    {
        const auto line = find(name);
        return line == m_lines.end() ? std::string_view() : std::string_view(*line).substr(name.size() + separator.size());
    }
    // False for what is no record that open-iscsi has finished.
    [[nodiscard]] bool is_whole() const { return std::ranges::find(m_lines, last_line) != m_lines.end(); }

    void set(std::string_view name, std::string_view value)
    {
        std::erase_if(m_lines, [&](const std::string &line) { return is_of(line, name); });
        m_lines.insert(std::ranges::find(m_lines, last_line), fmt::format("{}{}{}", name, separator, value));
    }

    // In place, as iscsiadm does it: a second file would hold the password as well, should nobody live to remove it.
    void write() const
    {
        std::string text;
        for (const std::string &line : m_lines)
            text += line + "\n";
        const process::Fd file(::open(m_file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW));
        if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw Error(ErrorCode::SystemError,
                        fmt::format("cannot write open-iscsi's record '{}': {}", m_file.string(), std::strerror(errno)));
    }

private:
    static bool is_of(std::string_view line, std::string_view name)
    {
        return line.starts_with(name) && line.substr(name.size()).starts_with(separator);
    }
    [[nodiscard]] std::vector<std::string>::const_iterator find(std::string_view name) const
    {
        return std::ranges::find_if(m_lines, [&](const std::string &line) { return is_of(line, name); });
    }

    fs::path m_file;
    std::vector<std::string> m_lines;
};

// A record is a file of its portal's name, or one of its interface's name below that. It is told by what it says.
Record find_record(const std::string &directory, const iscsi::Target &target, const std::string &interface)
{
    std::error_code failed;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(fs::path(directory) / target.name, failed)) {
        std::error_code ignored;
        if (!entry.is_regular_file(ignored) || entry.is_symlink(ignored))
            continue;
        Record record(entry.path());
        if (record.is_whole() && record.value("node.conn[0].address") == target.portal.host &&
            record.value("node.conn[0].port") == std::to_string(target.portal.port) &&
            record.value("iface.iscsi_ifacename") == (interface.empty() ? "default" : interface))
            return record;
    }
    throw Error(ErrorCode::OperationFailed,
                fmt::format("open-iscsi's record of target '{}' at {} is not below '{}', so that it cannot be given the password",
                            target.name, target.portal.text(), directory));
}

void need_value(std::string_view what, std::string_view text)
{
    const auto is_control = [](char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7f; };
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text == "<empty>" || std::ranges::any_of(text, is_control))
        throw Error(ErrorCode::AuthFailed,
                    fmt::format("open-iscsi cannot keep the {}: it is empty, has control characters, or a blank at an end", what));
}

} // namespace

void write_login(const std::string &directory, const iscsi::Target &target, const std::string &interface, const Login &login)
{
    need_value("user of <auth>", login.user);
    need_value("password", login.password);
    Record record = find_record(directory, target, interface);
    record.set("node.session.auth.authmethod", "CHAP");
    record.set("node.session.auth.username", login.user);
    record.set("node.session.auth.password", login.password);
    record.write();
}

} // namespace modvirt::storage_iscsi
