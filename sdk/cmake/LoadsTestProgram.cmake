# SPDX-License-Identifier: Apache-2.0
# loads_add_test_program(shop_test SOURCES website.cpp) makes an ordinary program that runs each test of its suites once,
# with real requests, and tells CTest of each of them. `shop_test --help` says what else it can do.

set(loads_list_tests_ ${CMAKE_CURRENT_LIST_DIR}/LoadsListTests.cmake)

function(loads_add_test_program name)
  cmake_parse_arguments(arg "" "" "SOURCES" ${ARGN})
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "test program ${name}: SOURCES is missing")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "test program ${name}: what is ${arg_UNPARSED_ARGUMENTS}? Known is SOURCES")
  endif()
  if(NOT TARGET loads::test_host)
    message(FATAL_ERROR "test program ${name}: libloads_test_host is missing; install Loads as a whole, not its headers "
                        "alone")
  endif()

  set(main ${CMAKE_CURRENT_BINARY_DIR}/${name}_main.cpp)
  file(CONFIGURE OUTPUT ${main} CONTENT "#include <loads/test_main.hpp>\n")
  add_executable(${name} ${arg_SOURCES} ${main})
  target_link_libraries(${name} PRIVATE loads::test_host)

  # The names are those that the program has when it is built.
  set(list ${CMAKE_CURRENT_BINARY_DIR}/${name}_tests.cmake)
  add_custom_command(TARGET ${name} POST_BUILD BYPRODUCTS ${list} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DPROGRAM=$<TARGET_FILE:${name}> -DLIST=${list} -P ${loads_list_tests_})
  set(include ${CMAKE_CURRENT_BINARY_DIR}/${name}_include.cmake)
  file(CONFIGURE OUTPUT ${include} @ONLY CONTENT [[
if(EXISTS "@list@")
  include("@list@")
else()
  add_test(@name@_is_not_built @name@)
endif()
]])
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${include})
endfunction()
