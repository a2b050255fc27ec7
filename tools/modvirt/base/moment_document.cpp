// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/moment_document.hpp"

#include "base/failure.hpp"
#include "base/xml_tree.hpp"

#include <span>
#include <utility>

namespace modvirt::cli {

namespace {

// "vda,snapshot=external,file=/a,,b" in parts: a comma that is meant is written twice.
std::vector<std::string> split_spec(std::string_view spec)
{
    std::vector<std::string> parts(1);
    for (size_t i = 0; i < spec.size(); ++i) {
        if (spec[i] != ',') {
            parts.back() += spec[i];
        } else if (i + 1 < spec.size() && spec[i + 1] == ',') {
            parts.back() += ',';
            ++i;
        } else {
            parts.emplace_back();
        }
    }
    return parts;
}

// What a spec may say, and where that goes.
struct Field {
    std::string_view key;
    std::string *value;
};

// False when a part has none of the keys.
bool read_part(const std::string &part, std::span<const Field> fields)
{
    for (const Field &field : fields) {
        if (!part.starts_with(std::string(field.key) + "="))
            continue;
        *field.value = part.substr(field.key.size() + 1);
        return true;
    }
    return false;
}

// The first part is the name of the disk.
void read_disk_spec(const std::string &spec, std::string &name, std::span<const Field> fields)
{
    std::vector<std::string> parts = split_spec(spec);
    name = std::move(parts.front());
    for (size_t i = 1; i < parts.size(); ++i)
        if (!read_part(parts[i], fields))
            fail("unable to parse diskspec: {}", spec);
}

std::string text_element(const Arguments &arguments, std::string_view name)
{
    const auto text = arguments.text(name);
    return text ? fmt::format("  <{}>{}</{}>\n", name, escape_text(*text), name) : std::string();
}

std::string memory_element(const std::string &spec)
{
    std::string file;
    std::string mode;
    const Field fields[] = {{"snapshot", &mode}, {"file", &file}};
    for (const std::string &part : split_spec(spec)) {
        if (read_part(part, fields))
            continue;
        if (!file.empty() || part.find('=') != std::string::npos)
            fail("unable to parse memspec: {}", spec);
        file = part;
    }
    return "  <memory" + attribute_text("snapshot", mode) + attribute_text("file", file) + "/>\n";
}

std::string snapshot_disk(const std::string &spec)
{
    std::string name, mode, driver, type, file;
    const Field fields[] = {{"snapshot", &mode}, {"driver", &driver}, {"stype", &type}, {"file", &file}};
    read_disk_spec(spec, name, fields);
    std::string text =
        "    <disk name=" + in_quotes(name) + attribute_text("snapshot", mode) + attribute_text("type", type);
    if (driver.empty() && file.empty())
        return text + "/>\n";
    text += ">\n";
    if (!driver.empty())
        text += "      <driver type=" + in_quotes(driver) + "/>\n";
    if (!file.empty())
        text += fmt::format("      <source {}={}/>\n", type == "block" ? "dev" : "file", in_quotes(file));
    return text + "    </disk>\n";
}

std::string checkpoint_disk(const std::string &spec)
{
    std::string name, mode, bitmap;
    const Field fields[] = {{"checkpoint", &mode}, {"bitmap", &bitmap}};
    read_disk_spec(spec, name, fields);
    return "    <disk name=" + in_quotes(name) + attribute_text("checkpoint", mode) + attribute_text("bitmap", bitmap) +
           "/>\n";
}

std::string disks_element(const Arguments &arguments, std::string (*disk)(const std::string &))
{
    std::string text;
    for (const std::string &spec : arguments.all("diskspec"))
        text += disk(spec);
    return text.empty() ? text : "  <disks>\n" + text + "  </disks>\n";
}

} // namespace

std::string snapshot_document(const Arguments &arguments)
{
    const auto memory = arguments.text("memspec");
    return "<domainsnapshot>\n" + text_element(arguments, "name") + text_element(arguments, "description") +
           (memory ? memory_element(*memory) : "") + disks_element(arguments, snapshot_disk) +
           "</domainsnapshot>\n";
}

std::string checkpoint_document(const Arguments &arguments)
{
    return "<domaincheckpoint>\n" + text_element(arguments, "name") + text_element(arguments, "description") +
           disks_element(arguments, checkpoint_disk) + "</domaincheckpoint>\n";
}

std::string moment_name(const std::string &xml)
{
    try {
        const XmlDocument document(xml);
        const XmlElement *name = document.root().child("name");
        return name ? name->text() : std::string();
    } catch (const Error &) {
        return {};
    }
}

} // namespace modvirt::cli
