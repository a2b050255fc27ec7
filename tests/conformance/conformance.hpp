// SPDX-License-Identifier: LGPL-2.1-or-later
// What the behaviours share: the hypervisors that they are tried on, handles that free themselves, and the
// rule that a call keeps its contract or answers "not supported".
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

namespace conformance {

struct CloseConnect {
    void operator()(virConnectPtr connect) const { virConnectClose(connect); }
};
struct FreeDomain {
    void operator()(virDomainPtr domain) const { virDomainFree(domain); }
};
using Connect = std::unique_ptr<virConnect, CloseConnect>;
using Domain = std::unique_ptr<virDomain, FreeDomain>;

// Where a suite of behaviours runs.
struct Hypervisor {
    std::string name;
    // The URI; `directory` is empty and belongs to one test.
    std::function<std::string(const std::string &directory)> uri;
    std::string domain_type;
    std::string os;      // what stands in <os>
    std::string missing; // why it cannot run here; empty when it can
};

std::vector<Hypervisor> hypervisors();
void PrintTo(const Hypervisor &hypervisor, std::ostream *out);

class Conformance : public ::testing::TestWithParam<Hypervisor> {
protected:
    Conformance();
    ~Conformance() override;
    void SetUp() override;
    void TearDown() override;

    // A small definition. Each number is another UUID; 0 leaves it out.
    [[nodiscard]] std::string xml(const std::string &name, int number, const std::string &inside = "") const;
    [[nodiscard]] static std::string uuid(int number);

    virConnectPtr connect() { return m_connect.get(); }
    Domain define(const std::string &name, int number, const std::string &inside = "");
    Domain define_and_start(const std::string &name, int number, const std::string &inside = "");
    Domain find(const std::string &name) { return Domain(virDomainLookupByName(connect(), name.c_str())); }
    // The names that are listed, among those that the test has made.
    std::vector<std::string> list(unsigned flags = 0);

    std::string m_directory;
    std::string m_uri;
    Connect m_connect;
};

// The code of the last error, after a call that has failed.
int last_code();
std::string last_message();
bool is_not_supported();
std::string take_string(char *text);
int state_of(const Domain &domain);
int reason_of(const Domain &domain);

} // namespace conformance

// Calls, and skips the test when the driver does not serve the call. A failed call stands for "not supported"
// only when it says so; whether it should have succeeded is for the test to say.
#define SKIP_UNLESS_SERVED(call)                                                                             \
    do {                                                                                                     \
        if ((call) < 0 && conformance::is_not_supported())                                                   \
            GTEST_SKIP() << "the driver does not serve " #call;                                              \
    } while (false)

// Runs a suite's behaviours on every hypervisor.
#define RUN_ON_EVERY_HYPERVISOR(suite)                                                                       \
    INSTANTIATE_TEST_SUITE_P(On, suite, ::testing::ValuesIn(conformance::hypervisors()),                     \
                             [](const auto &run) { return run.param.name; })
