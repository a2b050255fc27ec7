// SPDX-License-Identifier: MIT
// What an image stands on: its backing file, the backing file of that, and so on. A chain that does not end
// well is told as such; nothing but headers is read, and nothing that is no file is opened.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kit/image/header.hpp"

namespace modvirt::image {

struct BackingName {
    bool is_file = true; // otherwise a URL or a JSON text that is QEMU's to understand
    std::string path;
};

// What the name of a backing file means that stands in the image at `image_path`: a relative one begins in
// that image's directory.
BackingName resolve_backing(std::string_view image_path, std::string_view name);

// Whether what that name in an image means is in the image's own directory: it is no URL, and has no slash.
bool is_beside(std::string_view name);

enum class LinkState : uint8_t {
    Present,
    Remote,     // not a file of this host
    Missing,    // there is no such file
    Unreadable, // it cannot be opened, or is no image
    Cycle,      // it was in the chain before
    TooDeep,    // there are more links than any chain has
};

struct Link {
    std::string path; // as resolve_backing() tells it
    LinkState state = LinkState::Present;
    Header header;       // of a link that is present
    bool probed = false; // the image above does not say its format: it was guessed
    std::string problem; // a sentence that names the file, unless it is present and sound
};

inline constexpr std::size_t most_links = 200;

// The images below the one at `path` whose header that is, the nearest first. Only the last one can be
// something else than present. One that the image above says to be raw is not looked into, because what is in
// it is for its guest to choose.
std::vector<Link> read_chain(const std::string &path, const Header &header);

} // namespace modvirt::image
