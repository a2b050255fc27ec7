// SPDX-License-Identifier: LGPL-2.1-or-later
// vol-create, vol-create-as, vol-create-from, vol-clone: how volumes come about.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/library_error.hpp"
#include "base/numbers.hpp"
#include "base/pool_lookup.hpp"
#include "base/volume_progress.hpp"
#include "base/xml_tree.hpp"

#include <limits>

namespace modvirt::cli {

namespace {

unsigned create_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("prealloc-metadata"))
        flags |= VIR_STORAGE_VOL_CREATE_PREALLOC_METADATA;
    if (arguments.has("reflink"))
        flags |= VIR_STORAGE_VOL_CREATE_REFLINK;
    if (arguments.has("validate"))
        flags |= VIR_STORAGE_VOL_CREATE_VALIDATE;
    return flags;
}

void run_vol_create(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const Volume volume(virStorageVolCreateXML(pool.get(), xml.c_str(), create_flags(arguments)));
    if (!volume)
        fail("Failed to create vol from {}", path);
    session.out.remark("Vol {} created from {}\n", volume_name(volume), path);
}

// Bytes that it takes; nothing when it is not there, or not told.
std::optional<unsigned long long> allocation_of(const Volume &volume)
{
    virStorageVolInfo info{};
    if (volume && virStorageVolGetInfo(volume.get(), &info) == 0)
        return info.allocation;
    forget_library_error();
    return std::nullopt;
}

// What is wrong with a document is for the library to say.
std::string name_in(const std::string &xml)
{
    try {
        const XmlDocument document(xml);
        const XmlElement *const name = document.root().child("name");
        return name != nullptr ? name->text() : std::string();
    } catch (const Error &) {
        return {};
    }
}

// A copy that is shown while it is made, by what the new volume holds already of what the source holds.
Volume copy_volume(Session &session, const Pool &pool, const std::string &xml, const Volume &source, unsigned flags)
{
    VolumeProgress progress(session.out, "Clone", [&] { return allocation_of(source).value_or(0); });
    auto watch = std::make_optional<VolumeWatch>(progress, [&pool, name = name_in(xml)] {
        return allocation_of(Volume(virStorageVolLookupByName(pool.get(), name.c_str())));
    });
    Volume volume(virStorageVolCreateXMLFrom(pool.get(), xml.c_str(), source.get(), flags));
    watch.reset();
    if (volume)
        progress.finish();
    return volume;
}

void run_vol_create_from(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const std::string path = arguments.required_text("file");
    const Volume source =
        find_volume(session, arguments, VolumeByName | VolumeByKey | VolumeByPath, "inputpool");
    const std::string xml = read_description(path);
    const Volume volume = copy_volume(session, pool, xml, source, create_flags(arguments));
    if (!volume)
        fail("Failed to create vol from {}", path);
    session.out.remark("Vol {} created from input vol {}\n", volume_name(volume), volume_name(source));
}

std::optional<unsigned long long> size_option(const Arguments &arguments, std::string_view name)
{
    const auto text = arguments.text(name);
    if (!text)
        return std::nullopt;
    const Scaled scaled = parse_scaled(*text, 1, std::numeric_limits<unsigned long long>::max());
    if (!scaled.bytes)
        fail("Malformed size {}{}", *text, scaled.reason.empty() ? "" : "\nerror: " + scaled.reason);
    return scaled.bytes;
}

std::string backing_text(Session &session, const Arguments &arguments, const Pool &pool)
{
    const auto name = arguments.text("backing-vol");
    if (!name)
        return {};
    const Volume backing = find_volume_in(session, pool, *name);
    if (!backing)
        fail("failed to get vol '{}'", *name);
    std::string text = fmt::format("  <backingStore>\n    <path>{}</path>\n", volume_path(backing));
    if (const auto format = arguments.text("backing-vol-format"))
        text += fmt::format("    <format type='{}'/>\n", *format);
    return text + "  </backingStore>\n";
}

// As virsh writes it: a name that needs escaping is for the library to refuse.
std::string volume_text(Session &session, const Arguments &arguments, const Pool &pool)
{
    const unsigned long long capacity = size_option(arguments, "capacity").value();
    const auto allocation = size_option(arguments, "allocation");
    std::string text = fmt::format("<volume>\n  <name>{}</name>\n  <capacity>{}</capacity>\n",
                                   arguments.required_text("name"), capacity);
    if (allocation)
        text += fmt::format("  <allocation>{}</allocation>\n", *allocation);
    if (const auto format = arguments.text("format"))
        text += fmt::format("  <target>\n    <format type='{}'/>\n  </target>\n", *format);
    return text + backing_text(session, arguments, pool) + "</volume>\n";
}

void run_vol_create_as(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const std::string name = arguments.required_text("name");
    const std::string xml = volume_text(session, arguments, pool);
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const Volume volume(virStorageVolCreateXML(pool.get(), xml.c_str(), create_flags(arguments)));
    if (!volume)
        fail("Failed to create vol {}", name);
    session.out.remark("Vol {} created\n", name);
}

// The description of a volume under another name.
std::string renamed(const std::string &xml, const std::string &name)
{
    const XmlDocument document(xml);
    XmlElement root = document.root();
    for (XmlNode &node : root.nodes) {
        auto *element = std::get_if<XmlElement>(&node);
        if (element && element->name == "name")
            element->nodes = {name};
    }
    return serialize(root);
}

void run_vol_clone(Session &session, const Arguments &arguments)
{
    const Volume source = find_volume(session, arguments);
    const std::string name = arguments.required_text("newname");
    const Pool pool(virStoragePoolLookupByVolume(source.get()));
    if (!pool)
        fail("failed to get parent pool");
    const LibraryText before(virStorageVolGetXMLDesc(source.get(), 0));
    if (!before)
        fail();
    const std::string xml = renamed(before.get(), name);
    if (arguments.has("print-xml"))
        return session.out.write(xml);
    const Volume volume = copy_volume(session, pool, xml, source, create_flags(arguments));
    if (!volume)
        fail("Failed to clone vol from {}", volume_name(source));
    session.out.remark("Vol {} cloned from {}\n", volume_name(volume), volume_name(source));
}

constexpr Option prealloc_option =
    flag("prealloc-metadata", "preallocate metadata (for qcow2 instead of full allocation)");
constexpr Option reflink_option = flag("reflink", "use btrfs COW lightweight copy");
constexpr Option validate_option = flag("validate", "validate the XML against the schema");
constexpr Option file_option = argument("file", "file containing an XML vol description", complete_path);

constexpr Option volume_create_options[] = {
    pool_argument(complete_active_pool, "pool name"),
    file_option,
    prealloc_option,
    validate_option,
};
constexpr Option create_from_options[] = {
    pool_argument(complete_active_pool),
    file_option,
    volume_argument(),
    text("inputpool", "pool name or uuid of the input volume's pool", complete_active_pool),
    prealloc_option,
    reflink_option,
    validate_option,
};
constexpr Option volume_create_as_options[] = {
    pool_argument(complete_active_pool, "pool name"),
    argument("name", "name of the volume"),
    argument("capacity", "size of the vol, as scaled integer (default bytes)"),
    text("allocation", "initial allocation size, as scaled integer (default bytes)"),
    text("format", "file format type raw,bochs,qcow,qcow2,qed,vmdk"),
    text("backing-vol", "the backing volume if taking a snapshot"),
    text("backing-vol-format", "format of backing volume if taking a snapshot"),
    prealloc_option,
    flag("print-xml", "print XML document, but don't define/create"),
};
constexpr Option clone_options[] = {
    volume_argument(),  argument("newname", "clone name"),
    volume_pool_option, prealloc_option,
    reflink_option,     flag("print-xml", "print XML document rather than clone the volume"),
};

} // namespace

constexpr Command vol_clone_command{.name = "vol-clone",
                                    .summary = "clone a volume.",
                                    .description = "Clone an existing volume within the parent pool.",
                                    .options = clone_options,
                                    .run = run_vol_clone};
constexpr Command vol_create_command{.name = "vol-create",
                                     .summary = "create a vol from an XML file",
                                     .description = "Create a vol.",
                                     .options = volume_create_options,
                                     .run = run_vol_create};
constexpr Command vol_create_as_command{.name = "vol-create-as",
                                        .summary = "create a volume from a set of args",
                                        .description = "Create a vol.",
                                        .options = volume_create_as_options,
                                        .run = run_vol_create_as};
constexpr Command vol_create_from_command{.name = "vol-create-from",
                                          .summary = "create a vol, using another volume as input",
                                          .description = "Create a vol from an existing volume.",
                                          .options = create_from_options,
                                          .run = run_vol_create_from};

} // namespace modvirt::cli
