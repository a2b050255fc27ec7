// SPDX-License-Identifier: MIT
#include "sysfs.hpp"

#include <charconv>
#include <fstream>

namespace modvirt::block {

namespace fs = std::filesystem;

std::string read_attribute(const fs::path &file)
{
    std::string line;
    std::ifstream stream(file);
    std::getline(stream, line);
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
    return line;
}

uint64_t read_number(const fs::path &file)
{
    const std::string line = read_attribute(file);
    uint64_t value = 0;
    std::from_chars(line.data(), line.data() + line.size(), value);
    return value;
}

std::vector<fs::path> entries_of(const fs::path &directory)
{
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error))
        entries.push_back(entry->path());
    return entries;
}

} // namespace modvirt::block
