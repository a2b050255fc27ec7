# Reading the same headers again for every file is most of what a build does: several files of a target are compiled as one.
# So a name in an anonymous namespace must be the only one of its kind among the files of its group.
option(MODVIRT_UNITY "Compile several files of a target as one" ON)

# A file's group follows from its name alone, and a target that grows splits groups in two: adding a file never moves
# another one to strangers.
function(_modvirt_group target sources)
    list(LENGTH sources count)
    set(groups 1)
    while(count GREATER 8)
        math(EXPR count "${count} / 2")
        math(EXPR groups "${groups} * 2")
    endwhile()
    get_target_property(folder ${target} SOURCE_DIR)
    foreach(source IN LISTS sources)
        cmake_path(GET source FILENAME name)
        string(MD5 hash ${name})
        string(SUBSTRING ${hash} 0 4 hash)
        math(EXPR group "0x${hash} % ${groups}")
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder})
        set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${group})
    endforeach()
endfunction()

function(_modvirt_unite target)
    get_target_property(type ${target} TYPE)
    get_property(decided TARGET ${target} PROPERTY UNITY_BUILD SET)
    if(decided OR NOT type MATCHES "^(EXECUTABLE|(STATIC|SHARED|MODULE|OBJECT)_LIBRARY)$")
        return()
    endif()
    get_target_property(sources ${target} SOURCES)
    list(FILTER sources INCLUDE REGEX "\\.cpp$")
    # What names the elements of a document is full of short names, and stays alone.
    list(FILTER sources EXCLUDE REGEX "schema\\.cpp$|^\\$<")
    _modvirt_group(${target} "${sources}")
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    # What one file calls its own may be a local's name in another; and to the compiler none of them is the main file, in
    # which a class may have members of types without linkage.
    target_compile_options(${target} PRIVATE
        $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-shadow$<SEMICOLON>-Wshadow=local$<SEMICOLON>-Wno-subobject-linkage>)
endfunction()

# modvirt_unite(directory): all targets of a directory and of those below it.
function(modvirt_unite directory)
    if(NOT MODVIRT_UNITY)
        return()
    endif()
    get_property(targets DIRECTORY ${directory} PROPERTY BUILDSYSTEM_TARGETS)
    foreach(target IN LISTS targets)
        _modvirt_unite(${target})
    endforeach()
    get_property(children DIRECTORY ${directory} PROPERTY SUBDIRECTORIES)
    foreach(child IN LISTS children)
        modvirt_unite(${child})
    endforeach()
endfunction()
