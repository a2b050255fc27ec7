// SPDX-License-Identifier: MIT
#include "kit/contents/source.hpp"

#include <fcntl.h>

#include "kit/contents/failure.hpp"
#include "kit/document/completion.hpp"
#include "kit/image/chain.hpp"
#include "kit/image/file.hpp"
#include "kit/image/text.hpp"

namespace modvirt::contents {

Source source_of(const xml::Document &volume, std::string_view path)
{
    const auto target = volume.root().child("target");
    const auto format = target ? target->child("format") : std::nullopt;
    const std::string_view named = format ? format->attribute_or("type", "raw") : "raw";
    return {std::string(path), image::format_named(named) ? std::string(named) : "raw",
            document::number(volume.root().child_text("capacity")),
            volume.root().attribute_or("type", "file") == "block" ? Bytes::OfDevice : Bytes::OfFile};
}

namespace {

// Of one that is damaged it is not known what a tool would make of it.
void check_header(const std::string &path, const image::Header &header)
{
    if (!header.problem.empty())
        throw refusal(ErrorCode::OperationFailed, "the image '" + path + "' is damaged: " + header.problem);
    if (header.data_file.empty() || image::is_beside(header.data_file))
        return;
    const bool can_be_shown = header.data_file.size() < 1024 && image::is_text(header.data_file);
    throw refusal(ErrorCode::OperationFailed, "the image '" + path + "' has its data in " +
                                                  (can_be_shown ? "'" + header.data_file + "'" : "another file") +
                                                  ", which is not in its own directory: it is not used");
}

} // namespace

void check_image(const Source &source)
{
    const process::Fd file = open_volume(source.path, source.bytes, O_RDONLY);
    const off_t size = ::lseek(file.get(), 0, SEEK_END);
    const image::Header header = image::read_file(file.get(), size < 0 ? 0 : static_cast<uint64_t>(size));
    check_header(source.path, header);
    const std::vector<image::Link> chain = image::read_chain(source.path, header);
    for (const image::Link &link : chain)
        check_header(link.path, link.header);
    if (chain.empty() || chain.back().state == image::LinkState::Present)
        return;
    const image::Link &last = chain.back();
    if (last.state != image::LinkState::Remote)
        throw refusal(ErrorCode::OperationFailed, last.problem);
    throw refusal(ErrorCode::OperationFailed, "the image '" + source.path + "' stands on '" + last.path +
                                                  "', which is no file of this host: it is not copied here");
}

} // namespace modvirt::contents
