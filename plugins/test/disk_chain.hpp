// SPDX-License-Identifier: LGPL-2.1-or-later
// The images that a disk stands on, as its document tells them: image 0 is the one that the guest writes to,
// and each further one is the <backingStore> of the one before.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/domain/config.hpp"

namespace modvirt::test {

// A <disk> and the <backingStore>s in it that name something.
std::vector<xml::Element> chain_of(const xml::Element &disk);

// The image that a caller names: by its path, or as "vda[2]" with the disk's own target. Only images from
// `first` on are looked at.
std::optional<std::size_t> find_image(const std::vector<xml::Element> &chain, std::string_view target,
                                      std::string_view name, std::size_t first);

// The format of an image, of whichever of the elements it is; empty when it is not told.
std::string_view format_of(const xml::Element &image);

// Where the disk of that target stands in a document that is edited.
std::optional<xml::Node> find_disk_node(xml::Node root, std::string_view target);

// What is done to the chain of `disk`, a node of the document that `chain` was read from.
// The images between `image` and `base` go; without a base all below `image`.
void drop_between(xml::Node disk, const std::vector<xml::Element> &chain, std::size_t image,
                  std::optional<std::size_t> base);
// The guest writes to `image` from now on, a <backingStore> of the disk or another <disk>, which stands on
// `backing`.
void switch_to(xml::Node disk, const xml::Element &image, const std::optional<xml::Element> &backing);

} // namespace modvirt::test
