// SPDX-License-Identifier: LGPL-2.1-or-later
#include <cstdint>
#include <random>
#include <string>

#include <gtest/gtest.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size);

namespace {

constexpr std::string_view conversation =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"x\"}, "
    "\"capabilities\": [\"oob\"]}}\r\n{\"return\": {}, \"id\": 1}\r\n"
    "{\"return\": [{\"frontend-open\": true, \"filename\": \"pty:/dev/pts/4\", \"label\": \"charserial0\"}], "
    "\"id\": 2}\r\n"
    "{\"timestamp\": {\"seconds\": 1795250646, \"microseconds\": 31651}, \"event\": \"RESUME\"}\r\n"
    "{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"The command \\\"x\\\" has not been found\"}, "
    "\"id\": 3}\r\n"
    "{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}\r\n";

// Words that change the meaning of JSON more than a single byte does.
constexpr std::string_view tokens[] = {"{",    "}",           "[",        "]",
                                       "\"",   "\\",          "\\ud800",  "\\u0000",
                                       "null", "-1",          "1e999",    "\xff\xfe",
                                       "\r\n", "\"id\":",     "\"QMP\":", "\"event\":",
                                       ":",    "\"return\":", ",",        "18446744073709551616"};

TEST(QmpFuzz, SurvivesAHundredThousandMutationsOfAConversation)
{
    std::mt19937 random(20240101);
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
    };
    for (int round = 0; round < 100'000; ++round) {
        std::string input(1, static_cast<char>(below(256)));
        input += conversation;
        for (std::size_t change = 0, changes = 1 + below(8); change < changes; ++change) {
            const std::size_t at = 1 + below(input.size() - 1);
            switch (below(4)) {
            case 0:
                input[at] = static_cast<char>(below(256));
                break;
            case 1:
                input.erase(at, below(20));
                break;
            case 2:
                input.insert(at, tokens[below(std::size(tokens))]);
                break;
            default:
                input.insert(at, input.substr(1 + below(input.size() - 1), below(100)));
                break;
            }
            if (input.size() < 2)
                input = "xx";
        }
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.data()), input.size()), 0);
    }
}

} // namespace
