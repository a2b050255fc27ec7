// SPDX-License-Identifier: MIT
// Runs one of the host's tools (lvs, parted, mkfs) to its end and takes what it prints. There is no shell, no
// descriptor but those that it is given, and no environment but a fixed one. Programs that go on running are spawn()'s business.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace modvirt::process {

// A tool and what it is told.
struct Invocation {
    // argv[0] is the tool's name, which is looked for in the system's own directories, or an absolute path.
    std::vector<std::string> argv;
    std::string package; // the Debian package that brings it, for who lacks it
    // The tool, and all that it has started, is killed then.
    std::chrono::milliseconds deadline = std::chrono::seconds(60);
    std::size_t most_output = std::size_t{16} << 20; // bytes of standard output; more is a failure
    std::string secret = {};                         // this argument is not shown in messages
    // It is killed as well when this process is: for tools whose work is of no use to anybody else.
    bool ends_with_caller = false;
    std::vector<int> inherit = {};                   // the tool's descriptors 3, 4, 5, ... in this order; the caller's
};

// How a tool ended.
struct Outcome {
    int status = 0;     // what it left with; 128 and the signal's number when a signal ended it
    std::string output; // its standard output
    std::string errors; // its standard error, at most its first 64 KiB
};

// Waits for the tool. Whatever its status is, it is answered. Throws OperationUnsupported when the host lacks
// the tool, OperationTimeout at the deadline, OperationAborted when the call that this thread serves is cancelled, OperationFailed when it prints too much, and SystemError when it
// cannot be started. May be called from any thread.
Outcome run(const Invocation &invocation);

// The tool as a person would type it, for messages.
std::string describe(const Invocation &invocation);

// OperationFailed with the tool's own words, unless it left with 0.
void expect_success(const Invocation &invocation, const Outcome &outcome);

// Where that tool is; throws OperationUnsupported, naming the package.
std::string find_tool(std::string_view name, std::string_view package);
// Whether the host has it.
bool has_tool(std::string_view name);

// What code that runs tools calls, so that its tests can give the answers.
using Runner = std::function<Outcome(const Invocation &)>;

} // namespace modvirt::process
