// SPDX-License-Identifier: LGPL-2.1-or-later
// A file that holds a saved guest: a header, and behind it the stream that QEMU writes and reads.
#pragma once

#include <string>
#include <string_view>

#include "instance/root.hpp"
#include "kit/process/fd.hpp"

namespace modvirt::qemu::guest {

struct SaveHeader {
    std::string name;
    std::string xml; // what the guest ran as, with secrets
    bool was_running = true;
};

class SaveImage {
public:
    // Makes the file and writes the header; an existing file is replaced. One that is not committed is
    // removed again.
    static SaveImage create(const std::string &path, const SaveHeader &header);
    // Reads the header; the descriptor stands behind it. Throws OperationFailed for a file that is no such
    // image.
    static SaveImage open(const std::string &path);

    SaveImage(SaveImage &&other) noexcept;
    SaveImage &operator=(SaveImage &&) = delete;
    ~SaveImage();

    [[nodiscard]] const SaveHeader &header() const noexcept { return m_header; }
    [[nodiscard]] int fd() const noexcept { return m_file.get(); }
    // Syncs it and puts it in its place.
    void commit();

private:
    SaveImage() = default;

    std::string m_path;
    std::string m_temporary; // empty for one that was opened
    SaveHeader m_header;
    process::Fd m_file;
};

std::string managed_save_path(const Root &root, std::string_view domain);
bool has_managed_save(const Root &root, std::string_view domain);
void remove_managed_save(const Root &root, std::string_view domain);
// Removes what a process left that was killed while it saved.
void remove_unfinished_saves(const Root &root) noexcept;

} // namespace modvirt::qemu::guest
