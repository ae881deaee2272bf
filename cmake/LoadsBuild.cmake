# SPDX-License-Identifier: Apache-2.0
# How everything in this tree is built: standard, warnings, sanitizers, where things go, and the three helpers
# loads_core_library, loads_program and loads_unit_test.

include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

find_program(LOADS_CCACHE ccache)
if(LOADS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${LOADS_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LOADS_CCACHE})
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS context json program_options OPTIONAL_COMPONENTS unit_test_framework)
find_package(cppzmq REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(libpq REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(brotlidec REQUIRED IMPORTED_TARGET libbrotlidec)

# The warning set and the sanitizers, as one target that everything of ours links privately.
add_library(loads_build INTERFACE)
target_compile_options(loads_build INTERFACE -Wall -Wextra -Wpedantic -Wshadow
  $<$<BOOL:${LOADS_WERROR}>:-Werror>)
target_compile_options(loads_build INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(LOADS_SANITIZE)
  add_compile_options(-fsanitize=${LOADS_SANITIZE} -fno-omit-frame-pointer -g)
  add_link_options(-fsanitize=${LOADS_SANITIZE})
endif()

# loads_core_library(name SOURCES a.cpp ... [DEPENDS target ...]): static library loads_<name>, alias loads::<name>.
function(loads_core_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
  add_library(loads_${name} STATIC ${arg_SOURCES})
  add_library(loads::${name} ALIAS loads_${name})
  target_include_directories(loads_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(loads_${name} PUBLIC ${arg_DEPENDS} PRIVATE loads_build ${arg_PRIVATE})
endfunction()

# loads_program(name SOURCES main.cpp [DEPENDS target ...]): an installed program in bin/.
function(loads_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE loads_build ${arg_DEPENDS})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# loads_unit_test(folder SOURCES x_test.cpp ... [DEPENDS target ...]): tests/unit/<folder> as one Boost.Test program.
function(loads_unit_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(unit_${name} ${PROJECT_SOURCE_DIR}/tests/support/unit_main.cpp ${arg_SOURCES})
  target_include_directories(unit_${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(unit_${name} PRIVATE BOOST_TEST_DYN_LINK)
  target_link_libraries(unit_${name} PRIVATE loads_build ${arg_DEPENDS} Boost::unit_test_framework Threads::Threads)
  set_target_properties(unit_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME unit.${name} COMMAND unit_${name} --catch_system_errors=no)
  set_tests_properties(unit.${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
