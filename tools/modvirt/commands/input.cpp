// SPDX-License-Identifier: LGPL-2.1-or-later
// send-key, inject-nmi, screenshot: acting on a guest from outside as a person at its screen would.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/domain_lookup.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/key_names.hpp"
#include "base/numbers.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

namespace modvirt::cli {

namespace {

// ---- send-key

struct CodeSet {
    std::string_view name;
    int number;
};

constexpr CodeSet code_sets[] = {
    {"linux", VIR_KEYCODE_SET_LINUX},   {"xt", VIR_KEYCODE_SET_XT},
    {"atset1", VIR_KEYCODE_SET_ATSET1}, {"atset2", VIR_KEYCODE_SET_ATSET2},
    {"atset3", VIR_KEYCODE_SET_ATSET3}, {"os_x", VIR_KEYCODE_SET_OSX},
    {"xt_kbd", VIR_KEYCODE_SET_XT_KBD}, {"usb", VIR_KEYCODE_SET_USB},
    {"win32", VIR_KEYCODE_SET_WIN32},   {"qnum", VIR_KEYCODE_SET_QNUM},
};

int code_set(const std::string &name)
{
    for (const CodeSet &set : code_sets)
        if (set.name == name)
            return set.number;
    fail("unknown codeset: '{}'", name);
}

// 30, 0x1e or 036, as C writes numbers.
std::optional<unsigned> parse_key_number(std::string_view text)
{
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text.starts_with('0')) {
        base = 8;
    }
    unsigned value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value, base);
    constexpr unsigned highest_code = 0xffff;
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value > highest_code ||
        value == 0)
        return std::nullopt;
    return value;
}

unsigned key_code(int set, const std::string &word)
{
    if (const auto value = parse_key_number(word))
        return *value;
    if (set == VIR_KEYCODE_SET_LINUX)
        if (const auto code = find_linux_key(word))
            return *code;
    fail("invalid keycode: '{}'", word);
}

void run_send_key(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    const unsigned hold_time_ms = arguments.unsigned_integer("holdtime").value_or(0);
    const int set = code_set(arguments.text("codeset").value_or("linux"));
    std::vector<unsigned> codes;
    for (const std::string &word : arguments.all("keycode")) {
        if (codes.size() == VIR_DOMAIN_SEND_KEY_MAX_KEYS)
            fail("too many keycodes");
        codes.push_back(key_code(set, word));
    }
    if (virDomainSendKey(domain.get(), static_cast<unsigned>(set), hold_time_ms, codes.data(),
                         static_cast<int>(codes.size()), 0) < 0)
        fail();
}

std::vector<std::string> complete_code_set(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const CodeSet &set : code_sets)
        names.emplace_back(set.name);
    return names;
}

std::vector<std::string> complete_key(Session &, const Arguments &arguments)
{
    const auto set = arguments.text("codeset");
    return set && *set != "linux" ? std::vector<std::string>() : linux_key_names();
}

// ---- inject-nmi

void run_inject_nmi(Session &session, const Arguments &arguments)
{
    const Domain domain = find_domain(session, arguments);
    if (virDomainInjectNMI(domain.get(), 0) < 0)
        fail();
}

// ---- screenshot

std::string_view extension_for(std::string_view mime)
{
    if (mime == "image/png")
        return ".png";
    if (mime == "image/x-portable-pixmap")
        return ".ppm";
    return "";
}

std::string default_file_name(const Domain &domain, std::string_view mime)
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[64];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%d-%H:%M:%S", &local);
    return fmt::format("{}-{}{}", domain_name(domain), stamp, extension_for(mime));
}

int write_chunk(virStreamPtr, const char *data, size_t size, void *opaque)
{
    return write_all(*static_cast<int *>(opaque), data, size) ? static_cast<int>(size) : -1;
}

// A file that was there before stays when the picture cannot be had; a new one does not.
void receive(virStreamPtr stream, const std::string &path)
{
    bool created = true;
    int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0 && errno == EEXIST) {
        created = false;
        fd = open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
    }
    const FileDescriptor file(fd);
    if (!file.is_open()) {
        virStreamAbort(stream);
        fail("cannot create file {}", path);
    }
    if (virStreamRecvAll(stream, write_chunk, &fd) < 0 || virStreamFinish(stream) < 0) {
        if (created)
            unlink(path.c_str());
        fail("could not receive data from domain '{}'", path);
    }
}

void run_screenshot(Session &session, const Arguments &arguments)
{
    const auto wanted_path = arguments.text("file");
    const unsigned screen = arguments.unsigned_integer("screen").value_or(0);
    const Domain domain = find_domain(session, arguments);
    const Stream stream(virStreamNew(session.connection(), 0));
    if (!stream)
        fail();
    const LibraryText mime(virDomainScreenshot(domain.get(), stream.get(), screen, 0));
    if (!mime)
        fail("could not take a screenshot of {}", arguments.required_text("domain"));
    const std::string path = wanted_path ? *wanted_path : default_file_name(domain, mime.get());
    receive(stream.get(), path);
    session.out.remark("Screenshot saved to {}, with type of {}", path, mime.get());
}

constexpr Option send_key_options[] = {
    domain_option(complete_active_domain),
    text("codeset", "the codeset of keycodes, default:linux", complete_code_set, NamedOnly),
    number("holdtime", "the time (in milliseconds) how long the keys will be held", NamedOnly),
    words("keycode", "the key code", Required, complete_key),
};
constexpr Option domain_only[] = {domain_option(complete_active_domain)};
constexpr Option screenshot_options[] = {
    domain_option(complete_active_domain),
    text("file", "where to store the screenshot", complete_path),
    number("screen", "ID of a screen to take screenshot of"),
};

} // namespace

constexpr Command send_key_command{.name = "send-key",
                                   .summary = "Send keycodes to the guest",
                                   .description = "Send keycodes (integers or symbolic names) to the guest",
                                   .options = send_key_options,
                                   .run = run_send_key};
constexpr Command inject_nmi_command{.name = "inject-nmi",
                                     .summary = "Inject NMI to the guest",
                                     .description = "Inject NMI to the guest domain.",
                                     .options = domain_only,
                                     .run = run_inject_nmi};
constexpr Command screenshot_command{
    .name = "screenshot",
    .summary = "take a screenshot of a current domain console and store it into a file",
    .description = "screenshot of a current domain console",
    .options = screenshot_options,
    .run = run_screenshot};

} // namespace modvirt::cli
