# What an author of drivers gets: headers, the kit, the CMake package modvirt-sdk, modvirt-sdk.pc and the templates.
# Nothing installed names the tree it was built in, and the whole prefix may be moved.
include(CMakePackageConfigHelpers)

set(sdk_version ${MODVIRT_ABI_MAJOR}.${MODVIRT_ABI_MINOR}.0)
set(sdk_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/modvirt-sdk)
set(sdk_template_dir ${CMAKE_INSTALL_DATADIR}/modvirt/templates)
set(kit_include_dir ${CMAKE_INSTALL_INCLUDEDIR}/modvirt-kit)
set(staged ${CMAKE_CURRENT_BINARY_DIR}/package)

set_target_properties(modvirt-sdk PROPERTIES EXPORT_NAME sdk)
target_include_directories(modvirt-sdk INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
install(TARGETS modvirt-sdk EXPORT modvirt-sdk COMPONENT sdk)
install(DIRECTORY include/modvirt ${MODVIRT_GENERATED_DIR}/include/modvirt
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT sdk FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(EXPORT modvirt-sdk DESTINATION ${sdk_package_dir} FILE modvirt-sdkTargets.cmake NAMESPACE modvirt::
    COMPONENT sdk)

# The kit. Its headers name each other as "kit/<noun>/<file>.hpp".
foreach(noun IN LISTS MODVIRT_KIT)
    set_target_properties(modvirt-kit-${noun} PROPERTIES
        EXPORT_NAME kit-${noun}
        INTERFACE_INCLUDE_DIRECTORIES
            "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}>;$<INSTALL_INTERFACE:${kit_include_dir}>")
    install(TARGETS modvirt-kit-${noun} EXPORT modvirt-kit
        ARCHIVE DESTINATION ${MODVIRT_PRIVATE_LIBDIR}/kit COMPONENT sdk)
    install(DIRECTORY kit/${noun} DESTINATION ${kit_include_dir}/kit COMPONENT sdk
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN tests EXCLUDE)
endforeach()
if(MODVIRT_KIT)
    install(EXPORT modvirt-kit DESTINATION ${sdk_package_dir} FILE modvirt-kitTargets.cmake NAMESPACE modvirt::
        COMPONENT sdk)
endif()

configure_package_config_file(cmake/modvirt-sdkConfig.cmake.in ${staged}/modvirt-sdkConfig.cmake
    INSTALL_DESTINATION ${sdk_package_dir}
    PATH_VARS MODVIRT_PLUGIN_DIR sdk_template_dir CMAKE_INSTALL_BINDIR
    NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${staged}/modvirt-sdkConfigVersion.cmake
    VERSION ${sdk_version} COMPATIBILITY SameMajorVersion)
install(FILES
        ${staged}/modvirt-sdkConfig.cmake ${staged}/modvirt-sdkConfigVersion.cmake
        cmake/modvirt_add_plugin.cmake cmake/plugin_entry.cpp.in cmake/plugin_manifest.c.in
    DESTINATION ${sdk_package_dir} COMPONENT sdk)

file(RELATIVE_PATH pc_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
configure_file(cmake/modvirt-sdk.pc.in ${staged}/modvirt-sdk.pc @ONLY)
install(FILES ${staged}/modvirt-sdk.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT sdk)

# The build tree runs as the installed one does.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_DATADIR}/modvirt)
file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/templates ${CMAKE_BINARY_DIR}/${sdk_template_dir} SYMBOLIC)
install(DIRECTORY templates/ DESTINATION ${sdk_template_dir} COMPONENT sdk)
install(FILES ABI.md README.md LICENSE abi.txt DESTINATION ${CMAKE_INSTALL_DOCDIR}/sdk COMPONENT sdk)
