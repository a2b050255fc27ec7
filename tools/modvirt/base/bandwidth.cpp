// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/bandwidth.hpp"

#include "base/failure.hpp"
#include "base/numbers.hpp"

namespace modvirt::cli {

namespace {

struct Field {
    std::string_view name;
    unsigned long long Rate::*value;
};

constexpr Field fields[] = {
    {"average", &Rate::average}, {"peak", &Rate::peak}, {"burst", &Rate::burst}, {"floor", &Rate::floor}};

Rate parse_rate(const std::string &text)
{
    Rate rate;
    std::string_view rest = text;
    for (const Field &field : fields) {
        const size_t comma = rest.find(',');
        const std::string_view word = rest.substr(0, comma);
        if (!word.empty()) {
            const auto value = parse_integer<unsigned long long>(word);
            if (!value)
                fail("field '{}' is malformed", field.name);
            rate.*field.value = *value;
        }
        if (comma == std::string_view::npos)
            return rate;
        rest.remove_prefix(comma + 1);
    }
    fail("Rate string '{}' has too many fields", text);
}

} // namespace

std::optional<Rate> rate_of(const Arguments &arguments, Direction direction)
{
    const auto text = arguments.text(direction_name(direction));
    if (!text)
        return std::nullopt;
    const Rate rate = parse_rate(*text);
    if (direction == Direction::Outbound && rate.floor != 0)
        fail("outbound floor is unsupported yet");
    return rate;
}

void need_average(const Rate &rate, Direction direction)
{
    if (rate.average != 0 || rate.floor != 0)
        return;
    if (direction == Direction::Inbound)
        fail("either inbound average or floor is mandatory");
    fail("outbound average is mandatory");
}

} // namespace modvirt::cli
