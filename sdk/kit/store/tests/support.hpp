// SPDX-License-Identifier: MIT
// What the tests of the store share: definitions without XML, and a keeper in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kit/store/store.hpp"
#include "modvirt/error.hpp"

namespace modvirt::store::testing {

inline Uuid uuid_of(uint8_t number)
{
    Uuid uuid{};
    uuid.back() = number;
    return uuid;
}

inline Definition definition(std::string name, uint8_t number)
{
    return {uuid_of(number), std::move(name), nullptr};
}

struct Failure {
    ErrorCode code = ErrorCode::Ok;
    std::string message;
};

// The error that `action` ends with; ErrorCode::Ok when it succeeds.
inline Failure failure_of(const std::function<void()> &action)
{
    try {
        action();
    } catch (const Error &error) {
        return {error.code(), error.message()};
    }
    return {};
}

} // namespace modvirt::store::testing
