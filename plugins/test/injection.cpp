// SPDX-License-Identifier: LGPL-2.1-or-later
#include "injection.hpp"

#include <charconv>
#include <thread>

#include <fmt/format.h>
#include <fnmatch.h>

namespace modvirt::test {

namespace {

constexpr uint64_t most_latency_ms = 600'000;
constexpr int32_t last_error_code = 110; // of virErrorNumber in 9.0.0

[[noreturn]] void refuse(std::string_view name, std::string_view value, std::string_view wanted)
{
    throw Error(ErrorCode::InvalidArg, fmt::format("the URI parameter {}={} is not understood: {}", name, value, wanted));
}

template <class Number>
bool read(std::string_view text, Number &number)
{
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() && !text.empty();
}

// FNV-1a: the same on every machine, so that a seed means the same everywhere.
uint64_t hash_of(std::string_view text)
{
    uint64_t hash = 14695981039346656037U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    return hash;
}

} // namespace

// CALL:PROBABILITY or CALL:PROBABILITY:CODE.
Injection::Rule Injection::rule(const std::string &text)
{
    constexpr std::string_view wanted =
        "it is CALL:PROBABILITY, or CALL:PROBABILITY:CODE with a virErrorNumber, such as virDomainCreate:0.5 or "
        "virStorage*:0.01:38";
    const auto first = text.find(':');
    if (first == 0 || first == std::string::npos)
        refuse("fail", text, wanted);
    const auto second = text.find(':', first + 1);
    const std::string_view rest(text);
    Rule rule{text.substr(0, first), 0, ErrorCode::OperationFailed, text};
    if (!read(rest.substr(first + 1, second == std::string::npos ? second : second - first - 1), rule.probability) ||
        !(rule.probability >= 0 && rule.probability <= 1))
        refuse("fail", text, "the probability is a number from 0 to 1");
    if (second != std::string::npos) {
        int32_t code = 0;
        if (!read(rest.substr(second + 1), code) || code < 1 || code > last_error_code)
            refuse("fail", text, fmt::format("the code is a virErrorNumber from 1 to {}", last_error_code));
        rule.code = static_cast<ErrorCode>(code);
    }
    if (rule.pattern.rfind("vir", 0) != 0 && rule.pattern.front() != '*')
        rule.pattern.insert(0, "vir");
    return rule;
}

std::shared_ptr<Injection> Injection::of_query(std::string_view query)
{
    auto injection = std::make_shared<Injection>();
    uint64_t seed = 0;
    for (const QueryParameter &parameter : query_parameters(query)) {
        if (parameter.name == "latency") {
            uint64_t latency = 0;
            if (!read(parameter.value, latency) || latency > most_latency_ms)
                refuse("latency", parameter.value, fmt::format("it is a number of milliseconds up to {}", most_latency_ms));
            injection->m_latency = std::chrono::milliseconds(latency);
        } else if (parameter.name == "fail") {
            injection->m_rules.push_back(rule(parameter.value));
        } else if (parameter.name == "seed") {
            if (!read(parameter.value, seed))
                refuse("seed", parameter.value, "it is a number that is not negative");
        }
    }
    if (injection->m_latency.count() == 0 && injection->m_rules.empty())
        return nullptr;
    for (Rule &rule : injection->m_rules)
        rule.generator.seed(seed ^ hash_of(rule.text));
    return injection;
}

void Injection::before_call(std::span<const char *const> names)
{
    if (m_latency.count() > 0)
        std::this_thread::sleep_for(m_latency);
    const std::lock_guard lock(m_mutex);
    for (Rule &rule : m_rules) {
        for (const char *name : names) {
            if (::fnmatch(rule.pattern.c_str(), name, 0) != 0)
                continue;
            // The upper 53 bits: what the standard's distributions draw differs from library to library.
            const double drawn = static_cast<double>(rule.generator() >> 11) * 0x1p-53;
            if (drawn < rule.probability)
                throw Error(rule.code, fmt::format("{} fails because the connection was opened with fail={}", name, rule.text));
            break;
        }
    }
}

} // namespace modvirt::test
