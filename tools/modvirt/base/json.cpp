// SPDX-License-Identifier: LGPL-2.1-or-later
#include "base/json.hpp"

namespace modvirt::cli {

bool wants_json(const Session &session, const Arguments &arguments)
{
    return session.settings.json || arguments.has("json");
}

void print_json(Session &session, const JsonValue &value)
{
    session.out.print("{}\n", value.dump(2, ' ', false, JsonValue::error_handler_t::replace));
}

void print_member(Session &session, const Arguments &arguments, const char *member, std::string_view text,
                  std::string_view end)
{
    if (wants_json(session, arguments))
        print_json(session, {{member, json_text(text)}});
    else
        session.out.print("{}{}", text, end);
}

JsonValue json_text(std::string_view text)
{
    return std::string(text);
}

JsonValue json_text(const char *text)
{
    return text ? JsonValue(text) : JsonValue(nullptr);
}

JsonValue json_of(const virTypedParameter &parameter)
{
    switch (parameter.type) {
    case VIR_TYPED_PARAM_INT:
        return parameter.value.i;
    case VIR_TYPED_PARAM_UINT:
        return parameter.value.ui;
    case VIR_TYPED_PARAM_LLONG:
        return parameter.value.l;
    case VIR_TYPED_PARAM_ULLONG:
        return parameter.value.ul;
    case VIR_TYPED_PARAM_DOUBLE:
        return parameter.value.d;
    case VIR_TYPED_PARAM_BOOLEAN:
        return parameter.value.b != 0;
    case VIR_TYPED_PARAM_STRING:
        return json_text(parameter.value.s);
    default:
        return nullptr;
    }
}

JsonValue json_of(std::span<const virTypedParameter> parameters)
{
    JsonValue object = JsonValue::object();
    for (const virTypedParameter &parameter : parameters)
        object[parameter.field] = json_of(parameter);
    return object;
}

} // namespace modvirt::cli
