# Where things go. The build tree mirrors the installed tree, so that every path is found relative to
# the library that asks, and a build runs exactly as an installation does.
if(NOT CMAKE_INSTALL_LIBDIR AND CMAKE_LIBRARY_ARCHITECTURE)
    set(CMAKE_INSTALL_LIBDIR lib/${CMAKE_LIBRARY_ARCHITECTURE} CACHE PATH "Object code libraries")
endif()
include(GNUInstallDirs)

set(MODVIRT_ABI_MAJOR 1)
set(MODVIRT_ABI_MINOR 0)
set(MODVIRT_PRIVATE_LIBDIR ${CMAKE_INSTALL_LIBDIR}/modvirt)
set(MODVIRT_PLUGIN_DIR ${MODVIRT_PRIVATE_LIBDIR}/plugins/${MODVIRT_ABI_MAJOR})
set(MODVIRT_COMPAT_DIR ${MODVIRT_PRIVATE_LIBDIR}/compat)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_BINDIR})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR})
set(MODVIRT_GENERATED_DIR ${CMAKE_BINARY_DIR}/generated)

file(RELATIVE_PATH modvirt_bin_to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
set(MODVIRT_BIN_RPATH "$ORIGIN/${modvirt_bin_to_lib}")
