// SPDX-License-Identifier: MIT
// What qemu-img is told. Names of files are absolute paths, and formats are always said, so that nothing is
// guessed and nothing is taken for an option.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kit/process/command.hpp"
#include "kit/storage/volume.hpp"
#include "kit/volume_files/encryption.hpp"

namespace modvirt::volume_files {

enum class Preallocation : uint8_t { None, Metadata, Falloc };

// How a new image is to be.
struct ImageWish {
    std::string format;
    std::string compat; // of qcow2, else empty
    uint64_t cluster_size = 0;
    bool lazy_refcounts = false;
    bool extended_l2 = false;
    Preallocation preallocation = Preallocation::None;
    std::string backing_path; // empty: none
    std::string backing_format;
    std::optional<Encryption> encryption; // nothing: it is not encrypted, and there is no key
    const Key *key = nullptr;

    // Throws ConfigUnsupported for what does not go together.
    static ImageWish of(const storage::Volume &volume);
};

// Whether qemu-img is asked to make that format; raw and iso are plain files, which are made without it.
bool is_plain(std::string_view format);
// Throws ConfigUnsupported for formats that nobody can make.
void check_can_make(std::string_view format);

void create_image(const process::Runner &run, const ImageWish &wish, const std::string &path,
                  uint64_t capacity);
// An image that is there, as qemu-img opens it. `key` is there when it is encrypted.
struct OpenedImage {
    std::string path;
    std::string format;
    const Key *key = nullptr;
};

// Into an image that is there, and at least as large.
void fill_image(const process::Runner &run, const OpenedImage &from, const OpenedImage &to);
void convert_image(const process::Runner &run, const std::string &from, const std::string &from_format,
                   const ImageWish &wish, const std::string &path);
enum class Direction : uint8_t { Grow, Shrink };
void resize_image(const process::Runner &run, const OpenedImage &image, uint64_t capacity, Direction direction);

} // namespace modvirt::volume_files
