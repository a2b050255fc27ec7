// SPDX-License-Identifier: MIT
// For tests that use a driver class directly, without the library around it: while one of these lives, it is
// what modvirt::host() answers in this program.
#pragma once

#include <modvirt/host.hpp>

#include "testing.h"

namespace modvirt::testing {

class FakeHost {
public:
    FakeHost()
    {
        modvirt_testing_init_host(&m_host);
        detail::host_table = &m_host.table;
    }
    ~FakeHost() { detail::host_table = nullptr; }
    FakeHost(const FakeHost &) = delete;
    FakeHost &operator=(const FakeHost &) = delete;

    [[nodiscard]] const modvirt_testing_host &told() const { return m_host; }

private:
    modvirt_testing_host m_host;
};

} // namespace modvirt::testing
