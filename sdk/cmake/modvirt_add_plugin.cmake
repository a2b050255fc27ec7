# SPDX-License-Identifier: MIT
#
# modvirt_add_plugin(<name>
#     KIND hypervisor|network|storage|interface|nodedev|secret|nwfilter|storage-backend
#     SOURCES file...
#     [CLASS namespace::Class HEADER file.hpp]   C++: the driver class, and the header that declares it. Without
#                                                them the sources define modvirt_plugin_negotiate_v1 themselves.
#     [NETWORK_CLASS namespace::Class NETWORK_HEADER file.hpp]   of a hypervisor with virtual networks of its own;
#                                                and so for STORAGE, INTERFACE, NODEDEV, SECRET and NWFILTER
#     [SCHEMES scheme...] [POOL_TYPES type...]   what the plugin is opened for
#     [TYPE_NAME text]                           what virConnectGetType answers; the name in capitals if not given
#     [ERROR_DOMAIN number]                      virErrorDomain of its errors; 0 if not given
#     [THREADING serialized|per_handle|parallel] serialized if not given
#     [NEEDS_ABI minor]                          the oldest host ABI minor it can run on; 0 if not given
#     [VERSION v] [LICENSE id] [VENDOR text] [BUG_URL url] [PACKAGE name]
#     [LIBRARIES target...]
#     [NOT_INSTALLED])                           for a plugin that only tests load
#
# Makes the module <name>.so in target plugin_<name>: one exported symbol, and the manifest as an ELF note. Since 1.0.

function(_modvirt_json_list out)
    set(quoted "")
    foreach(item IN LISTS ARGN)
        list(APPEND quoted "\"${item}\"")
    endforeach()
    list(JOIN quoted "," joined)
    set(${out} "[${joined}]" PARENT_SCOPE)
endfunction()

# One more slot table of the entry point: that of `class`.
macro(_modvirt_add_table table class)
    set(slots_of_hypervisor HypervisorSlots)
    set(slots_of_network NetworkSlots)
    set(slots_of_storage_backend StorageBackendSlots)
    set(slots_of_storage StorageSlots)
    set(slots_of_interface HostInterfacesSlots)
    set(slots_of_nodedev NodeDevicesSlots)
    set(slots_of_secret SecretsSlots)
    set(slots_of_nwfilter NetworkFiltersSlots)
    string(APPEND tables "constexpr auto ${table}_table = modvirt::${slots_of_${table}}<${class}>::table();\n")
    set(${table} "&${table}_table")
endmacro()

# The entry point of a C++ plugin: names the class to the templates of plugin.hpp.
function(_modvirt_write_entry folder)
    foreach(table IN ITEMS hypervisor storage_backend ${companion_tables})
        set(${table} nullptr)
    endforeach()
    set(includes "#include <${arg_HEADER}>\n")
    set(tables "")
    string(REPLACE "-" "_" table ${arg_KIND})
    _modvirt_add_table(${table} ${arg_CLASS})
    foreach(table IN LISTS companion_tables)
        string(TOUPPER ${table} word)
        if(arg_${word}_CLASS)
            string(APPEND includes "#include <${arg_${word}_HEADER}>\n")
            _modvirt_add_table(${table} ${arg_${word}_CLASS})
        endif()
    endforeach()
    string(TOUPPER ${arg_THREADING} threading)
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_entry.cpp.in ${folder}/entry.cpp @ONLY)
endfunction()

function(_modvirt_write_manifest folder)
    _modvirt_json_list(schemes ${arg_SCHEMES})
    _modvirt_json_list(pool_types ${arg_POOL_TYPES})
    string(CONCAT json
        "{\"manifest\":1,\"abi\":\"${MODVIRT_ABI_MAJOR}.${MODVIRT_ABI_MINOR}\","
        "\"min_abi\":\"${MODVIRT_ABI_MAJOR}.${arg_NEEDS_ABI}\",\"kind\":\"${arg_KIND}\",\"name\":\"${name}\","
        "\"version\":\"${arg_VERSION}\",\"uri_schemes\":${schemes},\"pool_types\":${pool_types},"
        "\"threading\":\"${arg_THREADING}\",\"license\":\"${arg_LICENSE}\",\"vendor\":\"${arg_VENDOR}\","
        "\"bug_url\":\"${arg_BUG_URL}\",\"package\":\"${arg_PACKAGE}\"}")
    string(REPLACE "\\" "\\\\" manifest "${json}")
    string(REPLACE "\"" "\\\"" manifest "${manifest}")
    configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin_manifest.c.in ${folder}/manifest.c @ONLY)
    file(CONFIGURE OUTPUT ${folder}/exports.map CONTENT
        "{\n    global: modvirt_plugin_negotiate_v@MODVIRT_ABI_MAJOR@;\n    local: *;\n};\n" @ONLY)
endfunction()

function(modvirt_add_plugin name)
    # What a hypervisor may serve beside its domains.
    set(companion_tables network storage interface nodedev secret nwfilter)
    string(TOUPPER "${companion_tables}" words)
    list(TRANSFORM words APPEND "_CLASS" OUTPUT_VARIABLE classes)
    list(TRANSFORM words APPEND "_HEADER" OUTPUT_VARIABLE headers)
    cmake_parse_arguments(PARSE_ARGV 1 arg "NOT_INSTALLED"
        "KIND;CLASS;HEADER;${classes};${headers};TYPE_NAME;ERROR_DOMAIN;THREADING;NEEDS_ABI;VERSION;LICENSE;VENDOR;BUG_URL;PACKAGE"
        "SOURCES;SCHEMES;POOL_TYPES;LIBRARIES")
    if(NOT arg_KIND MATCHES "^(hypervisor|network|storage|interface|nodedev|secret|nwfilter|storage-backend)$")
        message(FATAL_ERROR "modvirt_add_plugin(${name}): KIND must be hypervisor, network, storage, interface, nodedev, "
            "secret, nwfilter or storage-backend")
    endif()
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "modvirt_add_plugin(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
    endif()
    string(TOUPPER ${name} upper)
    foreach(default IN ITEMS "TYPE_NAME=${upper}" "ERROR_DOMAIN=0" "THREADING=serialized" "NEEDS_ABI=0"
            "VERSION=${PROJECT_VERSION}" "LICENSE=" "VENDOR=" "BUG_URL=" "PACKAGE=")
        string(REGEX MATCH "^([A-Z_]+)=(.*)$" _ "${default}")
        if(NOT DEFINED arg_${CMAKE_MATCH_1})
            set(arg_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
        endif()
    endforeach()

    set(folder ${CMAKE_CURRENT_BINARY_DIR}/plugin_${name}.generated)
    _modvirt_write_manifest(${folder})
    set(entry "")
    if(arg_CLASS)
        _modvirt_write_entry(${folder})
        set(entry ${folder}/entry.cpp)
    endif()

    set(target plugin_${name})
    add_library(${target} MODULE ${arg_SOURCES} ${entry} ${folder}/manifest.c)
    target_link_libraries(${target} PRIVATE ${MODVIRT_SDK_TARGET} ${arg_LIBRARIES})
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_compile_features(${target} PRIVATE c_std_11)
    if(arg_CLASS)
        target_compile_features(${target} PRIVATE cxx_std_20)
    endif()
    target_compile_options(${target} PRIVATE
        $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>)
    target_link_options(${target} PRIVATE -Wl,--version-script=${folder}/exports.map -Wl,-z,now)
    set_target_properties(${target} PROPERTIES
        PREFIX "" OUTPUT_NAME ${name} POSITION_INDEPENDENT_CODE ON
        C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
        LINK_DEPENDS ${folder}/exports.map)
    if(MODVIRT_PLUGIN_OUTPUT_DIR)
        set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${MODVIRT_PLUGIN_OUTPUT_DIR})
    endif()
    if(NOT arg_NOT_INSTALLED)
        install(TARGETS ${target} LIBRARY DESTINATION ${MODVIRT_PLUGIN_DIR} COMPONENT plugin-${name})
    endif()
endfunction()
