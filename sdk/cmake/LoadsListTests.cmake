# SPDX-License-Identifier: Apache-2.0
# Run when a test program was built: asks PROGRAM for its tests and writes what CTest is to do into LIST.
execute_process(COMMAND ${PROGRAM} --list OUTPUT_VARIABLE tests RESULT_VARIABLE result ERROR_VARIABLE problem)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} --list ended with ${result}: ${problem}")
endif()
string(STRIP "${tests}" tests)
string(REPLACE "\n" ";" tests "${tests}")
set(content "")
foreach(test IN LISTS tests)
  string(APPEND content "add_test([==[${NAME}.${test}]==] [==[${PROGRAM}]==] [==[${test}]==])\n"
    "set_tests_properties([==[${NAME}.${test}]==] PROPERTIES SKIP_REGULAR_EXPRESSION \"^SKIP \")\n")
endforeach()
file(WRITE ${LIST} "${content}")
