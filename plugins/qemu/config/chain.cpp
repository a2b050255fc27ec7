// SPDX-License-Identifier: LGPL-2.1-or-later
#include "chain.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include <modvirt/error.hpp>

#include "kit/image/chain.hpp"
#include "kit/image/file.hpp"

namespace modvirt::qemu::config {

namespace {

using Json = nlohmann::json;

// The files that a backing image described in JSON is made of, wherever they stand in it.
void put_files(const Json &json, std::vector<std::string> &files)
{
    for (const auto &[key, value] : json.items()) {
        if (value.is_structured())
            put_files(value, files);
        else if ((key == "filename" || key.ends_with(".filename")) && value.is_string() &&
                 value.get<std::string>().starts_with('/'))
            files.push_back(value.get<std::string>());
    }
}

std::vector<std::string> files_in(std::string_view name)
{
    constexpr std::string_view prefix = "json:";
    std::vector<std::string> files;
    if (name.starts_with(prefix)) {
        if (const Json json = Json::parse(name.substr(prefix.size()), nullptr, false); !json.is_discarded())
            put_files(json, files);
    }
    return files;
}

void put_data_file(DiskSource &source, const std::string &image, const image::Header &header)
{
    if (header.data_file.empty())
        return;
    const image::BackingName name = image::resolve_backing(image, header.data_file);
    source.others.push_back(name.path);
}

// Below what is described in JSON the chain goes on in the file that it names.
void put_described(DiskSource &source, std::string_view name, std::size_t depth);

void put_links(DiskSource &source, const std::string &path, const image::Header &header, Breaks breaks, std::size_t depth)
{
    put_data_file(source, path, header);
    for (const image::Link &link : image::read_chain(path, header)) {
        if (breaks == Breaks::Refuse && link.state != image::LinkState::Present && link.state != image::LinkState::Remote)
            throw Error(link.state == image::LinkState::Missing || link.state == image::LinkState::Unreadable
                            ? ErrorCode::SystemError
                            : ErrorCode::InternalError,
                        "Cannot use '" + path + "': " + link.problem, ErrorDomain::Storage);
        struct stat status {};
        const bool is_block = ::stat(link.path.c_str(), &status) == 0 && S_ISBLK(status.st_mode);
        source.chain.push_back({link.path, std::string(image::name_of(link.header.format)),
                                link.state != image::LinkState::Remote, is_block});
        put_data_file(source, link.path, link.header);
        if (link.state == image::LinkState::Remote)
            put_described(source, link.path, depth + 1);
    }
}

void put_described(DiskSource &source, std::string_view name, std::size_t depth)
{
    if (depth > image::most_links)
        return;
    for (const std::string &file : files_in(name)) {
        source.others.push_back(file);
        const auto image = image::open_image(AT_FDCWD, file.c_str());
        if (!image)
            continue;
        DiskSource below;
        put_links(below, file, image::read_file(image->fd.get(), image->size), Breaks::Accept, depth);
        for (const BackingImage &link : below.chain)
            source.others.push_back(link.path);
        source.others.insert(source.others.end(), below.others.begin(), below.others.end());
    }
}

} // namespace

// An image that is said to be raw is not looked into: what is in it is for its guest to choose.
void read_chain(DiskSource &source, std::string_view format, Breaks breaks)
{
    if (format == "raw" || source.kind == DiskSource::Kind::Directory || source.kind == DiskSource::Kind::Iscsi)
        return;
    const auto image = image::open_image(AT_FDCWD, source.path.c_str());
    if (image)
        put_links(source, source.path, image::read_file(image->fd.get(), image->size), breaks, 0);
}

} // namespace modvirt::qemu::config
