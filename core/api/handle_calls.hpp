// SPDX-License-Identifier: LGPL-2.1-or-later
// The calls for which a handle is all that is needed: what it knows itself, counting, and UUIDs as text. The
// generated entry points name the object and its check.
#pragma once

#include <cstring>

#include "local_call.hpp"
#include "uuid.hpp"

namespace modvirt {

template <class Check, class Object>
const char *handle_text(const CallInfo &info, Check check, Object *object,
                        const char *ObjectHandle::*text) noexcept
{
    return local_call<const char *>(
        info, nullptr, [&](Entry &) { return object->*text; }, check);
}

template <class Check, class Object>
int handle_usage_type(const CallInfo &info, Check check, Object *object) noexcept
{
    return local_call(
        info, -1, [&](Entry &) { return object->usage_type; }, check);
}

template <class Check, class Object>
int handle_uuid(const CallInfo &info, Check check, Object *object, unsigned char *uuid) noexcept
{
    const auto copy = [&](Entry &) {
        std::memcpy(uuid, object->uuid, sizeof object->uuid);
        return 0;
    };
    return local_call(info, -1, copy, check, Required(uuid, "uuid"));
}

template <class Check, class Object>
int handle_uuid_text(const CallInfo &info, Check check, Object *object, char *buffer) noexcept
{
    const auto format = [&](Entry &) {
        format_uuid(object->uuid, buffer);
        return 0;
    };
    return local_call(info, -1, format, check, Required(buffer, "buf"));
}

template <class Check, class Object>
virConnectPtr handle_connection(const CallInfo &info, Check check, Object *object) noexcept
{
    return local_call<virConnectPtr>(
        info, nullptr, [&](Entry &) { return object->connection; }, check);
}

template <class Check, class Object>
auto handle_parent(const CallInfo &info, Check check, Object *object) noexcept
{
    return local_call<decltype(object->parent)>(
        info, nullptr, [&](Entry &) { return object->parent; }, check);
}

template <class Check, class Object>
int handle_ref(const CallInfo &info, Check check, Object *object) noexcept
{
    const auto take = [&](Entry &) {
        object->references.fetch_add(1, std::memory_order_relaxed);
        return 0;
    };
    return local_call(info, -1, take, check);
}

template <class Check, class Object>
int handle_free(const CallInfo &info, Check check, Object *object) noexcept
{
    const auto give_back = [&](Entry &) {
        release_object(object);
        return 0;
    };
    return local_call(info, -1, give_back, check);
}

// Answers what `lookup` answers for the UUID that `text` spells.
template <class Check, class Owner, class Result>
Result lookup_uuid_text(const CallInfo &info, Check check, Owner owner, const char *text, const char *argument,
                        Result (*lookup)(Owner, const unsigned char *)) noexcept
{
    const auto uuid = text == nullptr ? std::nullopt : parse_uuid(text);
    if (uuid)
        return lookup(owner, uuid->data());
    const auto refuse = [&](Entry &entry) {
        entry.raise_argument(argument, std::string(argument) + " in " + info.symbol + " must be a valid UUID");
        return Result(nullptr);
    };
    return local_call<Result>(info, nullptr, refuse, check, Required(text, argument));
}

} // namespace modvirt
