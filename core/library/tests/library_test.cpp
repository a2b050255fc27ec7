// SPDX-License-Identifier: LGPL-2.1-or-later
#include "library/library.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <modvirt/error.hpp>
#include <unistd.h>

namespace modvirt {
namespace {

// The C library is the one shared library that is surely there, and already loaded.
std::filesystem::path c_library()
{
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        if (line.find("/libc.so.6") != std::string::npos) {
            return line.substr(line.find('/'));
        }
    }
    return {};
}

TEST(Library, FindsAFunctionByItsName)
{
    const Library library(c_library(), Library::Lifetime::Scoped);
    auto *get_process_id = library.find<pid_t()>("getpid");
    ASSERT_NE(get_process_id, nullptr);
    EXPECT_EQ(get_process_id(), getpid());
    EXPECT_EQ(library.find<void()>("no_such_function"), nullptr);
}

TEST(Library, SaysInTheLinkersOwnWordsWhyItCannotBeOpened)
{
    try {
        const Library library("/no/such/library.so", Library::Lifetime::Scoped);
        FAIL() << "opened";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(), "cannot open shared object file: No such file or directory");
    }
}

TEST(Library, IsNeverLookedForInTheCurrentDirectory)
{
    try {
        const Library library("library.so", Library::Lifetime::Scoped);
        FAIL() << "opened";
    } catch (const Error &error) {
        EXPECT_EQ(error.message(), "the library 'library.so' is not named by an absolute path");
    }
}

} // namespace
} // namespace modvirt
