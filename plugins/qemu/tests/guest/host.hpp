// SPDX-License-Identifier: LGPL-2.1-or-later
// What tests of real guests share: a root of their own, a connection to it, and the certainty that no guest
// outlives its test.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <sys/types.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "support/scratch.hpp"

namespace modvirt::qemu::guest_test {

struct CloseConnect {
    void operator()(virConnectPtr connect) const { virConnectClose(connect); }
};
struct FreeDomain {
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Connect = std::unique_ptr<virConnect, CloseConnect>;
using Domain = std::unique_ptr<virDomain, FreeDomain>;

// Long enough for a machine that does much else at the same time; what is awaited comes sooner.
inline constexpr std::chrono::seconds patience{60};

// Looks again and again until it holds. False when it never did.
bool eventually(const std::function<bool()> &holds, std::chrono::milliseconds wait = patience);

// What is to be defined: a machine without anything, but for what is given.
struct Form {
    std::string name = "one";
    std::string os = {};      // inside <os>
    std::string actions = {}; // <on_poweroff> and its siblings
    std::string devices = {};
    uint64_t memory_kib = 16 * 1024;
    std::string description = {};
};

std::string format(const Form &form);
std::string uuid_of(const std::string &name);

// Processes that run QEMU for a root.
std::vector<pid_t> emulators_of(const std::string &root);

// After a call that has failed.
int last_code();
std::string last_message();

std::string live_xml(const Domain &domain);
// What stands between `before` and the next `'`; empty when there is no `before`.
std::string value_after(const std::string &text, const std::string &before);

using StateAndReason = std::pair<int, int>;
StateAndReason state_of(const Domain &domain);

class Host : public ::testing::Test {
protected:
    static void SetUpTestSuite();
    void SetUp() override;
    void TearDown() override;

    [[nodiscard]] std::string root() const { return m_scratch.file("root"); }
    [[nodiscard]] std::string uri() const { return "qemu:///embed?root=" + root(); }
    // Opens it when it is not open.
    virConnectPtr connect();
    void disconnect() { m_connect.reset(); }

    Domain define(const Form &form);
    // Defined and running.
    Domain start(const Form &form, unsigned flags = 0);
    Domain find(const std::string &name);

    // A guest that boots boot_sector.hpp from a disk and writes its console to console_log().
    Form sector_guest(const std::string &name = "one", const std::string &actions = "");
    [[nodiscard]] std::string console_log(const std::string &name = "one") const;
    // How often it has come up so far.
    [[nodiscard]] std::size_t boots(const std::string &name = "one") const;
    // Sends it a letter by the terminal that its XML names.
    static void type(const Domain &domain, char letter) { type(terminal_of(domain), letter); }
    static void type(const std::string &terminal, char letter);
    static std::string terminal_of(const Domain &domain);

    // The names of the files in a folder of the root.
    [[nodiscard]] std::vector<std::string> files_in(const std::string &folder) const;

    support::Scratch m_scratch;

private:
    Connect m_connect;
};

} // namespace modvirt::qemu::guest_test
