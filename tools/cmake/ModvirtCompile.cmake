# How everything is compiled: one standard, hidden symbols, warnings as errors, sanitizers on request.
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

option(MODVIRT_FUZZERS "Build the libFuzzer programs (needs clang)" OFF)
set(MODVIRT_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")

add_compile_definitions(_GNU_SOURCE)
add_compile_options(
    -Wall -Wextra -Wpedantic -Werror -Wshadow
    $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>
    $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>
    # A unique symbol would keep a plugin mapped for ever after dlclose.
    $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-fno-gnu-unique>)
if(MODVIRT_SANITIZE)
    add_compile_options(-fsanitize=${MODVIRT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
        -g1) # enough for a report's stack
    add_link_options(-fsanitize=${MODVIRT_SANITIZE})
else()
    add_link_options(-Wl,-z,defs -Wl,-z,now -Wl,-z,relro)
endif()

if(MODVIRT_FUZZERS)
    if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "MODVIRT_FUZZERS needs clang, not ${CMAKE_CXX_COMPILER_ID}: use the preset fuzz")
    endif()
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(CCACHE ccache)
if(CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
