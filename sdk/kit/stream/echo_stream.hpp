// SPDX-License-Identifier: MIT
// A line that gives back what is sent into it, as a terminal does whose other side only echoes. Its user holds
// an EchoStream; whoever lent the line can end it.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <modvirt/byte_stream.hpp>

#include "kit/process/fd.hpp"

namespace modvirt::stream {

class EchoLine {
public:
    // Throws SystemError.
    EchoLine();

    [[nodiscard]] int descriptor() const noexcept { return m_ready.get(); }
    std::optional<size_t> receive(std::span<char> room);
    std::optional<size_t> send(std::span<const char> bytes);

    // What was sent can still be received; then the line is at its end. Nothing more is taken.
    void end() noexcept;
    [[nodiscard]] bool has_ended() const;

private:
    void show() const noexcept;

    mutable std::mutex m_mutex;
    std::string m_bytes;
    process::Fd m_ready; // an event counter that polls as the line is ready
    bool m_has_ended = false;
};

class EchoStream : public ByteStream {
public:
    explicit EchoStream(std::shared_ptr<EchoLine> line) : m_line(std::move(line)) {}
    // Its user has gone, so the line is free.
    ~EchoStream() override { m_line->end(); }

    [[nodiscard]] int descriptor() const override { return m_line->descriptor(); }
    std::optional<size_t> receive(std::span<char> room) override { return m_line->receive(room); }
    std::optional<size_t> send(std::span<const char> bytes) override { return m_line->send(bytes); }

private:
    std::shared_ptr<EchoLine> m_line;
};

} // namespace modvirt::stream
