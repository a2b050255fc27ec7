// SPDX-License-Identifier: LGPL-2.1-or-later
// The parameters that a command changes, gathered from its options. Showing them belongs in tuning.hpp.
#pragma once

#include "base/handles.hpp"

#include <string>

namespace modvirt::cli {

class ParameterChanges {
public:
    // The type of the value is that of the parameter. `name` is one of the library's constants.
    void add(const char *name, int value);
    void add(const char *name, unsigned value);
    void add(const char *name, unsigned long long value);
    void add(const char *name, bool value);
    void add(const char *name, const std::string &value);

    // An option that was not given changes nothing.
    template <typename Value>
    void add(const char *name, const std::optional<Value> &value)
    {
        if (value)
            add(name, *value);
    }

    [[nodiscard]] bool empty() const { return m_list.values().empty(); }
    [[nodiscard]] virTypedParameterPtr data() const { return m_list.data(); }
    [[nodiscard]] int count() const { return static_cast<int>(m_list.values().size()); }
    [[nodiscard]] std::span<const virTypedParameter> values() const { return m_list.values(); }

private:
    ParameterList m_list;
};

} // namespace modvirt::cli
