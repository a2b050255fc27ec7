// SPDX-License-Identifier: LGPL-2.1-or-later
// Takes one <pool> out of a host description, and the volumes that stand in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "description.hpp"
#include "events.hpp"

namespace modvirt::test {

class PoolCapture {
public:
    struct Volume {
        std::string xml;
        std::string file; // that has it; empty when `xml` does
    };
    struct Pool {
        std::string xml;
        std::vector<Volume> volumes;
    };

    [[nodiscard]] bool is_inside() const noexcept { return m_depth > 0; }
    void start(std::string_view name, Attributes attributes, uint32_t line);
    void end(std::string_view name);
    void text(std::string_view text);
    // Once it is no longer inside.
    [[nodiscard]] Pool take();

private:
    [[nodiscard]] MarkupWriter &writer() { return m_is_volume ? m_volume_writer : m_writer; }

    MarkupWriter m_writer;
    MarkupWriter m_volume_writer;
    Pool m_pool;
    unsigned m_depth = 0;
    bool m_is_volume = false;
};

// The whole of a <volume> that has a file of its own.
class VolumeFile : public XmlHandler {
public:
    void start(std::string_view name, Attributes attributes, uint32_t line) override;
    void end(std::string_view name) override { m_writer.end(name); }
    void text(std::string_view text) override { m_writer.text(text); }
    [[nodiscard]] std::string take() { return m_writer.take(); }

private:
    MarkupWriter m_writer;
    bool m_has_root = false;
};

// A <pool> that has one.
class PoolFile : public XmlHandler {
public:
    void start(std::string_view name, Attributes attributes, uint32_t line) override;
    void end(std::string_view name) override { m_capture.end(name); }
    void text(std::string_view text) override { m_capture.text(text); }
    [[nodiscard]] PoolCapture::Pool take() { return m_capture.take(); }

private:
    PoolCapture m_capture;
};

} // namespace modvirt::test
