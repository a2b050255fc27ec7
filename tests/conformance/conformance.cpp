// SPDX-License-Identifier: LGPL-2.1-or-later
#include "conformance.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace conformance {

namespace {

constexpr const char *qemu = "/usr/bin/qemu-system-x86_64";

void stay_silent(void *, virErrorPtr) {}

Hypervisor test_default()
{
    return {"TestDefault", [](const std::string &) { return std::string("test:///default"); }, "test",
            "<type>hvm</type>", ""};
}

Hypervisor test_described()
{
    return {"TestDescribed",
            [](const std::string &directory) {
                std::ofstream(directory + "/node.xml") << "<node/>";
                return "test://" + directory + "/node.xml";
            },
            "test", "<type>hvm</type>", ""};
}

Hypervisor qemu_embedded()
{
    Hypervisor hypervisor{"QemuEmbedded",
                          [](const std::string &directory) { return "qemu:///embed?root=" + directory; },
                          "qemu", "<type arch='x86_64'>hvm</type>", ""};
    if (::access(qemu, X_OK) != 0)
        hypervisor.missing = std::string(qemu) + " is not installed";
    return hypervisor;
}

} // namespace

std::vector<Hypervisor> hypervisors()
{
    return {test_default(), test_described(), qemu_embedded()};
}

void PrintTo(const Hypervisor &hypervisor, std::ostream *out)
{
    *out << hypervisor.name;
}

Conformance::Conformance()
{
    virSetErrorFunc(nullptr, &stay_silent);
    std::string pattern = (std::filesystem::temp_directory_path() / "modvirt-conformance-XXXXXX").string();
    m_directory = ::mkdtemp(pattern.data());
}

Conformance::~Conformance()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_directory, ignored);
}

void Conformance::SetUp()
{
    if (!GetParam().missing.empty())
        GTEST_SKIP() << GetParam().missing;
    m_uri = GetParam().uri(m_directory);
    m_connect.reset(virConnectOpen(m_uri.c_str()));
    if (!m_connect && last_code() == VIR_ERR_NO_CONNECT)
        GTEST_SKIP() << "there is no driver for " << m_uri << ": " << last_message();
    ASSERT_NE(m_connect, nullptr) << last_message();
}

// No guest may outlive its test.
void Conformance::TearDown()
{
    virDomainPtr *domains = nullptr;
    const int count =
        m_connect ? virConnectListAllDomains(connect(), &domains, VIR_CONNECT_LIST_DOMAINS_ACTIVE) : -1;
    for (int i = 0; i < count; ++i) {
        virDomainDestroy(domains[i]);
        virDomainFree(domains[i]);
    }
    std::free(domains);
}

std::string Conformance::uuid(int number)
{
    char text[37];
    std::snprintf(text, sizeof text, "c0ff0000-0000-4000-8000-%012d", number);
    return text;
}

std::string Conformance::xml(const std::string &name, int number, const std::string &inside) const
{
    const std::string uuid_element = number == 0 ? "" : "<uuid>" + uuid(number) + "</uuid>";
    return "<domain type='" + GetParam().domain_type + "'><name>" + name + "</name>" + uuid_element +
           "<memory unit='KiB'>65536</memory><vcpu>1</vcpu><os>" + GetParam().os + "</os>" + inside +
           "</domain>";
}

Domain Conformance::define(const std::string &name, int number, const std::string &inside)
{
    Domain domain(virDomainDefineXML(connect(), xml(name, number, inside).c_str()));
    EXPECT_NE(domain, nullptr) << last_message();
    return domain;
}

Domain Conformance::define_and_start(const std::string &name, int number, const std::string &inside)
{
    Domain domain = define(name, number, inside);
    EXPECT_EQ(virDomainCreate(domain.get()), 0) << last_message();
    return domain;
}

std::vector<std::string> Conformance::list(unsigned flags)
{
    virDomainPtr *domains = nullptr;
    const int count = virConnectListAllDomains(connect(), &domains, flags);
    EXPECT_GE(count, 0) << last_message();
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) {
        names.emplace_back(virDomainGetName(domains[i]));
        virDomainFree(domains[i]);
    }
    std::free(domains);
    std::erase(names, "test"); // the domain that the default host always has
    std::sort(names.begin(), names.end());
    return names;
}

int last_code()
{
    const virErrorPtr error = virGetLastError();
    return error ? error->code : VIR_ERR_OK;
}

std::string last_message()
{
    return virGetLastErrorMessage();
}

bool is_not_supported()
{
    return last_code() == VIR_ERR_NO_SUPPORT;
}

std::string take_string(char *text)
{
    std::string copy = text ? text : "";
    std::free(text);
    return copy;
}

int state_of(const Domain &domain)
{
    int state = -1;
    return virDomainGetState(domain.get(), &state, nullptr, 0) < 0 ? -1 : state;
}

int reason_of(const Domain &domain)
{
    int state = -1;
    int reason = -1;
    return virDomainGetState(domain.get(), &state, &reason, 0) < 0 ? -1 : reason;
}

} // namespace conformance
