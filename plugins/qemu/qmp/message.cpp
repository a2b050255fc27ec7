// SPDX-License-Identifier: LGPL-2.1-or-later
#include "message.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <modvirt/error.hpp>

namespace modvirt::qemu::qmp {

namespace {

constexpr int deepest = 128; // QEMU's own answers stay below 20

[[noreturn]] void fail(const std::string &what)
{
    throw Error(ErrorCode::InternalError, what);
}

// The beginning of a line, fit for a message.
std::string excerpt(std::string_view line)
{
    constexpr std::size_t most = 60;
    std::string text(line.substr(0, most));
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
    return line.size() > most ? text + "..." : text;
}

// Looked at before parsing: a parser builds every level that it meets.
bool is_too_deep(std::string_view line)
{
    int depth = 0;
    bool in_string = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (in_string) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if ((c == '{' || c == '[') && ++depth > deepest) {
            return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

std::string text_of(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int64_t number_of(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? found->get<int64_t>() : 0;
}

Greeting read_greeting(const Json &body)
{
    const Json *at = &body;
    for (const char *step : {"version", "qemu"}) {
        if (!at->is_object() || !at->contains(step))
            fail("its greeting names no version");
        at = &(*at)[step];
    }
    if (!at->is_object())
        fail("its greeting names no version");
    return {static_cast<int>(number_of(*at, "major")), static_cast<int>(number_of(*at, "minor")),
            static_cast<int>(number_of(*at, "micro"))};
}

uint64_t read_id(const Json &object, std::string_view line)
{
    const auto id = object.find("id");
    if (id == object.end() || !id->is_number_unsigned())
        fail("it sent an answer that belongs to no command: " + excerpt(line));
    return id->get<uint64_t>();
}

Event read_event(const Json &object)
{
    Event event;
    event.name = text_of(object, "event");
    event.data = object.value("data", Json::object());
    if (!event.data.is_object())
        event.data = Json::object();
    if (const auto stamp = object.find("timestamp"); stamp != object.end() && stamp->is_object()) {
        event.seconds = number_of(*stamp, "seconds");
        event.microseconds = number_of(*stamp, "microseconds");
    }
    return event;
}

} // namespace

Message parse_message(std::string_view line)
{
    if (is_too_deep(line))
        fail("it sent JSON nested too deeply: " + excerpt(line));
    Json object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        fail("it sent what is no JSON object: " + excerpt(line));
    if (object.contains("QMP"))
        return read_greeting(object["QMP"]);
    if (object.contains("event")) {
        if (!object["event"].is_string())
            fail("it sent an event without a name: " + excerpt(line));
        return read_event(object);
    }
    if (object.contains("return"))
        return Reply{read_id(object, line), std::move(object["return"])};
    if (const auto error = object.find("error"); error != object.end()) {
        if (!error->is_object())
            fail("it sent an error without a description: " + excerpt(line));
        return Reply{read_id(object, line), Failure{text_of(*error, "class"), text_of(*error, "desc")}};
    }
    fail("it sent an object that is neither an answer nor an event: " + excerpt(line));
}

std::string format_command(uint64_t id, std::string_view name, const Json &arguments)
{
    Json object = {{"execute", name}, {"id", id}};
    if (!arguments.empty())
        object["arguments"] = arguments;
    // What is no UTF-8 would make dump() throw; QEMU refuses the replacement where it matters.
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace modvirt::qemu::qmp
