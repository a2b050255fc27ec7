// SPDX-License-Identifier: LGPL-2.1-or-later
#include "feed.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string_view>

#include <sys/time.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
// There only in a build with a sanitizer.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace modvirt::fuzz {

namespace {

constexpr time_t longest_s = 20;
const std::string *current = nullptr;

// Async-signal-safe.
void show_current()
{
    constexpr std::string_view title = "\nthe input on which it ended:\n";
    if (current == nullptr || write(STDERR_FILENO, title.data(), title.size()) < 0)
        return;
    for (std::size_t at = 0; at < current->size();) {
        const ssize_t written = write(STDERR_FILENO, current->data() + at, current->size() - at);
        if (written <= 0)
            return;
        at += static_cast<std::size_t>(written);
    }
}

void end(int signal)
{
    show_current();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

// For what the target itself does not bear: abort(), and an input that takes forever. A sanitizer has
// handlers of its own for the rest.
void watch()
{
    static const bool watching = [] {
        for (const int signal : {SIGABRT, SIGPROF, SIGILL, SIGTRAP})
            std::signal(signal, end);
        if (__sanitizer_set_death_callback != nullptr)
            __sanitizer_set_death_callback(show_current);
        else
            std::signal(SIGSEGV, end);
        return true;
    }();
    static_cast<void>(watching);
}

// Of the processor, so that a busy machine is no hang. 0: no limit.
void limit_time(time_t seconds)
{
    const itimerval limit{{0, 0}, {seconds, 0}};
    setitimer(ITIMER_PROF, &limit, nullptr);
}

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

} // namespace

void feed(const std::string &input)
{
    watch();
    current = &input;
    // A copy of exactly that size, so that a sanitizer sees every byte that is read beyond it.
    const auto copy = std::make_unique<uint8_t[]>(input.size());
    std::ranges::copy(input, copy.get());
    limit_time(longest_s);
    LLVMFuzzerTestOneInput(copy.get(), input.size());
    limit_time(0);
    current = nullptr;
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

uint32_t rounds(uint32_t otherwise)
{
    const char *const wanted = std::getenv("MODVIRT_FUZZ_ROUNDS");
    return wanted != nullptr ? static_cast<uint32_t>(std::strtoul(wanted, nullptr, 10)) : otherwise;
}

} // namespace modvirt::fuzz
