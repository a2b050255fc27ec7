// SPDX-License-Identifier: LGPL-2.1-or-later
// modvirt's own calls: the registry, for those who look after plugins.
#include <cstring>
#include <modvirt/modvirt.h>

#include "local_call.hpp"
#include "runtime.hpp"

namespace modvirt {

namespace {

constexpr CallInfo info_AddFile{"modvirtPluginAddFile", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_AddPath{"modvirtPluginAddPath", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_List{"modvirtPluginList", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_Show{"modvirtPluginShow", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_Explain{"modvirtPluginExplain", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_Doctor{"modvirtPluginDoctor", Access::Read, VIR_FROM_NONE, 0};
constexpr CallInfo info_Matrix{"modvirtPluginMatrix", Access::Read, VIR_FROM_NONE, 0};

// Runs `body` on the registry; what it throws becomes the call's error.
template <class Body, class... Arguments>
int with_registry(const CallInfo &info, Body &&body, Arguments... arguments) noexcept
{
    const auto run = [&](Entry &entry) {
        try {
            body(Runtime::instance().registry());
            return 0;
        } catch (const Error &error) {
            error::raise(error::report(error, VIR_FROM_NONE));
        } catch (const std::exception &error) {
            entry.raise(VIR_ERR_INTERNAL_ERROR, error.what());
        }
        return -1;
    };
    return local_call(info, -1, run, arguments...);
}

void give(char **target, const std::string &text)
{
    *target = strdup(text.c_str());
    if (*target == nullptr)
        throw std::bad_alloc();
}

// The last directory is added first, so that the first one named comes first.
void add_directories(registry::Registry &registry, std::string_view directories)
{
    while (!directories.empty()) {
        const size_t colon = directories.rfind(':');
        const std::string_view last =
            colon == std::string_view::npos ? directories : directories.substr(colon + 1);
        if (!last.empty())
            registry.add_path(last);
        directories = colon == std::string_view::npos ? std::string_view() : directories.substr(0, colon);
    }
}

} // namespace

extern "C" {

int modvirtPluginAddFile(const char *path)
{
    return with_registry(
        info_AddFile, [&](registry::Registry &registry) { registry.add_file(path); }, Required(path, "path"));
}

int modvirtPluginAddPath(const char *directories)
{
    return with_registry(
        info_AddPath, [&](registry::Registry &registry) { add_directories(registry, directories); },
        Required(directories, "directories"));
}

int modvirtPluginList(char **json)
{
    return with_registry(
        info_List, [&](registry::Registry &registry) { give(json, registry.list()); },
        Required(json, "json"));
}

int modvirtPluginShow(const char *name, char **json)
{
    return with_registry(
        info_Show, [&](registry::Registry &registry) { give(json, registry.show(name)); },
        Required(name, "name"), Required(json, "json"));
}

int modvirtPluginExplain(const char *uri, char **json)
{
    return with_registry(
        info_Explain, [&](registry::Registry &registry) { give(json, registry.explain(uri)); },
        Required(uri, "uri"), Required(json, "json"));
}

int modvirtPluginDoctor(char **json)
{
    return with_registry(
        info_Doctor, [&](registry::Registry &registry) { give(json, registry.doctor()); },
        Required(json, "json"));
}

int modvirtPluginMatrix(char **json)
{
    return with_registry(
        info_Matrix, [&](registry::Registry &registry) { give(json, registry.matrix()); },
        Required(json, "json"));
}

} // extern "C"

} // namespace modvirt
