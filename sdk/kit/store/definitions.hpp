// SPDX-License-Identifier: MIT
// The keeper that has a directory: NAME.xml for every persistent domain, autostart/NAME.xml for those that
// start by themselves. What stands in a file, and what it means, is the codec's business.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "definition_files.hpp"
#include "keeper.hpp"

namespace modvirt::store {

struct Codec {
    std::function<std::string(const Definition &)> format;
    // Throws modvirt::Error for a text that is no definition.
    std::function<Definition(std::string_view text)> parse;
};

class Definitions : public Keeper {
public:
    // `path` is created when missing. One process at a time may use it: see that it does.
    Definitions(const std::string &path, Codec codec, FileCalls &calls = FileCalls::system());

    struct Kept {
        Definition definition;
        bool autostart = false;
    };
    using Skipped = DefinitionFiles::Skipped;
    struct Contents {
        std::vector<Kept> kept;
        std::vector<Skipped> skipped;
    };

    // Reads all that is there, and finishes what was being done when a process was killed.
    Contents load();

    void keep(const Definition &definition) override;
    void forget(std::string_view name) override;
    void rename(std::string_view from, const Definition &to) override;
    void mark_autostart(std::string_view name, bool autostart) override;

private:
    DefinitionFiles m_files;
    Codec m_codec;
};

} // namespace modvirt::store
