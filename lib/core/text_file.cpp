// SPDX-License-Identifier: Apache-2.0
#include "core/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "core/unique_fd.hpp"

namespace sluice {

namespace {

std::string error_text(int error) { return std::generic_category().message(error); }

}  // namespace

Result<std::string> read_text_file(const std::string& path, std::size_t bytes_max) {
  // Non-blocking: opening a pipe must not wait for its writer.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return failure(error_text(errno));
  if (S_ISDIR(status.st_mode)) return failure("it is a folder");
  if (!S_ISREG(status.st_mode)) return failure("it is not a regular file");
  std::string text;
  std::array<char, 16384> buffer{};
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
    if (count < 0) return failure(error_text(errno));
    if (count == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(count));
    if (text.size() > bytes_max) return failure("it has more than " + std::to_string(bytes_max) + " bytes");
  }
}

}  // namespace sluice
