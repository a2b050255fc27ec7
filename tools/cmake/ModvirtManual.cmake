# Manual pages that are made from a component's README, so that there is one text of it.
include(ModvirtGenerate) # finds Python

# modvirt_readme_page(PAGE.SECTION): of the README.md beside the CMakeLists.txt that calls it.
function(modvirt_readme_page page)
    string(REGEX REPLACE ".*\\." "" section ${page})
    set(maker ${PROJECT_SOURCE_DIR}/tools/generate/readme_page.py)
    set(readme ${CMAKE_CURRENT_SOURCE_DIR}/README.md)
    set(folder ${CMAKE_INSTALL_MANDIR}/man${section})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/${folder})
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/${folder}/${page}
        COMMAND ${Python3_EXECUTABLE} -B ${maker} ${readme} ${page} ${CMAKE_BINARY_DIR}/${folder}/${page}
        DEPENDS ${maker} ${readme} VERBATIM)
    add_custom_target(${page} ALL DEPENDS ${CMAKE_BINARY_DIR}/${folder}/${page})
    install(FILES ${CMAKE_BINARY_DIR}/${folder}/${page} DESTINATION ${folder})
endfunction()
