// SPDX-License-Identifier: LGPL-2.1-or-later
// vol-delete, vol-resize, vol-wipe, vol-path and so on: a volume's life and what it is called. Making one
// belongs in volume_create.cpp.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/numbers.hpp"
#include "base/pool_lookup.hpp"
#include "base/volume_progress.hpp"
#include "base/xml_output.hpp"

#include <algorithm>
#include <limits>

namespace modvirt::cli {

namespace {

constexpr uint8_t by_key_or_path = VolumeByKey | VolumeByPath;

// In the order of virStorageVolWipeAlgorithm.
constexpr std::string_view wipe_algorithms[] = {"zero",     "nnsa",      "dod",        "bsi",    "gutmann",
                                                "schneier", "pfitzner7", "pfitzner33", "random", "trim"};

void run_vol_delete(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const std::string name = arguments.required_text("vol");
    const unsigned flags = arguments.has("delete-snapshots") ? VIR_STORAGE_VOL_DELETE_WITH_SNAPSHOTS : 0;
    if (virStorageVolDelete(volume.get(), flags) < 0)
        fail("Failed to delete vol {}", name);
    session.out.remark("Vol {} deleted\n", name);
}

void run_vol_wipe(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const auto algorithm = arguments.text("algorithm");
    VolumeProgress progress(session.out, "Wipe");
    // Nothing that can be asked changes meanwhile.
    auto watch = std::make_optional<VolumeWatch>(progress, [] { return std::nullopt; });
    int result = 0;
    if (algorithm) {
        const auto *const found = std::ranges::find(wipe_algorithms, *algorithm);
        if (found == std::end(wipe_algorithms))
            fail("Unsupported algorithm '{}'", *algorithm);
        result = virStorageVolWipePattern(volume.get(),
                                          static_cast<unsigned>(found - std::begin(wipe_algorithms)), 0);
    } else {
        result = virStorageVolWipe(volume.get(), 0);
    }
    watch.reset();
    if (result < 0)
        fail("Failed to wipe vol {}", volume_name(volume));
    progress.finish();
    session.out.remark("Vol {} wiped\n", volume_name(volume));
}

unsigned long long size_of(std::string_view text)
{
    const Scaled scaled = parse_scaled(text, 1, std::numeric_limits<unsigned long long>::max());
    if (!scaled.bytes)
        fail("Malformed size {}{}", text, scaled.reason.empty() ? "" : "\nerror: " + scaled.reason);
    return *scaled.bytes;
}

void run_vol_resize(Session &session, const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("allocate"))
        flags |= VIR_STORAGE_VOL_RESIZE_ALLOCATE;
    if (arguments.has("delta"))
        flags |= VIR_STORAGE_VOL_RESIZE_DELTA;
    if (arguments.has("shrink"))
        flags |= VIR_STORAGE_VOL_RESIZE_SHRINK;
    const Volume volume = find_volume(session, arguments);
    std::string text = arguments.required_text("capacity");
    // "-5M" is less by so much.
    const size_t start = text.find_first_not_of(" \t\n\v\f\r");
    if (start != std::string::npos && text[start] == '-') {
        if ((flags & VIR_STORAGE_VOL_RESIZE_SHRINK) == 0)
            fail("negative size requires --shrink");
        text.erase(0, start + 1);
        flags |= VIR_STORAGE_VOL_RESIZE_DELTA;
    }
    const unsigned long long capacity = size_of(text);
    const bool by = (flags & VIR_STORAGE_VOL_RESIZE_DELTA) != 0;
    const bool resized = virStorageVolResize(volume.get(), capacity, flags) >= 0;
    if (!resized && by)
        fail("Failed to change size of volume '{}' by {}", volume_name(volume), text);
    if (!resized)
        fail("Failed to change size of volume '{}' to {}", volume_name(volume), text);
    if (by)
        session.out.remark("Size of volume '{}' successfully changed by {}\n", volume_name(volume), text);
    else
        session.out.remark("Size of volume '{}' successfully changed to {}\n", volume_name(volume), text);
}

void run_vol_dumpxml(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const LibraryText xml(virStorageVolGetXMLDesc(volume.get(), 0));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

void run_vol_name(Session &session, const Arguments &arguments)
{
    print_member(session, arguments, "name", volume_name(find_volume(session, arguments, by_key_or_path)));
}

void run_vol_pool(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments, by_key_or_path);
    const Pool pool(virStoragePoolLookupByVolume(volume.get()));
    if (!pool)
        fail("failed to get parent pool");
    if (wants_json(session, arguments))
        return print_json(session, {{"name", json_text(pool_name(pool))}, {"uuid", pool_uuid(pool)}});
    session.out.print("{}\n", arguments.has("uuid") ? pool_uuid(pool) : pool_name(pool));
}

void run_vol_key(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const char *key = virStorageVolGetKey(volume.get());
    print_member(session, arguments, "key", key ? key : "");
}

void run_vol_path(Session &session, const Arguments &arguments)
{
    const Volume volume = find_volume(session, arguments);
    const LibraryText path(virStorageVolGetPath(volume.get()));
    if (!path)
        fail();
    print_member(session, arguments, "path", path.get());
}

std::vector<std::string> complete_algorithm(Session &, const Arguments &)
{
    return {std::begin(wipe_algorithms), std::end(wipe_algorithms)};
}

constexpr Option delete_options[] = {
    volume_argument(),
    volume_pool_option,
    flag("delete-snapshots", "delete snapshots associated with volume (must be supported by storage driver)"),
};
constexpr Option wipe_options[] = {
    volume_argument(),
    volume_pool_option,
    text("algorithm", "perform selected wiping algorithm", complete_algorithm),
};
constexpr Option resize_options[] = {
    volume_argument(),
    argument("capacity", "new capacity for the vol, as scaled integer (default bytes)"),
    volume_pool_option,
    flag("allocate", "allocate the new capacity, rather than leaving it sparse"),
    flag("delta", "use capacity as a delta to current size, rather than the new size"),
    flag("shrink", "allow the resize to shrink the volume"),
};
constexpr Option dumpxml_options[] = {volume_argument(), volume_pool_option, xpath_option, wrap_option};
constexpr Option name_options[] = {volume_argument("volume key or path")};
constexpr Option pool_options[] = {
    volume_argument("volume key or path"),
    flag("uuid", "return the pool uuid rather than pool name"),
};
constexpr Option key_options[] = {volume_argument("volume name or path"), volume_pool_option};
constexpr Option path_options[] = {volume_argument("volume name or key"), volume_pool_option};

} // namespace

constexpr Command vol_delete_command{.name = "vol-delete",
                                     .summary = "delete a vol",
                                     .description = "Delete a given vol.",
                                     .options = delete_options,
                                     .run = run_vol_delete};
constexpr Command vol_dumpxml_command{.name = "vol-dumpxml",
                                      .summary = "vol information in XML",
                                      .description = "Output the vol information as an XML dump to stdout.",
                                      .options = dumpxml_options,
                                      .run = run_vol_dumpxml,
                                      .traits = Json};
constexpr Command vol_key_command{.name = "vol-key",
                                  .summary = "returns the volume key for a given volume name or path",
                                  .description = {},
                                  .options = key_options,
                                  .run = run_vol_key,
                                  .traits = Json};
constexpr Command vol_name_command{.name = "vol-name",
                                   .summary = "returns the volume name for a given volume key or path",
                                   .description = {},
                                   .options = name_options,
                                   .run = run_vol_name,
                                   .traits = Json};
constexpr Command vol_path_command{.name = "vol-path",
                                   .summary = "returns the volume path for a given volume name or key",
                                   .description = {},
                                   .options = path_options,
                                   .run = run_vol_path,
                                   .traits = Json};
constexpr Command vol_pool_command{.name = "vol-pool",
                                   .summary = "returns the storage pool for a given volume key or path",
                                   .description = {},
                                   .options = pool_options,
                                   .run = run_vol_pool,
                                   .traits = Json};
constexpr Command vol_resize_command{
    .name = "vol-resize",
    .summary = "resize a vol",
    .description = "Resizes a storage volume. This is safe only for storage volumes not in use by an active "
                   "guest.\nSee blockresize for live resizing.",
    .options = resize_options,
    .run = run_vol_resize};
constexpr Command vol_wipe_command{.name = "vol-wipe",
                                   .summary = "wipe a vol",
                                   .description =
                                       "Ensure data previously on a volume is not accessible to future reads",
                                   .options = wipe_options,
                                   .run = run_vol_wipe};

} // namespace modvirt::cli
