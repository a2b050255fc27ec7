# The generated files: made at configure time, again whenever the description or the generator changes.
set(Python3_FIND_STRATEGY LOCATION)
find_program(Python3_EXECUTABLE python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_package(Python3 3.11 REQUIRED COMPONENTS Interpreter)

# modvirt_generate(product...) writes below MODVIRT_GENERATED_DIR.
function(modvirt_generate)
    set(generator ${PROJECT_SOURCE_DIR}/tools/generate)
    file(GLOB inputs CONFIGURE_DEPENDS ${generator}/*.py ${PROJECT_SOURCE_DIR}/sdk/api/*.toml)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/sdk/abi.txt)
    execute_process(
        COMMAND ${Python3_EXECUTABLE} -B ${generator}/generate.py --api ${PROJECT_SOURCE_DIR}/sdk/api
            --out ${MODVIRT_GENERATED_DIR} ${ARGN}
        RESULT_VARIABLE result)
    if(NOT result EQUAL 0)
        message(FATAL_ERROR "The call description is wrong; see the line above.")
    endif()
endfunction()
