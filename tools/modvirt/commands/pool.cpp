// SPDX-License-Identifier: LGPL-2.1-or-later
// pool-define, pool-create, pool-start and so on: a pool's life, its description and what it is called.
#include "commands/commands.hpp"

#include "base/completion.hpp"
#include "base/editor.hpp"
#include "base/failure.hpp"
#include "base/file.hpp"
#include "base/json.hpp"
#include "base/library_error.hpp"
#include "base/pool_lookup.hpp"
#include "base/xml_output.hpp"
#include "commands/pool_options.hpp"

namespace modvirt::cli {

unsigned pool_create_flags(const Arguments &arguments)
{
    unsigned flags = 0;
    if (arguments.has("build"))
        flags |= VIR_STORAGE_POOL_CREATE_WITH_BUILD;
    if (arguments.has("overwrite"))
        flags |= VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE;
    if (arguments.has("no-overwrite"))
        flags |= VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE;
    return flags;
}

namespace {

void run_pool_define(Session &session, const Arguments &arguments)
{
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const unsigned flags = arguments.has("validate") ? VIR_STORAGE_POOL_DEFINE_VALIDATE : 0;
    const Pool pool(virStoragePoolDefineXML(session.connection(), xml.c_str(), flags));
    if (!pool)
        fail("Failed to define pool from {}", path);
    session.out.remark("Pool {} defined from {}\n", pool_name(pool), path);
}

void run_pool_create(Session &session, const Arguments &arguments)
{
    arguments.refuse_both("overwrite", "no-overwrite");
    const std::string path = arguments.required_text("file");
    const std::string xml = read_description(path);
    const Pool pool(virStoragePoolCreateXML(session.connection(), xml.c_str(), pool_create_flags(arguments)));
    if (!pool)
        fail("Failed to create pool from {}", path);
    session.out.remark("Pool {} created from {}\n", pool_name(pool), path);
}

void run_pool_start(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    arguments.refuse_both("overwrite", "no-overwrite");
    if (virStoragePoolCreate(pool.get(), pool_create_flags(arguments)) < 0)
        fail("Failed to start pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} started\n", arguments.required_text("pool"));
}

void run_pool_build(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    unsigned flags = 0;
    if (arguments.has("no-overwrite"))
        flags |= VIR_STORAGE_POOL_BUILD_NO_OVERWRITE;
    if (arguments.has("overwrite"))
        flags |= VIR_STORAGE_POOL_BUILD_OVERWRITE;
    if (virStoragePoolBuild(pool.get(), flags) < 0)
        fail("Failed to build pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} built\n", arguments.required_text("pool"));
}

void run_pool_destroy(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    if (virStoragePoolDestroy(pool.get()) < 0)
        fail("Failed to destroy pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} destroyed\n", arguments.required_text("pool"));
}

void run_pool_delete(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    if (virStoragePoolDelete(pool.get(), 0) < 0)
        fail("Failed to delete pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} deleted\n", arguments.required_text("pool"));
}

void run_pool_undefine(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    if (virStoragePoolUndefine(pool.get()) < 0)
        fail("Failed to undefine pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} has been undefined\n", arguments.required_text("pool"));
}

void run_pool_refresh(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    if (virStoragePoolRefresh(pool.get(), 0) < 0)
        fail("Failed to refresh pool {}", arguments.required_text("pool"));
    session.out.remark("Pool {} refreshed\n", arguments.required_text("pool"));
}

void run_pool_autostart(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const std::string name = arguments.required_text("pool");
    const bool enable = !arguments.has("disable");
    if (virStoragePoolSetAutostart(pool.get(), enable ? 1 : 0) < 0)
        fail(fmt::runtime(enable ? sentence("failed to mark pool {} as autostarted")
                                 : sentence("failed to unmark pool {} as autostarted")),
             name);
    session.out.remark(fmt::runtime(enable ? sentence("Pool {} marked as autostarted\n")
                                           : sentence("Pool {} unmarked as autostarted\n")),
                       name);
}

void run_pool_name(Session &session, const Arguments &arguments)
{
    print_member(session, arguments, "name", pool_name(find_pool(session, arguments, PoolByUuid)));
}

void run_pool_uuid(Session &session, const Arguments &arguments)
{
    const std::string uuid = pool_uuid(find_pool(session, arguments, PoolByName));
    if (uuid.empty())
        fail("failed to get pool UUID");
    print_member(session, arguments, "uuid", uuid);
}

void run_pool_dumpxml(Session &session, const Arguments &arguments)
{
    const unsigned flags = arguments.has("inactive") ? VIR_STORAGE_XML_INACTIVE : 0;
    const Pool pool = find_pool(session, arguments);
    const LibraryText xml(virStoragePoolGetXMLDesc(pool.get(), flags));
    if (!xml)
        fail();
    print_xml(session, arguments, xml.get());
}

// What is stored for the next start; drivers that keep one description only refuse the flag.
std::string editable_xml(const Pool &pool)
{
    LibraryText xml(virStoragePoolGetXMLDesc(pool.get(), VIR_STORAGE_XML_INACTIVE));
    if (!xml && last_library_code() == VIR_ERR_INVALID_ARG) {
        forget_library_error();
        xml.reset(virStoragePoolGetXMLDesc(pool.get(), 0));
    }
    if (!xml)
        fail();
    return xml.get();
}

void run_pool_edit(Session &session, const Arguments &arguments)
{
    const Pool pool = find_pool(session, arguments);
    const auto store = [&](const std::string &text, Validation validation) {
        const auto define = [&](unsigned flags) {
            return Pool(virStoragePoolDefineXML(session.connection(), text.c_str(), flags));
        };
        if (!define_validated(validation, VIR_STORAGE_POOL_DEFINE_VALIDATE, define))
            fail();
    };
    const EditResult result = edit_description(session, [&] { return editable_xml(pool); }, Validation::Full, store);
    session.out.remark(fmt::runtime(result == EditResult::Stored
                                        ? sentence("Pool {} XML configuration edited.\n")
                                        : sentence("Pool {} XML configuration not changed.\n")),
                       pool_name(pool));
}

constexpr Option define_options[] = {
    argument("file", "file containing an XML pool description", complete_path),
    flag("validate", "validate the XML against the schema"),
};
constexpr Option create_options[] = {
    argument("file", "file containing an XML pool description", complete_path),
    build_option,
    no_overwrite_option,
    overwrite_option,
};
constexpr Option start_options[] = {pool_argument(complete_inactive_pool), build_option, no_overwrite_option,
                                    overwrite_option};
constexpr Option build_options[] = {pool_argument(complete_pool), no_overwrite_option, overwrite_option};
constexpr Option active_pool_options[] = {pool_argument(complete_active_pool)};
constexpr Option inactive_pool_options[] = {pool_argument(complete_inactive_pool)};
constexpr Option any_pool_options[] = {pool_argument(complete_pool)};
constexpr Option pool_autostart_options[] = {
    pool_argument(complete_persistent_pool),
    flag("disable", "disable autostarting"),
};
constexpr Option pool_dumpxml_options[] = {
    pool_argument(complete_pool),
    flag("inactive", "show inactive defined XML"),
    xpath_option,
    wrap_option,
};

} // namespace

constexpr Command pool_autostart_command{.name = "pool-autostart",
                                         .summary = "autostart a pool",
                                         .description =
                                             "Configure a pool to be automatically started at boot.",
                                         .options = pool_autostart_options,
                                         .run = run_pool_autostart};
constexpr Command pool_build_command{.name = "pool-build",
                                     .summary = "build a pool",
                                     .description = "Build a given pool.",
                                     .options = build_options,
                                     .run = run_pool_build};
constexpr Command pool_create_command{.name = "pool-create",
                                      .summary = "create a pool from an XML file",
                                      .description = "Create a pool.",
                                      .options = create_options,
                                      .run = run_pool_create};
constexpr Command pool_define_command{
    .name = "pool-define",
    .summary =
        "define an inactive persistent storage pool or modify an existing persistent one from an XML file",
    .description = "Define or modify a persistent storage pool.",
    .options = define_options,
    .run = run_pool_define};
constexpr Command pool_delete_command{.name = "pool-delete",
                                      .summary = "delete a pool",
                                      .description = "Delete a given pool.",
                                      .options = inactive_pool_options,
                                      .run = run_pool_delete};
constexpr Command pool_destroy_command{.name = "pool-destroy",
                                       .summary = "destroy (stop) a pool",
                                       .description =
                                           "Forcefully stop a given pool. Raw data in the pool is untouched",
                                       .options = active_pool_options,
                                       .run = run_pool_destroy};
constexpr Command pool_dumpxml_command{.name = "pool-dumpxml",
                                       .summary = "pool information in XML",
                                       .description = "Output the pool information as an XML dump to stdout.",
                                       .options = pool_dumpxml_options,
                                       .run = run_pool_dumpxml,
                                       .traits = Json};
constexpr Command pool_edit_command{.name = "pool-edit",
                                    .summary = "edit XML configuration for a storage pool",
                                    .description = "Edit the XML configuration for a storage pool.",
                                    .options = any_pool_options,
                                    .run = run_pool_edit};
constexpr Command pool_name_command{.name = "pool-name",
                                    .summary = "convert a pool UUID to pool name",
                                    .description = {},
                                    .options = any_pool_options,
                                    .run = run_pool_name,
                                    .traits = Json};
constexpr Command pool_refresh_command{.name = "pool-refresh",
                                       .summary = "refresh a pool",
                                       .description = "Refresh a given pool.",
                                       .options = active_pool_options,
                                       .run = run_pool_refresh};
constexpr Command pool_start_command{.name = "pool-start",
                                     .summary = "start a (previously defined) inactive pool",
                                     .description = "Start a pool.",
                                     .options = start_options,
                                     .run = run_pool_start};
constexpr Command pool_undefine_command{.name = "pool-undefine",
                                        .summary = "undefine an inactive pool",
                                        .description = "Undefine the configuration for an inactive pool.",
                                        .options = inactive_pool_options,
                                        .run = run_pool_undefine};
constexpr Command pool_uuid_command{.name = "pool-uuid",
                                    .summary = "convert a pool name to pool UUID",
                                    .description = {},
                                    .options = any_pool_options,
                                    .run = run_pool_uuid,
                                    .traits = Json};

} // namespace modvirt::cli
