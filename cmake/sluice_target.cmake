# SPDX-License-Identifier: Apache-2.0
# What every target of ours gets: warnings, sanitizers, coverage. Per target, so that no flag leaks into a folder.

# Alone for what a foreign program loads: no sanitizer's runtime would be found there.
function(sluice_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
    -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough
    $<$<BOOL:${SLUICE_WERROR}>:-Werror>)
endfunction()

# GCC clears a plain value of some hundred bytes by `rep stos`, whose start takes longer than the stores: noticeable in
# what is done for every message.
include(CheckCXXCompilerFlag)
set(sluice_unrolled_clearing -mmemset-strategy=unrolled_loop:512:noalign,libcall:-1:noalign)
check_cxx_compiler_flag("${sluice_unrolled_clearing}" SLUICE_HAS_UNROLLED_CLEARING)

function(sluice_target_flags target)
  sluice_warnings(${target})
  if(SLUICE_HAS_UNROLLED_CLEARING)
    target_compile_options(${target} PRIVATE $<$<AND:$<CONFIG:Release>,$<COMPILE_LANGUAGE:CXX>>:${sluice_unrolled_clearing}>)
  endif()
  if(SLUICE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer
                           $<$<CONFIG:Release>:-g>)
    target_link_options(${target} PRIVATE -fsanitize=${SLUICE_SANITIZE})
    # GCC 12 reports false null dereferences and maybe-uninitialized values under its sanitizers.
    target_compile_options(${target} PRIVATE -Wno-null-dereference
                           $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  endif()
  if(SLUICE_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic)
    target_link_options(${target} PRIVATE --coverage)
  endif()
endfunction()

# The standard headers that most files include are compiled once, with sluice_core: half of the time of a file. The release
# build and clang-tidy do without, so that a file which does not include what it uses is found.
function(sluice_precompiled_headers target)
  if(target STREQUAL sluice_core)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <array> <atomic> <chrono> <functional> <map> <memory> <mutex> <optional> <span> <string> <string_view>
      <tl/expected.hpp> <utility> <variant> <vector>)
  else()
    target_precompile_headers(${target} REUSE_FROM sluice_core)
  endif()
  sluice_no_false_string_warnings(${target})
endfunction()

# For a library of ours: sluice_library calls it, and those that tests and bench share.
function(sluice_library_flags target)
  sluice_target_flags(${target})
  sluice_precompiled_headers(${target})
endfunction()

# GCC 12 warns falsely of strings once their header has been compiled beforehand.
function(sluice_no_false_string_warnings target)
  if(NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
    target_compile_options(${target} PRIVATE
      $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread>)
  endif()
endfunction()

if(SLUICE_SANITIZE MATCHES thread)
  add_library(sluice_c11_threads OBJECT ${PROJECT_SOURCE_DIR}/test/support/c11_threads_for_tsan.c)
endif()

# What the sanitizers of a test, and of the programs that it starts, are told.
set(sluice_sanitizer_environment
  "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/test/support/tsan_suppressions.txt history_size=4"
  "UBSAN_OPTIONS=halt_on_error=1 print_stacktrace=1")

# sluice_library(NAME core SOURCES a.cpp b.cpp LINKS sluice::mapping ...)
# One folder = one static library, known as sluice::<name>, included as "<folder>/<file>.hpp".
function(sluice_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(sluice_${ARG_NAME} STATIC ${ARG_SOURCES})
  add_library(sluice::${ARG_NAME} ALIAS sluice_${ARG_NAME})
  target_include_directories(sluice_${ARG_NAME} PUBLIC ${PROJECT_SOURCE_DIR}/lib ${PROJECT_SOURCE_DIR})
  target_link_libraries(sluice_${ARG_NAME} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS})
  sluice_library_flags(sluice_${ARG_NAME})
endfunction()

# sluice_program(NAME sluice SOURCES main.cpp LINKS ...)
function(sluice_program)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;LINKS" ${ARGN})
  add_executable(${ARG_NAME} ${ARG_SOURCES})
  target_link_libraries(${ARG_NAME} PRIVATE ${ARG_LINKS})
  if(SLUICE_SANITIZE MATCHES thread)
    target_link_libraries(${ARG_NAME} PRIVATE sluice_c11_threads)
  endif()
  # Two types of one name in one program: the linker takes either's functions for both. Only a build that optimises
  # across files can see it; GCC 12 sees strings of impossible lengths there too.
  target_link_options(${ARG_NAME} PRIVATE
    "$<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Werror=odr;-Wno-stringop-overflow>")
  sluice_target_flags(${ARG_NAME})
endfunction()

# Lets a preloaded jemalloc find the settings that lib/core/allocator.cpp has for it.
function(sluice_export_malloc_conf target)
  target_link_options(${target} PRIVATE -Wl,--export-dynamic-symbol=malloc_conf)
endfunction()

# For each file that includes Catch2. It computes little: what takes time is its compilation.
function(sluice_catch_flags target)
  sluice_no_false_string_warnings(${target})
  if(CMAKE_BUILD_TYPE STREQUAL Debug AND NOT SLUICE_SANITIZE)
    target_compile_options(${target} PRIVATE -O0)
  endif()
endfunction()

# sluice_test(NAME unit_mapping LABEL unit SOURCES a_test.cpp LINKS sluice::mapping)
# One Catch2 program, each of its test cases a CTest test with the label of its cost.
function(sluice_test)
  cmake_parse_arguments(ARG "" "NAME;LABEL;TIMEOUT" "SOURCES;LINKS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  sluice_program(NAME ${ARG_NAME} SOURCES ${ARG_SOURCES} LINKS sluice_catch_main ${ARG_LINKS})
  target_include_directories(${ARG_NAME} PRIVATE ${PROJECT_SOURCE_DIR}/test)
  target_precompile_headers(${ARG_NAME} REUSE_FROM sluice_catch_main)
  sluice_catch_flags(${ARG_NAME})
  # All tests of a label, for scripts/test.sh.
  if(NOT TARGET tests_${ARG_LABEL})
    add_custom_target(tests_${ARG_LABEL})
  endif()
  add_dependencies(tests_${ARG_LABEL} ${ARG_NAME})
  # Those with real servers last longest: they begin first, and weigh as much as two others.
  set(weight)
  if(ARG_LABEL MATCHES "integration|fault")
    set(weight COST 1000 PROCESSORS 2)
  endif()
  catch_discover_tests(${ARG_NAME} TEST_PREFIX "${ARG_NAME}: "
                       PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT} ${weight}
                                  ENVIRONMENT "${sluice_sanitizer_environment}")
endfunction()
