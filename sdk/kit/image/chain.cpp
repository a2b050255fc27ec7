// SPDX-License-Identifier: MIT
#include "kit/image/chain.hpp"

#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include <fmt/format.h>

#include "kit/image/file.hpp"

namespace modvirt::image {

namespace {

using Identity = std::pair<dev_t, ino_t>;

// As QEMU decides it: what has a colon before any slash is not the name of a file.
bool has_protocol(std::string_view name)
{
    const std::size_t colon = name.find(':');
    return colon != std::string_view::npos && colon < name.find('/');
}

Link fail(Link link, LinkState state, std::string problem)
{
    link.state = state;
    link.problem = std::move(problem);
    return link;
}

Header header_of(const OpenImage &image, std::string_view said)
{
    if (said != "raw")
        return read_file(image.fd.get(), image.size);
    Header header;
    header.capacity = image.size;
    return header;
}

Link read_link(const std::string &above, const Header &header, std::set<Identity> &seen)
{
    BackingName backing = resolve_backing(above, header.backing_path);
    Link link;
    link.path = std::move(backing.path);
    link.probed = header.backing_format.empty();
    if (!backing.is_file)
        return fail(std::move(link), LinkState::Remote, {});
    const auto image = open_image(AT_FDCWD, link.path.c_str());
    if (!image && (errno == ENOENT || errno == ENOTDIR)) {
        std::string problem = fmt::format("the backing file '{}' of '{}' does not exist", link.path, above);
        return fail(std::move(link), LinkState::Missing, std::move(problem));
    }
    if (!image) {
        const std::string reason = errno == EINVAL ? "it is no file" : std::generic_category().message(errno);
        std::string problem =
            fmt::format("the backing file '{}' of '{}' cannot be opened: {}", link.path, above, reason);
        return fail(std::move(link), LinkState::Unreadable, std::move(problem));
    }
    if (!seen.emplace(image->status.st_dev, image->status.st_ino).second) {
        std::string problem =
            fmt::format("the backing file '{}' of '{}' has that image in its own chain", link.path, above);
        return fail(std::move(link), LinkState::Cycle, std::move(problem));
    }
    link.header = header_of(*image, header.backing_format);
    if (!link.header.problem.empty())
        link.problem = fmt::format("the backing file '{}' is damaged: {}", link.path, link.header.problem);
    return link;
}

} // namespace

BackingName resolve_backing(std::string_view image_path, std::string_view name)
{
    if (name.starts_with("file:") && !name.starts_with("file://"))
        name.remove_prefix(5);
    else if (has_protocol(name))
        return {false, std::string(name)};
    if (name.starts_with('/'))
        return {true, std::string(name)};
    const std::size_t slash = image_path.rfind('/');
    return {true, std::string(image_path.substr(0, slash == std::string_view::npos ? 0 : slash + 1)) +
                      std::string(name)};
}

bool is_beside(std::string_view name)
{
    const BackingName meant = resolve_backing("", name);
    return meant.is_file && meant.path.find('/') == std::string::npos && meant.path != "..";
}

std::vector<Link> read_chain(const std::string &path, const Header &header)
{
    std::vector<Link> chain;
    std::set<Identity> seen;
    if (const auto image = open_image(AT_FDCWD, path.c_str()))
        seen.emplace(image->status.st_dev, image->status.st_ino);
    std::string above = path;
    const Header *next = &header;
    while (!next->backing_path.empty()) {
        if (chain.size() == most_links) {
            chain.back() = fail(
                std::move(chain.back()), LinkState::TooDeep,
                fmt::format("the chain of backing files of '{}' has more than {} links", path, most_links));
            break;
        }
        chain.push_back(read_link(above, *next, seen));
        if (chain.back().state != LinkState::Present)
            break;
        above = chain.back().path;
        next = &chain.back().header;
    }
    return chain;
}

} // namespace modvirt::image
