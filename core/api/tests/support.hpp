// SPDX-License-Identifier: LGPL-2.1-or-later
// What the tests of the public API share: connections without a plugin, and a look at the last error.
#pragma once

#include <cstring>
#include <string>

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handle.hpp"

namespace modvirt::testing {

// A connection that nothing serves, but for the slots that a test puts into its table.
class PlainConnection {
public:
    PlainConnection() : m_handle(new virConnect)
    {
        m_handle->uri = "plain:///";
        m_table.struct_size = sizeof m_table;
        m_table.close = [](modvirt_session *) {};
        m_handle->hypervisor.table = &m_table;
    }
    PlainConnection(const PlainConnection &) = delete;
    PlainConnection &operator=(const PlainConnection &) = delete;
    ~PlainConnection()
    {
        if (m_handle != nullptr)
            virConnectClose(m_handle);
    }

    [[nodiscard]] virConnectPtr get() const { return m_handle; }
    [[nodiscard]] modvirt_hypervisor_v1 &table() { return m_table; }
    // Answers what virConnectClose does.
    int close() { return virConnectClose(std::exchange(m_handle, nullptr)); }
    [[nodiscard]] virDomainPtr new_domain(const char *name, int number) const
    {
        const uint8_t uuid[VIR_UUID_BUFLEN] = {static_cast<uint8_t>(number)};
        return new_object<virDomain>(m_handle, name, uuid);
    }

private:
    modvirt_hypervisor_v1 m_table{};
    virConnectPtr m_handle;
};

// Keeps errors off the standard error stream.
class ApiTest : public ::testing::Test {
protected:
    ApiTest()
    {
        virSetErrorFunc(nullptr, [](void *, virErrorPtr) {});
        virResetLastError();
    }
    ~ApiTest() override { virSetErrorFunc(nullptr, nullptr); }

    static std::string last_message()
    {
        const virErrorPtr error = virGetLastError();
        return error == nullptr || error->message == nullptr ? "" : error->message;
    }
    static int last_code() { return virGetLastErrorCode(); }
};

} // namespace modvirt::testing
