// SPDX-License-Identifier: MIT
// For tests of what reads sysfs: a directory of its own, with files that the test writes. It is removed with this.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace modvirt::fakes {

class FakeTree {
public:
    FakeTree()
    {
        std::string path = (std::filesystem::temp_directory_path() / "modvirt-tree-XXXXXX").string();
        m_directory = ::mkdtemp(path.data());
    }
    ~FakeTree() { std::filesystem::remove_all(m_directory); }
    FakeTree(const FakeTree &) = delete;
    FakeTree &operator=(const FakeTree &) = delete;

    [[nodiscard]] std::string path() const { return m_directory; }

    // A line; directories are made as they are needed.
    void write(const std::string &file, const std::string &text) const
    {
        std::filesystem::create_directories((m_directory / file).parent_path());
        std::ofstream(m_directory / file) << text << '\n';
    }

    // The link `name` leads to `target`, which is in the tree.
    void link(const std::string &name, const std::string &target) const
    {
        std::filesystem::create_directories((m_directory / name).parent_path());
        std::filesystem::create_symlink(m_directory / target, m_directory / name);
    }

private:
    std::filesystem::path m_directory;
};

} // namespace modvirt::fakes
