// SPDX-License-Identifier: MIT
// A directory of volumes that is gone with the test.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "kit/volume_files/tests/refusal.hpp"
#include "kit/volume_files/volume_files.hpp"
#include "module.hpp"

namespace modvirt::volume_files::testing {

inline constexpr uint64_t mib = 1u << 20;

class TemporaryPool : public ::testing::Test {
protected:
    TemporaryPool()
    {
        std::string name = ::testing::TempDir() + "pool.XXXXXX";
        m_path = ::mkdtemp(name.data());
        m_files = make();
    }
    ~TemporaryPool() override { std::filesystem::remove_all(m_path); }

    std::unique_ptr<VolumeFiles> make(process::Runner run = process::run)
    {
        Settings settings{m_path};
        settings.run = std::move(run);
        settings.warn = [this](const std::string &message) { m_warnings.push_back(message); };
        return std::make_unique<VolumeFiles>(std::move(settings), *modvirt_xml_interface_v1());
    }

    [[nodiscard]] std::string path(const std::string &name) const { return m_path + "/" + name; }
    void write(const std::string &name, const std::string &bytes) const
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
    }
    [[nodiscard]] std::string read(const std::string &name) const
    {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void make_sparse(const std::string &name, uint64_t size) const
    {
        write(name, "");
        std::filesystem::resize_file(path(name), size);
    }
    [[nodiscard]] struct stat status(const std::string &name) const
    {
        struct stat status {};
        EXPECT_EQ(::lstat(path(name).c_str(), &status), 0) << name;
        return status;
    }
    [[nodiscard]] uint64_t allocated(const std::string &name) const
    {
        return static_cast<uint64_t>(status(name).st_blocks) * 512;
    }
    [[nodiscard]] std::map<std::string, FoundVolume> list()
    {
        std::map<std::string, FoundVolume> volumes;
        m_files->list([&](const FoundVolume &volume) { volumes.emplace(volume.name, volume); });
        return volumes;
    }
    // All that is in the directory, listed or not.
    [[nodiscard]] std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(m_path), {}));
    }

    std::string m_path;
    std::unique_ptr<VolumeFiles> m_files;
    std::vector<std::string> m_warnings;
};

inline std::string document(const std::string &name, uint64_t capacity, const std::string &allocation = "0",
                            const std::string &target = "", const std::string &rest = "")
{
    return "<volume><name>" + name + "</name><capacity>" + std::to_string(capacity) + "</capacity>" +
           (allocation.empty() ? "" : "<allocation>" + allocation + "</allocation>") + "<target>" + target +
           "</target>" + rest + "</volume>";
}

inline bool has_qemu_img()
{
    return process::has_tool("qemu-img");
}

#define NEEDS_QEMU_IMG()                                                                                     \
    if (!testing::has_qemu_img())                                                                            \
    GTEST_SKIP() << "there is no qemu-img: install qemu-utils"

} // namespace modvirt::volume_files::testing
