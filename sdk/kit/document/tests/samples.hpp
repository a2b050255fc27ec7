// SPDX-License-Identifier: MIT
// Samples of a kind of document: what is given, and what libvirt 9.0.0 answered for it.
//
// A file of samples holds blocks, each below a line of its own:
//   == in                  a document
//   == out                 what it was described as when it was accepted,
//   == again               what that was described as when it is read anew; absent when it is the same
//   == error CODE DOMAIN   or the numbers of the error when it was refused
#pragma once

#include <algorithm>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "modvirt/error.hpp"

namespace modvirt::document {

struct Sample {
    std::string in;
    std::optional<std::string> out = {};
    std::optional<std::string> again = {};
    std::pair<int, int> error = {0, 0};
};

inline std::vector<Sample> read_samples(const std::string &path)
{
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::vector<Sample> samples;
    std::string *block = nullptr;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string mark;
        std::string kind;
        words >> mark >> kind;
        if (mark != "==") {
            if (block != nullptr)
                *block += line + "\n";
            continue;
        }
        if (kind == "in")
            block = &samples.emplace_back().in;
        else if (kind == "out")
            block = &samples.back().out.emplace();
        else if (kind == "again")
            block = &samples.back().again.emplace();
        else if (kind == "error") {
            words >> samples.back().error.first >> samples.back().error.second;
            block = nullptr;
        } else {
            ADD_FAILURE() << path << ": " << line;
        }
    }
    EXPECT_FALSE(samples.empty()) << path;
    return samples;
}

// How a driver describes what it was given as this text.
using Describe = std::function<std::string(const std::string &)>;

inline void expect_as_libvirt(const Sample &sample, const Describe &describe)
{
    std::string out;
    std::pair<int, int> error = {0, 0};
    std::string message;
    try {
        out = describe(sample.in);
    } catch (const Error &thrown) {
        // What no part of the library speaks, libvirt says to be of VIR_FROM_NONE.
        const bool is_nowhere = thrown.domain() == ErrorDomain::Nowhere;
        error = {static_cast<int>(thrown.code()), is_nowhere ? 0 : static_cast<int>(thrown.domain())};
        message = thrown.message();
    }
    EXPECT_EQ(error, sample.error) << sample.in << message;
    if (!sample.out || error.first != 0)
        return;
    EXPECT_EQ(out, *sample.out) << sample.in;
    EXPECT_EQ(describe(*sample.out), sample.again.value_or(*sample.out)) << *sample.out;
}

inline void expect_as_libvirt(const std::string &path, const Describe &describe)
{
    for (const Sample &sample : read_samples(path))
        expect_as_libvirt(sample, describe);
}

} // namespace modvirt::document
