// SPDX-License-Identifier: MIT
#include "kit/contents/source.hpp"

#include "kit/document/completion.hpp"
#include "kit/image/chain.hpp"

namespace modvirt::contents {

Source source_of(const xml::Document &volume, std::string_view path)
{
    const auto target = volume.root().child("target");
    const auto format = target ? target->child("format") : std::nullopt;
    const std::string_view named = format ? format->attribute_or("type", "raw") : "raw";
    return {std::string(path), image::format_named(named) ? std::string(named) : "raw",
            document::number(volume.root().child_text("capacity"))};
}

} // namespace modvirt::contents
