# SPDX-License-Identifier: Apache-2.0
# loads_add_suite(example [ID org.example.website] [VERSION 1.0] SOURCES example.cpp) makes example.so, a module
# that exports its entry symbol alone; loads_add_output and loads_add_observer do the same for theirs. Sources may
# be C++20 or, for modules written against the C headers, C. The ID is the name if not given.

function(loads_add_suite name)
  loads_add_module_(${name} ${ARGN})
endfunction()

function(loads_add_output name)
  loads_add_module_(${name} ${ARGN})
endfunction()

function(loads_add_observer name)
  loads_add_module_(${name} ${ARGN})
endfunction()

function(loads_add_module_ name)
  cmake_parse_arguments(arg "" "ID;VERSION" "SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "module ${name}: SOURCES is missing")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "module ${name}: what is ${arg_UNPARSED_ARGUMENTS}? Known are ID, VERSION and SOURCES")
  endif()
  if(NOT arg_ID)
    set(arg_ID ${name})
  endif()

  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/module.map)
  add_library(${name} MODULE ${arg_SOURCES})
  set(cxx_sources ${arg_SOURCES})
  list(FILTER cxx_sources EXCLUDE REGEX "\\.c$")
  if(cxx_sources)
    target_link_libraries(${name} PRIVATE loads::sdk)
  else()
    target_link_libraries(${name} PRIVATE loads::abi)
  endif()
  target_compile_definitions(${name} PRIVATE LOADS_MODULE_ID="${arg_ID}" LOADS_MODULE_VERSION="${arg_VERSION}")
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so"
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${exports})
  target_link_options(${name} PRIVATE LINKER:--version-script=${exports})
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64) # large arrays meet the guard below a user's stack, not what is beyond
    target_compile_options(${name} PRIVATE -fstack-clash-protection)
  endif()

  # What is missing is said now, not when the module is loaded. Not with sanitizers: they leave their runtime to
  # the program.
  get_directory_property(directory_options LINK_OPTIONS)
  set(flags ${directory_options} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS})
  if(NOT "${flags}" MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()
endfunction()
