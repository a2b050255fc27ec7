// SPDX-License-Identifier: MIT
// Secrets in a directory of its own, which ends with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

#include "kit/secret_store/inventory.hpp"
#include "kit/xml/value.hpp"
#include "modvirt/error.hpp"
#include "module.hpp"

namespace modvirt::secret_store::testing {

inline std::string uuid_text(int number)
{
    return "00000000-0000-0000-0000-00000000000" + std::to_string(number);
}

inline Uuid uuid(int number)
{
    return *xml::parse_uuid(uuid_text(number));
}

inline secret::ConfigPtr config(int number, const std::string &volume = "", const std::string &traits = "")
{
    const std::string usage = volume.empty() ? "" : "<usage type='volume'><volume>" + volume + "</volume></usage>";
    return secret::parse(*modvirt_xml_interface_v1(),
                         "<secret " + traits + "><uuid>" + uuid_text(number) + "</uuid>" + usage + "</secret>");
}

inline SecretBytes bytes(std::string_view text)
{
    return {text.begin(), text.end()};
}

template <class Call>
std::string refusal_of(const Call &call)
{
    try {
        call();
    } catch (const Error &error) {
        return std::to_string(static_cast<int>(error.code())) + " " + error.message();
    }
    return "";
}

class TemporaryDirectory {
public:
    TemporaryDirectory()
    {
        std::string pattern = ::testing::TempDir() + "modvirt-secrets-XXXXXX";
        m_path = ::mkdtemp(pattern.data());
    }
    TemporaryDirectory(const TemporaryDirectory &) = delete;
    TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;
    ~TemporaryDirectory() { std::filesystem::remove_all(m_path); }

    [[nodiscard]] std::string path() const { return m_path / "secrets"; }
    [[nodiscard]] std::vector<std::string> files() const
    {
        std::vector<std::string> names;
        for (const auto &entry : std::filesystem::directory_iterator(path()))
            names.push_back(entry.path().filename());
        std::ranges::sort(names);
        return names;
    }
    [[nodiscard]] std::string text(const std::string &file) const
    {
        std::ostringstream all;
        all << std::ifstream(path() + "/" + file, std::ios::binary).rdbuf();
        return all.str();
    }
    void write(const std::string &file, const std::string &text) const
    {
        std::ofstream(path() + "/" + file, std::ios::binary) << text;
    }

private:
    std::filesystem::path m_path;
};

} // namespace modvirt::secret_store::testing
