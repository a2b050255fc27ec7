// SPDX-License-Identifier: LGPL-2.1-or-later
// Runs a fuzz target as an ordinary test: its seeds as they are, cut off at many places, and mutated by a
// seeded generator. What it looks for is what libFuzzer looks for: a crash, a hang, a report of a sanitizer.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace {

// A copy of exactly that size, so that a sanitizer sees every byte that is read beyond it.
void feed(const std::string &input)
{
    const auto copy = std::make_unique<uint8_t[]>(input.size());
    std::ranges::copy(input, copy.get());
    LLVMFuzzerTestOneInput(copy.get(), input.size());
}

// A file of samples holds many inputs, below lines that begin with "==".
void add_blocks(std::istream &text, std::vector<std::string> &inputs)
{
    std::string block;
    for (std::string line; std::getline(text, line);) {
        if (!line.starts_with("==")) {
            block += line + "\n";
        } else if (!block.empty()) {
            inputs.push_back(std::move(block));
            block.clear();
        }
    }
    if (!block.empty())
        inputs.push_back(std::move(block));
}

std::vector<std::string> seeds()
{
    std::vector<std::string> inputs;
    std::istringstream paths(SEEDS);
    for (std::string path; std::getline(paths, path, ':');) {
        std::stringstream text;
        text << std::ifstream(path, std::ios::binary).rdbuf();
        if (path.ends_with(".txt"))
            add_blocks(text, inputs);
        else
            inputs.push_back(text.str());
    }
    return inputs;
}

class Mutator {
public:
    Mutator(uint32_t seed, const std::vector<std::string> &inputs) : m_random(seed), m_inputs(inputs) {}

    std::string next()
    {
        std::string input = m_inputs[below(m_inputs.size())];
        const std::size_t changes = 1 + below(4);
        for (std::size_t i = 0; i < changes && !input.empty(); ++i)
            change(input);
        return input;
    }

private:
    std::size_t below(std::size_t limit)
    {
        return std::uniform_int_distribution<std::size_t>(0, limit - 1)(m_random);
    }

    void change(std::string &input)
    {
        const std::size_t at = below(input.size());
        const std::size_t size = std::min<std::size_t>(1 + below(40), input.size() - at);
        switch (below(8)) {
        case 0:
            input[at] = static_cast<char>(below(256));
            break;
        case 1:
            input.erase(at, size);
            break;
        case 2:
            input.insert(at, input.substr(at, size));
            break;
        case 3: {
            const std::string &other = m_inputs[below(m_inputs.size())];
            const std::size_t from = below(other.size() + 1);
            input.insert(at, other, from, below(60));
            break;
        }
        case 4:
            input.insert(at, interesting[below(std::size(interesting))]);
            break;
        case 5:
            input.resize(at);
            break;
        case 6:
            std::swap(input[at], input[below(input.size())]);
            break;
        default:
            input.replace(at, size, interesting[below(std::size(interesting))]);
        }
    }

    static constexpr const char *interesting[] = {"<",
                                                  ">",
                                                  "/>",
                                                  "</",
                                                  "'",
                                                  "\"",
                                                  "&",
                                                  "&lt;",
                                                  "&#0;",
                                                  "&#x10ffff;",
                                                  "]]>",
                                                  "<![CDATA[",
                                                  "<!--",
                                                  "-->",
                                                  "<!DOCTYPE a>",
                                                  "<?x?>",
                                                  "\xff",
                                                  "\xc3",
                                                  "0",
                                                  "-1",
                                                  "4294967296",
                                                  "18446744073709551615",
                                                  "99999999999999999999",
                                                  "0x",
                                                  "%s",
                                                  "\n",
                                                  "yes",
                                                  "{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ":",
                                                  "\\u0000"};
    std::mt19937 m_random;
    const std::vector<std::string> &m_inputs;
};

// More rounds on request, for a long run.
uint32_t rounds()
{
    const char *const wanted = std::getenv("MODVIRT_FUZZ_ROUNDS");
    return wanted != nullptr ? static_cast<uint32_t>(std::strtoul(wanted, nullptr, 10)) : 4000;
}

} // namespace

TEST(Mutation, SurvivesItsSeedsWholeAndCutOff)
{
    const std::vector<std::string> inputs = seeds();
    ASSERT_FALSE(inputs.empty());
    for (const std::string &input : inputs) {
        feed(input);
        for (std::size_t size = 0; size < input.size(); size += 1 + input.size() / 50)
            feed(input.substr(0, size));
    }
}

TEST(Mutation, SurvivesSeededMutations)
{
    const std::vector<std::string> inputs = seeds();
    ASSERT_FALSE(inputs.empty());
    Mutator mutator(20080825, inputs);
    for (uint32_t i = 0; i < rounds(); ++i)
        feed(mutator.next());
}
