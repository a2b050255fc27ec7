// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bad_plugins.hpp"

#include <fstream>
#include <ostream>
#include <random>
#include <sstream>
#include <sys/stat.h>

namespace modvirt::faults {

namespace fs = std::filesystem;

namespace {

constexpr const char *install_again = "Install the plugin again";
constexpr const char *report_it = "Report this to the plugin's vendor";

std::string read_fixture(const std::string &name)
{
    std::ostringstream text;
    text << std::ifstream(fs::path(FIXTURES) / (name + ".so"), std::ios::binary).rdbuf();
    return text.str();
}

void write_file(const fs::path &file, std::string_view bytes)
{
    std::ofstream(file, std::ios::binary) << bytes;
    chmod(file.c_str(), 0644);
}

void write_random_bytes(const fs::path &file)
{
    std::mt19937 random(4);
    std::string bytes(8192, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    write_file(file, bytes);
}

void write_for_another_machine(const fs::path &file)
{
    std::string bytes = read_fixture("good");
    constexpr std::size_t machine = 18; // e_machine of both word lengths
    constexpr char x86_64 = 62;
    constexpr char aarch64 = static_cast<char>(183);
    bytes[machine] = bytes[machine] == x86_64 ? aarch64 : x86_64;
    write_file(file, bytes);
}

// The first and the last of the twenty are a few bytes, and all but one.
std::size_t truncated_length(std::size_t whole, std::size_t twentieth)
{
    constexpr std::size_t first = 10;
    return first + twentieth * (whole - 1 - first) / 19;
}

BadPlugin truncated(std::size_t twentieth)
{
    return {"truncated-" + std::to_string(twentieth + 1), "rejected", "the file is truncated: it ends after",
            install_again, [twentieth](const fs::path &file) {
                const std::string whole = read_fixture("good");
                write_file(file,
                           std::string_view(whole).substr(0, truncated_length(whole.size(), twentieth)));
            }};
}

BadPlugin compiled(const std::string &name, std::string state, std::string reason, std::string hint)
{
    return {name, std::move(state), std::move(reason), std::move(hint),
            [name](const fs::path &file) { copy_fixture(name, file); }};
}

BadPlugin nonsense(const std::string &name, const std::string &reason)
{
    return compiled(name, "rejected", "its negotiation answers nonsense: " + reason, report_it);
}

} // namespace

void copy_fixture(const std::string &name, const fs::path &file)
{
    fs::copy_file(fs::path(FIXTURES) / (name + ".so"), file);
    chmod(file.c_str(), 0644);
}

std::vector<BadPlugin> bad_plugins()
{
    std::vector<BadPlugin> all = {
        {"empty", "rejected", "the file is empty", install_again,
         [](const fs::path &file) { write_file(file, ""); }},
        {"random", "rejected", "does not start as an ELF file does", install_again, write_random_bytes},
        {"another-machine", "rejected", "wrong architecture: file is ", "Install the plugin built for ",
         write_for_another_machine},
        {"dangling", "rejected", "it is a dangling symbolic link to '/nowhere/plugin.so'",
         "Install the file that it points to",
         [](const fs::path &file) { fs::create_symlink("/nowhere/plugin.so", file); }},
        {"writable", "rejected", "the file is writable by everybody, who could change the plugin",
         "Run: chmod go-w ",
         [](const fs::path &file) {
             copy_fixture("writable", file);
             chmod(file.c_str(), 0666);
         }},
        compiled("no-note", "rejected", "without a modvirt manifest note", "modvirt_add_plugin"),
        compiled("no-symbol", "rejected", "it does not export the function modvirt_plugin_negotiate_v1",
                 "modvirt_add_plugin"),
        compiled("newer-major", "rejected", "plugin ABI 2.0) needs a host with plugin ABI 2",
                 "Upgrade modvirt to a release with plugin ABI 2.0"),
        compiled("newer-minor", "rejected", "plugin ABI 1.9) needs host ABI >= 1.7",
                 "Upgrade modvirt to a release with plugin ABI 1.7"),
        compiled("older-major", "rejected", "plugin ABI 0.9) needs a host with plugin ABI 0",
                 "Upgrade driver \"older-major\" to a build for plugin ABI 1"),
        compiled("undefined-symbol", "rejected", "undefined symbol: modvirt_function_that_nobody_has",
                 "Install what it lacks"),
        compiled("crash-in-constructor", "quarantined", "it crashes when it is loaded: SIGSEGV", report_it),
        compiled("exit-in-constructor", "quarantined", "it ends the process when it is loaded", report_it),
        compiled("throws-in-negotiation", "rejected", "an exception came out of it: thrown in negotiation",
                 report_it),
        compiled("throws-in-negotiation-static", "quarantined", "it crashes when it negotiates: SIGABRT",
                 report_it),
        compiled("wild-description", "quarantined", "it crashes when it negotiates: SIGSEGV", report_it),
        nonsense("no-description", "it agrees but hands over no description"),
        nonsense("huge-description", "its description claims to be 4294967288 bytes long"),
        nonsense("other-name", "it calls itself 'somebody-else'"),
        nonsense("minor-too-great", "it chose ABI 1.999"),
        nonsense("threading-out-of-range", "it declares threading 77"),
        nonsense("no-table", "its manifest says kind hypervisor"),
        nonsense("no-open", "its hypervisor table has no function to open"),
        nonsense("unknown-answer", "the answer 4711 is unknown"),
    };
    for (std::size_t twentieth = 0; twentieth < 20; ++twentieth)
        all.push_back(truncated(twentieth));
    return all;
}

std::ostream &operator<<(std::ostream &stream, const BadPlugin &plugin)
{
    return stream << plugin.name;
}

} // namespace modvirt::faults
