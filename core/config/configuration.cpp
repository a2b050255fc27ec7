// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config/configuration.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <modvirt/error.hpp>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace modvirt::config {
namespace {

constexpr std::size_t largest_file_bytes = std::size_t{1024} * 1024;

// $MODVIRT_CONFIG set to nothing asks for the defaults.
struct Choice {
    std::filesystem::path file;
    bool named;
};

Choice chosen_file()
{
    if (const char *file = secure_getenv("MODVIRT_CONFIG")) {
        return {file, true};
    }
    return {"/etc/modvirt/modvirt.conf", false};
}

[[noreturn]] void throw_unreadable(const std::filesystem::path &file, const std::string &why)
{
    throw Error(ErrorCode::OpenFailed,
                fmt::format("cannot read the configuration file '{}': {}", file.native(), why),
                ErrorDomain::Conf);
}

std::string read_all(int fd, const std::filesystem::path &file)
{
    std::string text;
    char block[16384];
    for (;;) {
        const ssize_t size = read(fd, block, sizeof(block));
        if (size == 0) {
            return text;
        }
        if (size < 0 && errno != EINTR) {
            throw_unreadable(file, std::generic_category().message(errno));
        }
        text.append(block, size < 0 ? 0 : static_cast<std::size_t>(size));
        if (text.size() > largest_file_bytes) {
            throw_unreadable(file, "it is larger than 1 MiB");
        }
    }
}

struct Descriptor {
    int fd;
    explicit Descriptor(int descriptor) : fd(descriptor) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    ~Descriptor() { close(fd); }
};

void apply_environment(Configuration &configuration)
{
    if (const char *rules = secure_getenv("MODVIRT_LOG")) {
        try {
            configuration.log.rules = log::Rules::parse(rules);
        } catch (const Error &error) {
            throw Error(error.code(), "the variable MODVIRT_LOG is wrong at " + error.message(),
                        ErrorDomain::Conf);
        }
    }
    if (const char *file = secure_getenv("MODVIRT_LOG_FILE")) {
        configuration.log.file = file;
    }
}

} // namespace

const std::string *Configuration::find_plugin_setting(std::string_view plugin, std::string_view key) const
{
    const auto settings = plugins.find(plugin);
    if (settings == plugins.end()) {
        return nullptr;
    }
    const auto setting = settings->second.find(key);
    return setting == settings->second.end() ? nullptr : &setting->second;
}

std::filesystem::path configuration_file()
{
    return chosen_file().file;
}

Configuration load()
{
    const Choice choice = chosen_file();
    Configuration configuration;
    const bool wanted = choice.named ? !choice.file.empty() : access(choice.file.c_str(), F_OK) == 0;
    if (wanted) {
        configuration = read_file(choice.file);
    }
    apply_environment(configuration);
    return configuration;
}

Configuration read_file(const std::filesystem::path &file)
{
    // O_NONBLOCK: a FIFO in this place must not make the process wait for a writer.
    const Descriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (opened.fd < 0 || fstat(opened.fd, &status) != 0) {
        throw_unreadable(file, std::generic_category().message(errno));
    }
    if (S_ISDIR(status.st_mode) || S_ISFIFO(status.st_mode)) {
        throw_unreadable(file, "it is not a regular file");
    }
    return read_text(read_all(opened.fd, file), file);
}

} // namespace modvirt::config
