// SPDX-License-Identifier: MIT
// What a call is refused with.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::volume_files::testing {

// The message, when it is refused with that code; the test fails otherwise.
template <class Call>
std::string refusal_of(ErrorCode code, Call &&call)
{
    try {
        call();
    } catch (const Error &error) {
        EXPECT_EQ(error.code(), code) << error.message();
        return error.message();
    }
    ADD_FAILURE() << "it was not refused";
    return {};
}

} // namespace modvirt::volume_files::testing
