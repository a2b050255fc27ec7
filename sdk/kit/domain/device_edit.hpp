// SPDX-License-Identifier: MIT
// A configuration while one device of it changes.
#pragma once

#include "kit/domain/device.hpp"

namespace modvirt::domain {

class DeviceEdit {
public:
    // On the live side every device gets its name, so that the one that is meant can be told.
    DeviceEdit(const Config &config, Side side, const Options &options);

    [[nodiscard]] Side side() const noexcept { return m_side; }
    [[nodiscard]] bool is_live() const noexcept { return m_side == Side::Live; }
    [[nodiscard]] xml::Node domain() { return m_editor.root(); }
    [[nodiscard]] xml::Node devices() { return domain().child_or_new("devices"); }

    // Puts a copy of a device into the domain, without a name that is not its own.
    xml::Node add(const xml::Element &device);

    // Fills in what is missing, names and addresses too, and refuses what contradicts itself.
    void complete();
    // The configuration as it is now. Ends the edit.
    [[nodiscard]] ConfigPtr finish();

private:
    xml::Editor m_editor;
    Side m_side;
    const Options &m_options;
};

} // namespace modvirt::domain
