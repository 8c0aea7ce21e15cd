// SPDX-License-Identifier: Apache-2.0
#include "config/environment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "core/unique_fd.hpp"

namespace sluice {

namespace {

constexpr std::size_t value_bytes_max = 1U << 20U;

std::string error_text(int error) { return std::generic_category().message(error); }

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

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

Environment system_environment(const std::string& folder) {
  Environment environment;
  environment.variable = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
  environment.read_file = [folder](const std::string& path) {
    return read_text_file((std::filesystem::path(folder) / path).string(), value_bytes_max);
  };
  environment.hostname = host_name();
  return environment;
}

}  // namespace sluice
