// SPDX-License-Identifier: LGPL-2.1-or-later
// Delay and failure on demand, so that an application can try its own error paths:
// test:///default?latency=MS&fail=CALL:PROBABILITY[:CODE]&seed=N.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <modvirt/plugin.hpp>

namespace modvirt::test {

// What one connection asked for. Calls of it may come from any thread.
class Injection {
public:
    // Null when the query asks for none. Throws Error(InvalidArg) for what cannot be understood; parameters of
    // other names are left alone.
    static std::shared_ptr<Injection> of_query(std::string_view query);

    // A call begins: waits, and throws when the call is to fail. `names` are the public functions that it may be.
    void before_call(std::span<const char *const> names);

private:
    // Each rule draws from a generator of its own: calls that it is not for do not change what happens to those
    // that it is for.
    struct Rule {
        std::string pattern; // as a shell matches; with "vir" in front
        double probability;
        ErrorCode code;
        std::string text; // as it was given
        std::mt19937_64 generator{};
    };

    static Rule rule(const std::string &text);

    std::chrono::milliseconds m_latency{0};
    std::mutex m_mutex; // the generators
    std::vector<Rule> m_rules;
};

// The base of a session's class that has it: what the slots' trampolines call first.
class Injected {
public:
    explicit Injected(std::shared_ptr<Injection> injection) : m_injection(std::move(injection)) {}
    void before_call(std::span<const char *const> names)
    {
        if (m_injection != nullptr)
            m_injection->before_call(names);
    }

protected:
    ~Injected() = default;
    [[nodiscard]] const std::shared_ptr<Injection> &injection() const noexcept { return m_injection; }

private:
    std::shared_ptr<Injection> m_injection;
};

} // namespace modvirt::test
