# SPDX-License-Identifier: Apache-2.0
# sluice_embed(TARGET sluice_status_page FOLDER ops/status_page FILES page.css page.js)
# Gives the target each file's text as a constant: page.css is `page_css` of "<folder>/embedded/page_css.hpp".
# Written when the tree is configured, below the build folder, so that clang-tidy needs no build; a changed file configures
# the tree again. A file may not hold `)embedded"`.
function(sluice_embed)
  cmake_parse_arguments(ARG "" "TARGET;FOLDER" "FILES" ${ARGN})
  set(root ${CMAKE_CURRENT_BINARY_DIR}/include)
  foreach(file ${ARG_FILES})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(READ ${file} text)
    string(MAKE_C_IDENTIFIER ${file} name)
    file(CONFIGURE OUTPUT ${root}/${ARG_FOLDER}/embedded/${name}.hpp @ONLY CONTENT [==[
// Made of @file@ by cmake/sluice_embed.cmake.
#pragma once

#include <string_view>

namespace sluice {

inline constexpr std::string_view @name@ = R"embedded(@text@)embedded";

}  // namespace sluice
]==])
  endforeach()
  target_include_directories(${ARG_TARGET} PRIVATE ${root})
endfunction()
