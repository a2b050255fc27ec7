// SPDX-License-Identifier: MIT
// What a call that is to fail fails with.
#pragma once

#include <functional>

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::cpu {

inline ErrorCode code_of(const std::function<void()> &call, ErrorDomain domain = ErrorDomain::Cpu)
{
    try {
        call();
    } catch (const Error &error) {
        EXPECT_EQ(error.domain(), domain) << error.what();
        return error.code();
    }
    return ErrorCode::Ok;
}

} // namespace modvirt::cpu
