// SPDX-License-Identifier: MIT
// Definitions as files: NAME.xml for every object that is defined, autostart/NAME.xml for those that start by themselves.
// What stands in a file, and what it means, is the caller's business.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "directory.hpp"

namespace modvirt::store {

// The name of the file that holds an object: the object's name itself where that is safe, with the bytes that are not as
// %XX. Different names give different files. Throws InvalidArg for one that is too long; `noun` is for that error.
std::string file_name_of(std::string_view object_name, std::string_view noun = "domain");

// Every command happens in full, or throws modvirt::Error and leaves what was there before.
class DefinitionFiles {
public:
    // `path` is created when missing. One process at a time may use it: see that it does. `noun` is how errors call what is
    // defined, and lives for ever.
    DefinitionFiles(const std::string &path, std::string_view noun, FileCalls &calls = FileCalls::system());

    // A file that could not be used; it stays as it is.
    struct Skipped {
        std::string file; // the whole path
        std::string reason;
    };

    // Reads all that is there, and finishes what was being done when a process was killed. `parse` is given each text and
    // answers the name of what it defines, or throws; `accept` follows when that can be used.
    using Parse = std::function<std::string(std::string_view text)>;
    using Accept = std::function<void(bool autostart)>;
    std::vector<Skipped> load(const Parse &parse, const Accept &accept);

    void keep(std::string_view name, std::string_view text);
    // And its autostart mark.
    void forget(std::string_view name);
    // `text` is the definition under the new name.
    void rename(std::string_view from, std::string_view to, std::string_view text);
    void mark_autostart(std::string_view name, bool autostart);

private:
    void load_one(const std::string &file, const Parse &parse, const Accept &accept);
    void finish_rename(const std::string &from, const std::string &to);

    std::string_view m_noun;
    Directory m_directory;
    Directory m_autostart;
};

} // namespace modvirt::store
