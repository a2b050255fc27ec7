// SPDX-License-Identifier: MIT
// A part of a file or of a block device as a stream: from its bytes, or into them.
#pragma once

#include <string>

#include <modvirt/byte_stream.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::stream {

// Where in the file, in bytes; length 0 stands for all that follows.
struct Part {
    uint64_t offset = 0;
    uint64_t length = 0;
};

enum class Sparseness : uint8_t { Whole, Sparse };

// Moves no more than the part, and less where the file ends. A hole ends where data begins or the part ends.
class FileReader : public ByteStream {
public:
    // Throws SystemError when the file cannot be opened.
    FileReader(const std::string &path, Part part, Sparseness sparseness);
    // Of one that is open for reading. Throws SystemError when its size cannot be told.
    FileReader(process::Fd file, Part part, Sparseness sparseness);

    std::optional<size_t> receive(std::span<char> room) override;
    [[nodiscard]] bool has_holes() const override { return m_sparseness == Sparseness::Sparse; }
    Extent extent() override;
    void skip(uint64_t length) override;

private:
    process::Fd m_fd;
    uint64_t m_position;
    uint64_t m_end; // the most there can be
    uint64_t m_size;
    Sparseness m_sparseness;
};

// Overwrites what is there; bytes beyond the part are refused. A hole reads as zeros afterwards and takes no
// room where the file system can do that.
class FileWriter : public ByteStream {
public:
    // The file must exist. Throws SystemError when it cannot be opened.
    FileWriter(const std::string &path, Part part, Sparseness sparseness);
    // Into one that is open for writing.
    FileWriter(process::Fd file, Part part, Sparseness sparseness);

    std::optional<size_t> send(std::span<const char> bytes) override;
    [[nodiscard]] bool has_holes() const override { return m_sparseness == Sparseness::Sparse; }
    void send_hole(uint64_t length) override;
    void finish() override; // all is on the disk

private:
    [[nodiscard]] size_t room_for(uint64_t length) const;
    void write_zeros(uint64_t length);

    process::Fd m_fd;
    uint64_t m_position;
    uint64_t m_end;
    Sparseness m_sparseness;
};

} // namespace modvirt::stream
