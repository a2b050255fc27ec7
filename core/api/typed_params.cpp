// SPDX-License-Identifier: LGPL-2.1-or-later
// Typed parameters: the arrays of named values that many calls take and give.
#include <cstdlib>
#include <cstring>
#include <span>

#include <fmt/format.h>

#include "local_call.hpp"
#include "typed_value.hpp"

namespace modvirt {

namespace {

constexpr CallInfo handling(const char *symbol)
{
    return {symbol, Access::Read, VIR_FROM_NONE, 0};
}

// An array that is grown for the caller, by half of its size at a time.
class GrowingParams {
public:
    GrowingParams(virTypedParameterPtr *params, int *count, int *capacity)
        : m_params(params), m_count(count), m_capacity(capacity)
    {
    }

    // Appends a value of its own type under `name`. Takes the value over; raises what is wrong.
    bool append(Entry &entry, const char *name, typed::Value value) noexcept
    {
        if (std::strlen(name) >= VIR_TYPED_PARAM_FIELD_LENGTH) {
            entry.raise(VIR_ERR_INTERNAL_ERROR, fmt::format("Field name '{}' too long", name));
            return false;
        }
        if (!reserve_one()) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
            return false;
        }
        virTypedParameter &added = (*m_params)[*m_count];
        added = {};
        std::strcpy(added.field, name);
        value.move_to(added);
        ++*m_count;
        return true;
    }
    [[nodiscard]] int count() const noexcept { return *m_count; }
    // Takes away what was appended after `count`.
    void shrink(int count) noexcept
    {
        virTypedParamsClear(*m_params + count, *m_count - count);
        *m_count = count;
    }

private:
    bool reserve_one() noexcept
    {
        if (*m_count < *m_capacity)
            return true;
        const int grown = *m_capacity + std::max(1, *m_capacity / 2);
        void *memory = std::realloc(*m_params, static_cast<size_t>(grown) * sizeof(virTypedParameter));
        if (memory == nullptr)
            return false;
        *m_params = static_cast<virTypedParameterPtr>(memory);
        *m_capacity = grown;
        return true;
    }

    virTypedParameterPtr *m_params;
    int *m_count;
    int *m_capacity;
};

// What every Add call does. `make` answers the value, or nothing after it has raised why there is none.
template <class Make>
int add(const CallInfo &info, virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
        Make &&make) noexcept
{
    const auto run = [&](Entry &entry) {
        std::optional<typed::Value> value = make(entry);
        return value && GrowingParams(params, nparams, maxparams).append(entry, name, std::move(*value)) ? 0
                                                                                                         : -1;
    };
    return local_call(info, -1, run, Required(params, "params"), Required(nparams, "nparams"),
                      Required(maxparams, "maxparams"), Required(name, "name"));
}

// The first one of that name; null when there is none.
virTypedParameterPtr find(virTypedParameterPtr params, int count, const char *name) noexcept
{
    if (params == nullptr || name == nullptr)
        return nullptr;
    for (int index = 0; index < count; ++index)
        if (std::strncmp(params[index].field, name, VIR_TYPED_PARAM_FIELD_LENGTH) == 0)
            return &params[index];
    return nullptr;
}

// What every Get call does: 1 when the parameter is there, 0 when not, -1 when it is of another type.
template <class Store>
int get(const CallInfo &info, virTypedParameterPtr params, int nparams, const char *name, int type,
        Store &&store) noexcept
{
    const auto run = [&](Entry &entry) {
        const virTypedParameter *found = find(params, nparams, name);
        if (found == nullptr)
            return 0;
        if (found->type == type) {
            store(found->value);
            return 1;
        }
        entry.raise(VIR_ERR_INVALID_ARG,
                    fmt::format("Invalid type '{}' requested for parameter '{}', actual type is '{}'",
                                typed::type_name(type), name, typed::type_name(found->type)));
        return -1;
    };
    return local_call(info, -1, run);
}

constexpr CallInfo info_AddInt = handling("virTypedParamsAddInt");
constexpr CallInfo info_AddUInt = handling("virTypedParamsAddUInt");
constexpr CallInfo info_AddLLong = handling("virTypedParamsAddLLong");
constexpr CallInfo info_AddULLong = handling("virTypedParamsAddULLong");
constexpr CallInfo info_AddDouble = handling("virTypedParamsAddDouble");
constexpr CallInfo info_AddBoolean = handling("virTypedParamsAddBoolean");
constexpr CallInfo info_AddString = handling("virTypedParamsAddString");
constexpr CallInfo info_AddStringList = handling("virTypedParamsAddStringList");
constexpr CallInfo info_AddFromString = handling("virTypedParamsAddFromString");
constexpr CallInfo info_GetInt = handling("virTypedParamsGetInt");
constexpr CallInfo info_GetUInt = handling("virTypedParamsGetUInt");
constexpr CallInfo info_GetLLong = handling("virTypedParamsGetLLong");
constexpr CallInfo info_GetULLong = handling("virTypedParamsGetULLong");
constexpr CallInfo info_GetDouble = handling("virTypedParamsGetDouble");
constexpr CallInfo info_GetBoolean = handling("virTypedParamsGetBoolean");
constexpr CallInfo info_GetString = handling("virTypedParamsGetString");

// Makes a value that cannot fail to be made.
template <class Number>
auto number(Number value)
{
    return [value](Entry &) { return typed::Value::of(value); };
}

// A copy of the text; null stands for an empty one.
auto text(const char *value)
{
    return [value](Entry &entry) {
        auto copied = typed::Value::copy_of(value == nullptr ? "" : value);
        if (!copied)
            entry.raise(VIR_ERR_NO_MEMORY, {});
        return copied;
    };
}

} // namespace

extern "C" {

int virTypedParamsAddInt(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                         int value)
{
    return add(info_AddInt, params, nparams, maxparams, name, number(value));
}

int virTypedParamsAddUInt(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                          unsigned int value)
{
    return add(info_AddUInt, params, nparams, maxparams, name, number(value));
}

int virTypedParamsAddLLong(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                           long long value)
{
    return add(info_AddLLong, params, nparams, maxparams, name, number(value));
}

int virTypedParamsAddULLong(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                            unsigned long long value)
{
    return add(info_AddULLong, params, nparams, maxparams, name, number(value));
}

int virTypedParamsAddDouble(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                            double value)
{
    return add(info_AddDouble, params, nparams, maxparams, name, number(value));
}

int virTypedParamsAddBoolean(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                             int value)
{
    return add(info_AddBoolean, params, nparams, maxparams, name, number(value != 0));
}

int virTypedParamsAddString(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                            const char *value)
{
    return add(info_AddString, params, nparams, maxparams, name, text(value));
}

// All of the texts are added or none.
int virTypedParamsAddStringList(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                                const char **values)
{
    if (values == nullptr)
        return 0;
    const auto append_all = [&](Entry &entry) {
        GrowingParams array(params, nparams, maxparams);
        const int before = array.count();
        for (const char **value = values; *value != nullptr; ++value) {
            auto copied = text(*value)(entry);
            if (copied && array.append(entry, name, std::move(*copied)))
                continue;
            array.shrink(before);
            return -1;
        }
        return 0;
    };
    return local_call(info_AddStringList, -1, append_all, Required(params, "params"),
                      Required(nparams, "nparams"), Required(maxparams, "maxparams"), Required(name, "name"));
}

int virTypedParamsAddFromString(virTypedParameterPtr *params, int *nparams, int *maxparams, const char *name,
                                int type, const char *value)
{
    const auto parse = [&](Entry &entry) -> std::optional<typed::Value> {
        try {
            return typed::parse(name, type, value);
        } catch (const Error &error) {
            error::raise(error::report(error, VIR_FROM_NONE));
        } catch (const std::bad_alloc &) {
            entry.raise(VIR_ERR_NO_MEMORY, {});
        }
        return std::nullopt;
    };
    return add(info_AddFromString, params, nparams, maxparams, name, parse);
}

virTypedParameterPtr virTypedParamsGet(virTypedParameterPtr params, int nparams, const char *name)
{
    return find(params, nparams, name);
}

int virTypedParamsGetInt(virTypedParameterPtr params, int nparams, const char *name, int *value)
{
    return get(info_GetInt, params, nparams, name, VIR_TYPED_PARAM_INT, [&](const auto &found) {
        if (value != nullptr)
            *value = found.i;
    });
}

int virTypedParamsGetUInt(virTypedParameterPtr params, int nparams, const char *name, unsigned int *value)
{
    return get(info_GetUInt, params, nparams, name, VIR_TYPED_PARAM_UINT, [&](const auto &found) {
        if (value != nullptr)
            *value = found.ui;
    });
}

int virTypedParamsGetLLong(virTypedParameterPtr params, int nparams, const char *name, long long *value)
{
    return get(info_GetLLong, params, nparams, name, VIR_TYPED_PARAM_LLONG, [&](const auto &found) {
        if (value != nullptr)
            *value = found.l;
    });
}

int virTypedParamsGetULLong(virTypedParameterPtr params, int nparams, const char *name,
                            unsigned long long *value)
{
    return get(info_GetULLong, params, nparams, name, VIR_TYPED_PARAM_ULLONG, [&](const auto &found) {
        if (value != nullptr)
            *value = found.ul;
    });
}

int virTypedParamsGetDouble(virTypedParameterPtr params, int nparams, const char *name, double *value)
{
    return get(info_GetDouble, params, nparams, name, VIR_TYPED_PARAM_DOUBLE, [&](const auto &found) {
        if (value != nullptr)
            *value = found.d;
    });
}

int virTypedParamsGetBoolean(virTypedParameterPtr params, int nparams, const char *name, int *value)
{
    return get(info_GetBoolean, params, nparams, name, VIR_TYPED_PARAM_BOOLEAN, [&](const auto &found) {
        if (value != nullptr)
            *value = found.b != 0;
    });
}

int virTypedParamsGetString(virTypedParameterPtr params, int nparams, const char *name, const char **value)
{
    return get(info_GetString, params, nparams, name, VIR_TYPED_PARAM_STRING, [&](const auto &found) {
        if (value != nullptr)
            *value = found.s;
    });
}

// Texts are freed; everything else stays as it is.
void virTypedParamsClear(virTypedParameterPtr params, int nparams)
{
    if (params == nullptr || nparams <= 0)
        return;
    for (virTypedParameter &param : std::span(params, static_cast<size_t>(nparams)))
        if (param.type == VIR_TYPED_PARAM_STRING) {
            std::free(param.value.s);
            param.value.s = nullptr;
        }
}

void virTypedParamsFree(virTypedParameterPtr params, int nparams)
{
    virTypedParamsClear(params, nparams);
    std::free(params);
}

} // extern "C"

} // namespace modvirt
