// SPDX-License-Identifier: MIT
// golden/NAME.in.xml is defined; golden/NAME.out.xml is what libvirt 9.0.0 answered for it on
// test:///default.
#include "kit/domain/config.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "module.hpp"

namespace modvirt::domain {

namespace {

std::string read_file(const std::filesystem::path &path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::string> golden_names()
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(MODVIRT_GOLDEN_DIR)) {
        const std::string file = entry.path().filename().string();
        if (file.ends_with(".in.xml"))
            names.push_back(file.substr(0, file.size() - 7));
    }
    std::ranges::sort(names);
    return names;
}

class Golden : public testing::TestWithParam<std::string> {
protected:
    std::filesystem::path file(const char *ending) const
    {
        return std::filesystem::path(MODVIRT_GOLDEN_DIR) / (GetParam() + ending);
    }
};

} // namespace

TEST_P(Golden, IsDescribedAsLibvirtDescribesIt)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(), read_file(file(".in.xml")));
    EXPECT_EQ(format(*config), read_file(file(".out.xml")));
}

// Not always the same text: libvirt sorts disks anew once their buses are known.
TEST_P(Golden, IsDescribedAsLibvirtDescribesItWhenReadAgain)
{
    const ConfigPtr config = parse(*modvirt_xml_interface_v1(), read_file(file(".out.xml")));
    EXPECT_EQ(format(*config), read_file(file(".again.xml")));
}

INSTANTIATE_TEST_SUITE_P(Documents, Golden, testing::ValuesIn(golden_names()), [](const auto &test) {
    std::string name = test.param;
    std::ranges::replace(name, '-', '_');
    return name;
});

} // namespace modvirt::domain
