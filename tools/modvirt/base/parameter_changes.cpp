// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/parameter_changes.hpp"

#include "base/failure.hpp"

namespace modvirt::cli {

namespace {

template <auto Add, typename Value>
void append(ParameterList &list, const char *name, Value value)
{
    if (Add(list.array(), list.count(), list.capacity(), name, value) < 0)
        fail();
}

} // namespace

void ParameterChanges::add(const char *name, int value)
{
    append<virTypedParamsAddInt>(m_list, name, value);
}

void ParameterChanges::add(const char *name, unsigned value)
{
    append<virTypedParamsAddUInt>(m_list, name, value);
}

void ParameterChanges::add(const char *name, unsigned long long value)
{
    append<virTypedParamsAddULLong>(m_list, name, value);
}

void ParameterChanges::add(const char *name, bool value)
{
    append<virTypedParamsAddBoolean>(m_list, name, value ? 1 : 0);
}

void ParameterChanges::add(const char *name, const std::string &value)
{
    append<virTypedParamsAddString>(m_list, name, value.c_str());
}

} // namespace modvirt::cli
