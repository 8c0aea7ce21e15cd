// SPDX-License-Identifier: Apache-2.0
#include "config/identity.hpp"

namespace sluice {

namespace {

/// Kubernetes leaves out vowels, and digits and letters that look alike.
constexpr std::string_view pod_letters = "bcdfghjklmnpqrstvwxz2456789";
constexpr std::string_view hex_letters = "0123456789abcdef";
constexpr std::string_view digits = "0123456789";
constexpr std::size_t pod_suffix_size = 5;
constexpr std::size_t pod_hash_size_min = 8;
constexpr std::size_t pod_hash_size_max = 10;
constexpr std::size_t container_name_size = 12;

bool is_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

/// Takes the part behind the last `-` off `text`.
std::string_view take_last(std::string_view& text) {
  const std::size_t dash = text.rfind('-');
  const std::string_view last = text.substr(dash == std::string_view::npos ? 0 : dash + 1);
  text = dash == std::string_view::npos ? "" : text.substr(0, dash);
  return last;
}

}  // namespace

std::string connection_client_id(std::string_view client_id, std::uint32_t index) {
  std::string id(client_id);
  if (index > 0) id.append("-").append(std::to_string(index));
  return id;
}

bool looks_fleeting(std::string_view client_id) {
  const std::string_view last = take_last(client_id);
  if (last.size() == container_name_size && is_of(last, hex_letters)) {
    return last.find_first_of(digits) != std::string_view::npos && !is_of(last, digits);
  }
  if (last.size() != pod_suffix_size || !is_of(last, pod_letters)) return false;
  const std::string_view hash = take_last(client_id);
  return hash.size() >= pod_hash_size_min && hash.size() <= pod_hash_size_max && is_of(hash, pod_letters) &&
         hash.find_first_of(digits) != std::string_view::npos;
}

}  // namespace sluice
