// SPDX-License-Identifier: MIT
#include "kit/contents/patterns.hpp"

#include <algorithm>
#include <string>

#include "kit/contents/failure.hpp"

namespace modvirt::contents {

namespace {

constexpr Pass random_pass{};

constexpr Pass of(uint8_t byte)
{
    return {{byte}, 1};
}

constexpr Pass of(uint8_t one, uint8_t two, uint8_t three)
{
    return {{one, two, three}, 3};
}

constexpr Pass zero[] = {of(0)};
constexpr Pass nnsa[] = {random_pass, random_pass, of(0)};
constexpr Pass dod[] = {random_pass, of(0), of(0xff)};
constexpr Pass bsi[] = {of(0xff), of(0xfe), of(0xfd), of(0xfb), of(0xf7),
                        of(0xef), of(0xdf), of(0xbf), of(0x7f)};
constexpr Pass schneier[] = {of(0),       of(0xff),    random_pass, random_pass,
                             random_pass, random_pass, random_pass};

// Between four random passes at each end: the patterns for the encodings that disks had.
constexpr Pass gutmann[] = {random_pass,
                            random_pass,
                            random_pass,
                            random_pass,
                            of(0x55),
                            of(0xaa),
                            of(0x92, 0x49, 0x24),
                            of(0x49, 0x24, 0x92),
                            of(0x24, 0x92, 0x49),
                            of(0x00),
                            of(0x11),
                            of(0x22),
                            of(0x33),
                            of(0x44),
                            of(0x55),
                            of(0x66),
                            of(0x77),
                            of(0x88),
                            of(0x99),
                            of(0xaa),
                            of(0xbb),
                            of(0xcc),
                            of(0xdd),
                            of(0xee),
                            of(0xff),
                            of(0x92, 0x49, 0x24),
                            of(0x49, 0x24, 0x92),
                            of(0x24, 0x92, 0x49),
                            of(0x6d, 0xb6, 0xdb),
                            of(0xb6, 0xdb, 0x6d),
                            of(0xdb, 0x6d, 0xb6),
                            random_pass,
                            random_pass,
                            random_pass,
                            random_pass};

std::vector<Pass> listed(std::span<const Pass> passes)
{
    return {passes.begin(), passes.end()};
}

} // namespace

std::vector<Pass> passes_of(uint32_t algorithm)
{
    switch (static_cast<Algorithm>(algorithm)) {
    case Algorithm::Zero:
        return listed(zero);
    case Algorithm::Nnsa:
        return listed(nnsa);
    case Algorithm::Dod:
        return listed(dod);
    case Algorithm::Bsi:
        return listed(bsi);
    case Algorithm::Gutmann:
        return listed(gutmann);
    case Algorithm::Schneier:
        return listed(schneier);
    case Algorithm::Pfitzner7:
        return std::vector<Pass>(7, random_pass);
    case Algorithm::Pfitzner33:
        return std::vector<Pass>(33, random_pass);
    case Algorithm::Random:
        return {random_pass};
    case Algorithm::Trim:
        return {};
    }
    throw refusal(ErrorCode::InvalidArg, "wiping algorithm " + std::to_string(algorithm) + " not supported");
}

} // namespace modvirt::contents
