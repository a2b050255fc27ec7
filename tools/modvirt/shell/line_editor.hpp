// SPDX-License-Identifier: LGPL-2.1-or-later
// Reads lines from a person: with editing, history and completion from libedit where standard input is a
// terminal, plainly otherwise.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace modvirt::cli {

// What can stand at the end of `line`; the candidates replace the last word, `start` is where it begins.
struct Completion {
    size_t start;
    std::vector<std::string> candidates;
};
using CompleteLine = std::function<Completion(const std::string &line)>;

class LineEditor {
public:
    LineEditor() = default;
    LineEditor(const LineEditor &) = delete;
    LineEditor &operator=(const LineEditor &) = delete;
    virtual ~LineEditor() = default;

    // Nothing at the end of input.
    virtual std::optional<std::string> read_line(const std::string &prompt) = 0;
    virtual void remember(const std::string &line) = 0;
};

// `history` is the file that keeps what was typed; it is made when it is missing.
std::unique_ptr<LineEditor> make_line_editor(const std::string &history, CompleteLine complete);

} // namespace modvirt::cli
