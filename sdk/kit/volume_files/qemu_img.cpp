// SPDX-License-Identifier: MIT
#include "kit/volume_files/qemu_img.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "kit/document/completion.hpp"
#include "kit/volume_files/failure.hpp"

namespace modvirt::volume_files {

namespace {

// Copying takes as long as the disks need; an image without data is made at once.
constexpr auto copy_deadline = std::chrono::hours(24);
constexpr auto make_deadline = std::chrono::minutes(10);

// In lists of options a comma is doubled.
std::string escaped(std::string_view text)
{
    std::string result;
    for (const char letter : text)
        result.append(letter == ',' ? 2 : 1, letter);
    return result;
}

constexpr std::string_view made_formats[] = {"qcow", "qcow2", "qed", "vmdk", "vpc", "vdi"};

// LUKS is a format of its own where it is the whole file, and a layer inside of qcow2.
bool is_luks_file(const ImageWish &wish)
{
    return wish.encryption && is_plain(wish.format);
}

void add_encryption(std::vector<std::string> &options, const ImageWish &wish)
{
    const std::string prefix = is_luks_file(wish) ? "" : "encrypt.";
    const auto add = [&](std::string_view name, const std::string &value) {
        if (!value.empty())
            options.push_back(fmt::format("{}{}={}", prefix, name, escaped(value)));
    };
    if (!is_luks_file(wish))
        add("format", wish.encryption->format);
    add("key-secret", wish.key->id());
    add("cipher-alg", wish.encryption->cipher);
    add("cipher-mode", wish.encryption->cipher_mode);
    add("hash-alg", wish.encryption->hash);
    add("ivgen-alg", wish.encryption->iv_generator);
    add("ivgen-hash-alg", wish.encryption->iv_hash);
}

std::string options_of(const ImageWish &wish)
{
    std::vector<std::string> options;
    if (wish.encryption)
        add_encryption(options, wish);
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

// What --image-opts takes.
std::string opening_options(const OpenedImage &image)
{
    const std::string place = "file.filename=" + escaped(image.path);
    if (image.key == nullptr)
        return fmt::format("driver={},{}", image.format, place);
    if (is_plain(image.format))
        return fmt::format("driver=luks,key-secret={},{}", image.key->id(), place);
    return fmt::format("driver={},encrypt.key-secret={},{}", image.format, image.key->id(), place);
}

// Nobody misses a file that was never finished; a volume must not be left half-changed.
enum class ToolWritesTo : uint8_t { Unfinished, Volume };

process::Invocation tool(const char *command, ToolWritesTo what, std::chrono::milliseconds deadline)
{
    process::Invocation invocation{{"qemu-img", command, "-q"}, "qemu-utils", deadline};
    invocation.ends_with_caller = what == ToolWritesTo::Unfinished;
    return invocation;
}

void lend(process::Invocation &invocation, const Key *key)
{
    if (key != nullptr)
        key->lend(invocation);
}

// Making LUKS, the tool measures how fast the processor is, and gives up when others disturb that.
process::Outcome run_undisturbed(const process::Runner &run, const process::Invocation &invocation)
{
    constexpr int most_tries = 20;
    process::Outcome outcome = run(invocation);
    for (int tries = 1; tries < most_tries && outcome.status != 0 &&
                        outcome.errors.find("Unable to get accurate CPU usage") != std::string::npos;
         ++tries)
        outcome = run(invocation);
    return outcome;
}

void run_tool(const process::Runner &run, process::Invocation invocation, std::vector<std::string> arguments)
{
    std::move(arguments.begin(), arguments.end(), std::back_inserter(invocation.argv));
    process::expect_success(invocation, run_undisturbed(run, invocation));
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
    process::Invocation invocation = tool("create", ToolWritesTo::Unfinished, make_deadline);
    lend(invocation, wish.key);
    std::vector<std::string> arguments{"-f", is_luks_file(wish) ? "luks" : wish.format};
    if (!wish.backing_path.empty())
        arguments.insert(arguments.end(), {"-b", wish.backing_path, "-F", wish.backing_format});
    add_options(arguments, wish);
    arguments.insert(arguments.end(), {path, std::to_string(capacity)});
    run_tool(run, std::move(invocation), std::move(arguments));
}

void fill_image(const process::Runner &run, const OpenedImage &from, const OpenedImage &to)
{
    process::Invocation invocation = tool("convert", ToolWritesTo::Unfinished, copy_deadline);
    lend(invocation, from.key);
    lend(invocation, to.key);
    run_tool(run, std::move(invocation),
             {"-n", "--image-opts", "--target-image-opts", opening_options(from), opening_options(to)});
}

void convert_image(const process::Runner &run, const std::string &from, const std::string &from_format,
                   const ImageWish &wish, const std::string &path)
{
    std::vector<std::string> arguments{"-f", from_format, "-O", wish.format};
    if (!wish.backing_path.empty())
        arguments.insert(arguments.end(), {"-B", wish.backing_path, "-F", wish.backing_format});
    add_options(arguments, wish);
    arguments.insert(arguments.end(), {from, path});
    run_tool(run, tool("convert", ToolWritesTo::Unfinished, copy_deadline), std::move(arguments));
}

void resize_image(const process::Runner &run, const OpenedImage &image, uint64_t capacity, Direction direction)
{
    process::Invocation invocation = tool("resize", ToolWritesTo::Volume, copy_deadline);
    lend(invocation, image.key);
    std::vector<std::string> arguments;
    if (direction == Direction::Shrink)
        arguments.emplace_back("--shrink");
    if (image.key == nullptr)
        arguments.insert(arguments.end(), {"-f", image.format, image.path});
    else
        arguments.insert(arguments.end(), {"--image-opts", opening_options(image)});
    arguments.push_back(std::to_string(capacity));
    run_tool(run, std::move(invocation), std::move(arguments));
}

} // namespace modvirt::volume_files
