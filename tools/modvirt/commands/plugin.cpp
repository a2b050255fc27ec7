// SPDX-License-Identifier: LGPL-2.1-or-later
// plugin list | show | explain | doctor | matrix | new: the drivers, and starting a new one. How the answers look
// belongs in plugin_text.cpp, how a project is written in plugin_new.cpp.
#include "commands/commands.hpp"

#include "base/failure.hpp"
#include "base/json.hpp"
#include "base/session.hpp"
#include "commands/plugin_new.hpp"
#include "commands/plugin_text.hpp"

#include <modvirt/modvirt.h>

namespace modvirt::cli {

namespace {

// The library's answer; `call` fills the text it allocated.
template <typename Call>
JsonValue ask(Call call)
{
    char *raw = nullptr;
    const int result = call(&raw);
    const LibraryText text(raw);
    if (result < 0 || !text)
        fail();
    JsonValue value = JsonValue::parse(text.get(), nullptr, false);
    if (value.is_discarded())
        fail("the library's answer about plugins is no JSON");
    return value;
}

void show(Session &session, const Arguments &arguments, const JsonValue &value,
          std::string (*as_text)(const JsonValue &))
{
    if (wants_json(session, arguments))
        return print_json(session, value);
    // What is missing or of another type shows up as an exception of the JSON library.
    try {
        session.out.write(as_text(value));
    } catch (const nlohmann::json::exception &error) {
        fail("the library's answer about plugins is not understood: {}", error.what());
    }
}

std::string operand(const Arguments &arguments, std::string_view action, std::string_view what)
{
    const auto text = arguments.text("operand");
    if (!text)
        fail("plugin {} needs {}: modvirt plugin {} <{}>", action, what, action, what);
    return *text;
}

void run_list(Session &session, const Arguments &arguments)
{
    show(session, arguments, ask([](char **json) { return modvirtPluginList(json); }), plugin_list_text);
}

void run_show(Session &session, const Arguments &arguments)
{
    const std::string name = operand(arguments, "show", "name");
    show(session, arguments, ask([&name](char **json) { return modvirtPluginShow(name.c_str(), json); }),
         plugin_show_text);
}

void run_explain(Session &session, const Arguments &arguments)
{
    const std::string uri = operand(arguments, "explain", "uri");
    show(session, arguments, ask([&uri](char **json) { return modvirtPluginExplain(uri.c_str(), json); }),
         plugin_explain_text);
}

// Findings make the command fail, so that a script can ask.
void run_doctor(Session &session, const Arguments &arguments)
{
    const JsonValue value = ask([](char **json) { return modvirtPluginDoctor(json); });
    show(session, arguments, value, plugin_doctor_text);
    if (!value.value("healthy", false))
        fail();
}

void run_matrix(Session &session, const Arguments &arguments)
{
    show(session, arguments, ask([](char **json) { return modvirtPluginMatrix(json); }), plugin_matrix_text);
}

void run_new(Session &session, const Arguments &arguments)
{
    const NewPlugin request{arguments.text("kind").value_or("hypervisor"),
                            arguments.text("name").value_or(""), arguments.text("language").value_or("c++"),
                            operand(arguments, "new", "directory")};
    if (request.name.empty())
        fail("plugin new needs a name: modvirt plugin new --name acme {}", request.directory);
    const std::vector<std::string> files = write_plugin_project(request);
    if (wants_json(session, arguments))
        return print_json(session, {{"directory", request.directory}, {"files", files}});
    session.out.remark("Plugin '{}' written to {}: {} files\n", request.name, request.directory,
                       files.size());
    session.out.remark(
        "Build it with: cmake -S {0} -B {0}/build && cmake --build {0}/build && ctest --test-dir "
        "{0}/build\n",
        request.directory);
}

struct Action {
    std::string_view name;
    void (*run)(Session &, const Arguments &);
};

constexpr Action actions[] = {
    {"list", run_list},     {"show", run_show}, {"explain", run_explain},
    {"doctor", run_doctor}, {"matrix", run_matrix}, {"new", run_new},
};

void run_plugin(Session &session, const Arguments &arguments)
{
    const std::string name = arguments.required_text("action");
    for (const Action &action : actions)
        if (action.name == name)
            return action.run(session, arguments);
    fail("unknown plugin action '{}', expecting 'list', 'show', 'explain', 'doctor', 'matrix' or 'new'", name);
}

std::vector<std::string> complete_action(Session &, const Arguments &)
{
    std::vector<std::string> names;
    for (const Action &action : actions)
        names.emplace_back(action.name);
    return names;
}

std::vector<std::string> complete_kind(Session &, const Arguments &)
{
    const auto kinds = plugin_kinds();
    return {kinds.begin(), kinds.end()};
}

std::vector<std::string> complete_language(Session &, const Arguments &)
{
    return {"c++", "c"};
}

constexpr Option plugin_options[] = {
    argument("action", "list, show, explain, doctor, matrix or new", complete_action),
    text("operand", "name of a plugin (show), connection URI (explain) or directory to write (new)"),
    text("kind", "kind of the new plugin: hypervisor, storage-backend or network", complete_kind, NamedOnly),
    text("name", "name of the new plugin", nullptr, NamedOnly),
    text("language", "language of the new plugin: c++ or c", complete_language, NamedOnly),
};

} // namespace

constexpr Command plugin_command{
    .name = "plugin",
    .summary = "list, examine and create plugins",
    .description =
        "list shows all plugins and their state, show one of them, explain which driver serves a URI and\n"
        "    where it was searched, doctor what is wrong, matrix which driver serves which function of\n"
        "    the API; new writes the project of a new plugin.",
    .options = plugin_options,
    .run = run_plugin,
    .traits = Offline | Json};

} // namespace modvirt::cli
