# Included by project(): files of a driver that is built outside of the tree are compiled in groups, as they are in it.
include(${CMAKE_CURRENT_LIST_DIR}/../../tools/cmake/ModvirtUnity.cmake)
cmake_language(DEFER CALL modvirt_unite ${CMAKE_SOURCE_DIR})
