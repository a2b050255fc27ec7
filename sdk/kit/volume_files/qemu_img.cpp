// SPDX-License-Identifier: MIT
#include "kit/volume_files/qemu_img.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/volume_files/failure.hpp"

namespace modvirt::volume_files {

namespace {

// Copying takes as long as the disks need; an image without data is made at once.
constexpr auto copy_deadline = std::chrono::hours(24);
constexpr auto make_deadline = std::chrono::minutes(10);

constexpr std::string_view made_formats[] = {"qcow", "qcow2", "qed", "vmdk", "vpc", "vdi"};

std::string options_of(const ImageWish &wish)
{
    std::vector<std::string> options;
    if (!wish.compat.empty())
        options.push_back("compat=" + wish.compat);
    if (wish.cluster_size != 0)
        options.push_back(fmt::format("cluster_size={}", wish.cluster_size));
    if (wish.lazy_refcounts)
        options.emplace_back("lazy_refcounts=on");
    if (wish.extended_l2)
        options.emplace_back("extended_l2=on");
    if (wish.preallocation == Preallocation::Metadata)
        options.emplace_back("preallocation=metadata");
    if (wish.preallocation == Preallocation::Falloc)
        options.emplace_back("preallocation=falloc");
    return fmt::format("{}", fmt::join(options, ","));
}

// Nobody misses a file that was never finished; a volume must not be left half-changed.
enum class ToolWritesTo : uint8_t { Unfinished, Volume };

void run_tool(const process::Runner &run, std::vector<std::string> arguments, ToolWritesTo what,
              std::chrono::milliseconds deadline)
{
    arguments.insert(arguments.begin(), "qemu-img");
    process::Invocation invocation{std::move(arguments), "qemu-utils", deadline};
    invocation.ends_with_caller = what == ToolWritesTo::Unfinished;
    process::expect_success(invocation, run(invocation));
}

void add_options(std::vector<std::string> &arguments, const ImageWish &wish)
{
    if (std::string options = options_of(wish); !options.empty())
        arguments.insert(arguments.end(), {"-o", std::move(options)});
}

} // namespace

ImageWish ImageWish::of(const storage::Volume &volume)
{
    ImageWish wish;
    wish.format = volume.format;
    wish.backing_path = volume.backing_path;
    const xml::Element root = volume.document.root();
    if (const auto backing = root.child("backingStore"))
        if (const auto format = backing->child("format"))
            wish.backing_format = format->attribute_or("type", "");
    const auto target = root.child("target");
    if (!target || wish.format != "qcow2")
        return wish;
    wish.compat = target->child_text("compat").value_or("0.10"); // the oldest hosts can read it
    wish.cluster_size = document::number(target->child_text("clusterSize"));
    if (const auto features = target->child("features")) {
        wish.lazy_refcounts = features->child("lazy_refcounts").has_value();
        wish.extended_l2 = features->child("extended_l2").has_value();
    }
    for (const auto &[is_wanted, name] :
         {std::pair(wish.lazy_refcounts, "lazy_refcounts"), std::pair(wish.extended_l2, "extended_l2")})
        if (is_wanted && wish.compat == "0.10")
            throw refusal(ErrorCode::ConfigUnsupported,
                          fmt::format("{} not supported with compat level 0.10", name));
    return wish;
}

bool is_plain(std::string_view format)
{
    return format == "raw" || format == "iso";
}

void check_can_make(std::string_view format)
{
    if (is_plain(format) || format == "dir" ||
        std::ranges::find(made_formats, format) != std::end(made_formats))
        return;
    throw refusal(ErrorCode::ConfigUnsupported,
                  fmt::format("volumes of format '{}' cannot be made: raw, iso, dir, {} can", format,
                              fmt::join(made_formats, ", ")));
}

void create_image(const process::Runner &run, const ImageWish &wish, const std::string &path,
                  uint64_t capacity)
{
    std::vector<std::string> arguments{"create", "-q", "-f", wish.format};
    if (!wish.backing_path.empty())
        arguments.insert(arguments.end(), {"-b", wish.backing_path, "-F", wish.backing_format});
    add_options(arguments, wish);
    arguments.insert(arguments.end(), {path, std::to_string(capacity)});
    run_tool(run, std::move(arguments), ToolWritesTo::Unfinished, make_deadline);
}

void convert_image(const process::Runner &run, const std::string &from, const std::string &from_format,
                   const ImageWish &wish, const std::string &path)
{
    std::vector<std::string> arguments{"convert", "-q", "-f", from_format, "-O", wish.format};
    if (!wish.backing_path.empty())
        arguments.insert(arguments.end(), {"-B", wish.backing_path, "-F", wish.backing_format});
    add_options(arguments, wish);
    arguments.insert(arguments.end(), {from, path});
    run_tool(run, std::move(arguments), ToolWritesTo::Unfinished, copy_deadline);
}

void resize_image(const process::Runner &run, const std::string &format, const std::string &path,
                  uint64_t capacity, Direction direction)
{
    std::vector<std::string> arguments{"resize", "-q", "-f", format};
    if (direction == Direction::Shrink)
        arguments.emplace_back("--shrink");
    arguments.insert(arguments.end(), {path, std::to_string(capacity)});
    run_tool(run, std::move(arguments), ToolWritesTo::Volume, copy_deadline);
}

} // namespace modvirt::volume_files
