// SPDX-License-Identifier: LGPL-2.1-or-later
#include "host.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <fmt/format.h>

#include "boot_sector.hpp"
#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest_test {

namespace fs = std::filesystem;

namespace {

constexpr const char *emulator = "/usr/bin/qemu-system-x86_64";

// What QEMU told the first test that it can do: the others need not ask again.
constexpr const char *known_answers = GUEST_DIRECTORY "/cache";

void stay_silent(void *, virErrorPtr) {}

void copy_files(const fs::path &from, const fs::path &to)
{
    std::error_code ignored;
    fs::create_directories(to, ignored);
    for (const auto &entry : fs::directory_iterator(from, ignored)) {
        const fs::path temporary = to / fmt::format(".{}", ::getpid());
        fs::copy_file(entry.path(), temporary, fs::copy_options::overwrite_existing, ignored);
        fs::rename(temporary, to / entry.path().filename(), ignored);
    }
}

} // namespace

bool eventually(const std::function<bool()> &holds, std::chrono::milliseconds wait)
{
    const auto end = std::chrono::steady_clock::now() + wait;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

std::string uuid_of(const std::string &name)
{
    return fmt::format("c0ff0000-0000-4000-8000-{:012x}", std::hash<std::string>()(name) & 0xffffffffffff);
}

std::string format(const Form &form)
{
    return fmt::format(
        "<domain type='qemu'><name>{}</name><uuid>{}</uuid><description>{}</description>"
        "<memory unit='KiB'>{}</memory><vcpu>1</vcpu>"
        "<os><type arch='x86_64' machine='pc'>hvm</type>{}</os><features><acpi/></features>{}"
        "<devices><controller type='usb' model='none'/>{}</devices></domain>",
        form.name, uuid_of(form.name), form.description, form.memory_kib, form.os, form.actions,
        form.devices.find("<memballoon") == std::string::npos ? form.devices + "<memballoon model='none'/>"
                                                              : form.devices);
}

std::vector<pid_t> emulators_of(const std::string &root)
{
    std::vector<pid_t> pids;
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos)
            continue;
        const std::string command = support::read_file(entry.path() / "cmdline");
        if (command.starts_with(emulator) && command.find(root + "/run/") != std::string::npos)
            pids.push_back(std::stoi(name));
    }
    return pids;
}

int last_code()
{
    const virErrorPtr error = virGetLastError();
    return error != nullptr ? error->code : VIR_ERR_OK;
}

std::string last_message()
{
    return virGetLastErrorMessage();
}

std::string live_xml(const Domain &domain)
{
    const std::unique_ptr<char, decltype(&std::free)> text(virDomainGetXMLDesc(domain.get(), 0), &std::free);
    return text ? text.get() : "";
}

std::string value_after(const std::string &text, const std::string &before)
{
    const auto found = text.find(before);
    if (found == std::string::npos)
        return "";
    const auto begin = found + before.size();
    return text.substr(begin, text.find('\'', begin) - begin);
}

StateAndReason state_of(const Domain &domain)
{
    StateAndReason both{-1, -1};
    virDomainGetState(domain.get(), &both.first, &both.second, 0);
    return both;
}

void Host::SetUpTestSuite()
{
    virSetErrorFunc(nullptr, &stay_silent);
    virEventRegisterDefaultImpl();
}

void Host::SetUp()
{
    if (::access(emulator, X_OK) != 0)
        GTEST_SKIP() << emulator << " is not installed (Debian's package qemu-system-x86)";
    copy_files(known_answers, root() + "/cache");
}

void Host::TearDown()
{
    m_connect.reset();
    if (!fs::exists(known_answers))
        copy_files(root() + "/cache", known_answers);
    for (const pid_t pid : emulators_of(root()))
        ::kill(pid, SIGKILL);
    EXPECT_TRUE(eventually([this] { return emulators_of(root()).empty(); }));
}

virConnectPtr Host::connect()
{
    if (!m_connect) {
        m_connect.reset(virConnectOpen(uri().c_str()));
        EXPECT_NE(m_connect, nullptr) << last_message();
    }
    return m_connect.get();
}

Domain Host::define(const Form &form)
{
    Domain domain(virDomainDefineXML(connect(), format(form).c_str()));
    EXPECT_NE(domain, nullptr) << last_message();
    return domain;
}

Domain Host::start(const Form &form, unsigned flags)
{
    Domain domain = define(form);
    EXPECT_EQ(virDomainCreateWithFlags(domain.get(), flags), 0) << last_message();
    return domain;
}

Domain Host::find(const std::string &name)
{
    return Domain(virDomainLookupByName(connect(), name.c_str()));
}

Form Host::sector_guest(const std::string &name, const std::string &actions)
{
    Form form;
    form.name = name;
    form.actions = actions;
    form.devices =
        fmt::format("<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{}'/>"
                    "<target dev='hda' bus='ide'/></disk>"
                    "<serial type='pty'><log file='{}' append='on'/></serial><panic model='isa'/>",
                    m_scratch.write(name + ".disk", boot_disk()), console_log(name));
    return form;
}

std::string Host::console_log(const std::string &name) const
{
    return m_scratch.file(name + ".console");
}

std::size_t Host::boots(const std::string &name) const
{
    const std::string text = support::read_file(console_log(name));
    return static_cast<std::size_t>(std::ranges::count(text, 'U'));
}

std::string Host::terminal_of(const Domain &domain)
{
    return value_after(live_xml(domain), "<serial type='pty'>\n      <source path='");
}

void Host::type(const std::string &path, char letter)
{
    const process::Fd terminal(::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ASSERT_TRUE(terminal) << path;
    termios raw{};
    ::tcgetattr(terminal.get(), &raw);
    ::cfmakeraw(&raw);
    ::tcsetattr(terminal.get(), TCSANOW, &raw);
    ASSERT_EQ(::write(terminal.get(), &letter, 1), 1);
    // The guest's echo: it has got it, and the terminal may be closed.
    char echo = '\0';
    while (echo != letter) {
        pollfd waiting{terminal.get(), POLLIN, 0};
        ASSERT_EQ(::poll(&waiting, 1, std::chrono::milliseconds(patience).count()), 1) << "no echo";
        if (::read(terminal.get(), &echo, 1) <= 0)
            return; // it has obeyed already, and its terminal is gone
    }
}

std::vector<std::string> Host::files_in(const std::string &folder) const
{
    std::vector<std::string> names;
    for (const auto &entry : fs::directory_iterator(root() + "/" + folder))
        names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
}

} // namespace modvirt::qemu::guest_test
