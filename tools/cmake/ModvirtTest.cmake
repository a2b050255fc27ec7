# modvirt_test(NAME SOURCES file... [LIBRARIES target...] [LABELS label...])
# One GoogleTest program; each of its tests becomes a ctest of its own.
if(BUILD_TESTING)
    find_package(GTest REQUIRED)
    include(GoogleTest)
    # All test programs share what GoogleTest's headers compile to. A compiler cache does better than that, and cannot be
    # shared between trees when it has to look into precompiled headers.
    set(MODVIRT_TEST_OPTIONS -O0 -g1)
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/tests/precompiled.cpp CONTENT "int main() {}\n")
    add_executable(modvirt-precompiled-tests EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/generated/tests/precompiled.cpp)
    target_compile_options(modvirt-precompiled-tests PRIVATE ${MODVIRT_TEST_OPTIONS})
    target_link_libraries(modvirt-precompiled-tests PRIVATE GTest::gmock GTest::gtest)
    if(NOT CCACHE)
        target_precompile_headers(modvirt-precompiled-tests PRIVATE <gmock/gmock.h> <gtest/gtest.h> <filesystem> <fstream>
            <functional> <map> <memory> <string> <thread> <vector>)
    endif()
endif()

function(modvirt_test name)
    if(NOT BUILD_TESTING)
        return()
    endif()
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LIBRARIES;LABELS")
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    # Half of the tree is tests, and building takes longer than running them: optimise what they test, not them.
    target_compile_options(${name} PRIVATE ${MODVIRT_TEST_OPTIONS})
    target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} GTest::gmock GTest::gtest_main)
    if(NOT CCACHE)
        target_precompile_headers(${name} REUSE_FROM modvirt-precompiled-tests)
    endif()
    gtest_discover_tests(${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
        PROPERTIES TIMEOUT 120 LABELS "${arg_LABELS}")
endfunction()
