// SPDX-License-Identifier: MIT
#include "kit/storage/volume.hpp"

#include <algorithm>
#include <iterator>

#include "kit/storage/completion.hpp"
#include "kit/storage/schema.hpp"
#include "kit/xml/formatter.hpp"

namespace modvirt::storage {

namespace {

// In the order of the enumeration.
constexpr std::string_view volume_type_names[] = {"file", "block", "dir", "network", "netdir", "ploop"};

// The values of a complete document.
VolumePtr describe_volume(xml::Document document)
{
    auto volume = std::make_shared<Volume>();
    volume->document = std::move(document);
    const xml::Element root = volume->document.root();
    volume->name = root.child_text("name").value_or("");
    const auto *const type = std::ranges::find(volume_type_names, root.attribute_or("type", "file"));
    volume->type = static_cast<VolumeType>(type - std::begin(volume_type_names));
    volume->capacity = document::number(root.child_text("capacity"));
    volume->allocation = document::number(root.child_text("allocation"));
    volume->key = root.child_text("key").value_or("");
    if (const auto target = root.child("target")) {
        volume->path = target->child_text("path").value_or("");
        if (const auto format = target->child("format"))
            volume->format = format->attribute_or("type", "");
    }
    if (const auto backing = root.child("backingStore"))
        volume->backing_path = backing->child_text("path").value_or("");
    return volume;
}

void set_bytes(xml::Node volume, std::string_view element, uint64_t bytes)
{
    xml::Node node = volume.child_or_new(element);
    node.set_attribute("unit", "bytes");
    node.set_text(std::to_string(bytes));
}

} // namespace

VolumePtr complete_volume(xml::Editor &editor, const VolumeOptions &options)
{
    complete_volume_document(editor, options);
    return describe_volume(editor.finish());
}

VolumePtr parse_volume(const modvirt_xml_v1 &parser, std::string_view text, const VolumeOptions &options,
                       const xml::ReadOptions &read_options)
{
    xml::Editor editor = xml::read(parser, text, volume_schema(), read_options);
    return complete_volume(editor, options);
}

std::string format(const Volume &volume)
{
    return xml::format(volume.document);
}

VolumePtr with_place(const Volume &volume, std::string_view key, std::string_view path)
{
    xml::Editor editor(volume_schema(), volume.document);
    editor.root().child_or_new("key").set_text(key);
    editor.root().child_or_new("target").child_or_new("path").set_text(path);
    return describe_volume(editor.finish());
}

VolumePtr with_size(const Volume &volume, uint64_t capacity, uint64_t allocation)
{
    xml::Editor editor(volume_schema(), volume.document);
    set_bytes(editor.root(), "capacity", capacity);
    set_bytes(editor.root(), "allocation", allocation);
    return describe_volume(editor.finish());
}

VolumePtr with_edit(const Volume &volume, const VolumeOptions &options,
                    const std::function<void(xml::Editor &)> &edit)
{
    xml::Editor editor(volume_schema(), volume.document);
    edit(editor);
    return complete_volume(editor, options);
}

} // namespace modvirt::storage
