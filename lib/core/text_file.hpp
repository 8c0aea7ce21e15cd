// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/result.hpp"

namespace sluice {

/// The content of a regular file of at most `bytes_max` bytes; the error says why not: "No such file or directory".
Result<std::string> read_text_file(const std::string& path, std::size_t bytes_max);

}  // namespace sluice
