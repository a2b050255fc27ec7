// SPDX-License-Identifier: MIT
// The keeper that has a directory: NAME.xml for every persistent domain, autostart/NAME.xml for those that
// start by themselves. What stands in a file, and what it means, is the codec's business.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "directory.hpp"
#include "keeper.hpp"

namespace modvirt::store {

struct Codec {
    std::function<std::string(const Definition &)> format;
    // Throws modvirt::Error for a text that is no definition.
    std::function<Definition(std::string_view text)> parse;
};

// The name of the file that holds a domain: the domain's name itself where that is safe, with the bytes that
// are not as %XX. Different names give different files. Throws InvalidArg for one that is too long.
std::string file_name_of(std::string_view domain_name);

class Definitions : public Keeper {
public:
    // `path` is created when missing. One process at a time may use it: see that it does.
    Definitions(const std::string &path, Codec codec, FileCalls &calls = FileCalls::system());

    struct Kept {
        Definition definition;
        bool autostart = false;
    };
    // A file that could not be used; it stays as it is.
    struct Skipped {
        std::string file; // the whole path
        std::string reason;
    };
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
    Kept load_one(const std::string &file);
    void finish_rename(const std::string &from, const std::string &to);

    Directory m_directory;
    Directory m_autostart;
    Codec m_codec;
};

} // namespace modvirt::store
