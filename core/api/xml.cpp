// SPDX-License-Identifier: LGPL-2.1-or-later
// modvirt's own call that judges documents. What it needs is opened by the first call.
#include <modvirt/modvirt.h>

#include "library/library.hpp"
#include "local_call.hpp"
#include "runtime.hpp"

#include <cstring>
#include <modvirt/xml.h>
#include <nlohmann/json.hpp>

namespace modvirt {

namespace {

constexpr CallInfo info_Validate{"modvirtXmlValidate", Access::Read, VIR_FROM_NONE, 0};

using Validate = char *(const modvirt_xml_v1 *parser, const char *text, uint64_t size, const char *kind);

// Never closed, like the modules that it works with.
Validate &validate_function()
{
    static Validate *const function = [] {
        const auto file = registry::own_library_directory() / "modvirt/libmodvirt-validation.so";
        static const auto *const library = new Library(file, Library::Lifetime::Process);
        auto *found = library->find<Validate>("modvirt_validate_xml_v1");
        if (found == nullptr)
            throw Error(ErrorCode::InternalError,
                        fmt::format("'{}' is not modvirt's module for documents: install modvirt again",
                                    file.native()));
        return found;
    }();
    return *function;
}

void validate(const char *text, const char *kind, char **json)
{
    const auto *parser =
        static_cast<const modvirt_xml_v1 *>(Runtime::instance().services().find_interface("xml/1"));
    if (parser == nullptr)
        throw Error(ErrorCode::InternalError,
                    "the XML module cannot be loaded: see 'modvirt plugin doctor', or install modvirt again");
    char *answer = validate_function()(parser, text, std::strlen(text), kind);
    if (answer == nullptr)
        throw std::bad_alloc();
    *json = answer;
}

// The module tells of a kind that there is not in its answer.
void refuse_unknown_kind(char **json)
{
    const auto answer = nlohmann::json::parse(*json, nullptr, false);
    if (!answer.is_object() || !answer.contains("unknown_kind"))
        return;
    free(*json);
    *json = nullptr;
    throw Error(ErrorCode::InvalidArg, answer.at("unknown_kind").get<std::string>());
}

} // namespace

extern "C" int modvirtXmlValidate(const char *xml, const char *kind, char **json)
{
    const auto run = [&](Entry &entry) {
        try {
            validate(xml, kind, json);
            refuse_unknown_kind(json);
            return 0;
        } catch (const Error &error) {
            error::raise(error::report(error, VIR_FROM_NONE));
        } catch (const std::exception &error) {
            entry.raise(VIR_ERR_INTERNAL_ERROR, error.what());
        }
        return -1;
    };
    return local_call(info_Validate, -1, run, Required(xml, "xml"), Required(json, "json"));
}

} // namespace modvirt
