// SPDX-License-Identifier: LGPL-2.1-or-later
#include "disk_chain.hpp"

#include "devices.hpp"
#include "modvirt/error.hpp"

namespace modvirt::test {

namespace {

constexpr const char *backing_store = "backingStore";

// An image whose chain ends says so by an empty element.
void set_backing(xml::Node image, const std::optional<xml::Element> &backing)
{
    std::optional<xml::Node> before = image.child(backing_store);
    if (before)
        before->remove();
    if (backing)
        image.append_copy(*backing);
    else
        image.append(backing_store);
}

} // namespace

std::vector<xml::Element> chain_of(const xml::Element &disk)
{
    std::vector<xml::Element> chain{disk};
    for (auto next = disk.child(backing_store); next && next->child("source");
         next = next->child(backing_store))
        chain.push_back(*next);
    return chain;
}

std::optional<std::size_t> find_image(const std::vector<xml::Element> &chain, std::string_view target,
                                      std::string_view name, std::size_t first)
{
    for (std::size_t place = first; place < chain.size(); ++place) {
        const std::string indexed = std::string(target) + "[" + std::to_string(place) + "]";
        if (name == indexed || source_of(chain[place]) == name)
            return place;
    }
    return std::nullopt;
}

std::string_view format_of(const xml::Element &image)
{
    const char *place = image.name() == "disk" ? "driver" : "format";
    return child_attribute(image, place, "type").value_or("");
}

std::optional<xml::Node> find_disk_node(xml::Node root, std::string_view target)
{
    const auto devices = root.child("devices");
    for (auto disk = devices ? devices->child("disk") : std::nullopt; disk; disk = disk->next_of_kind()) {
        const auto place = disk->child("target");
        if (place && place->attribute("dev") == target)
            return disk;
    }
    return std::nullopt;
}

void drop_between(xml::Node disk, const std::vector<xml::Element> &chain, std::size_t image,
                  std::optional<std::size_t> base)
{
    xml::Node place = disk;
    for (std::size_t depth = 0; depth < image; ++depth) {
        const auto next = place.child(backing_store);
        if (!next)
            throw Error(ErrorCode::InternalError, "the chain of a disk is shorter than its document told");
        place = *next;
    }
    set_backing(place, base ? std::optional(chain.at(*base)) : std::nullopt);
}

void switch_to(xml::Node disk, const xml::Element &image, const std::optional<xml::Element> &backing)
{
    const std::string format(format_of(image));
    if (auto source = disk.child("source"))
        source->remove();
    disk.set_attribute("type", image.attribute_or("type", "file"));
    if (const auto source = image.child("source"))
        disk.append_copy(*source);
    if (!format.empty())
        disk.child_or_new("driver").set_attribute("type", format);
    set_backing(disk, backing);
}

} // namespace modvirt::test
