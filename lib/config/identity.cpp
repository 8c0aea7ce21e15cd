// SPDX-License-Identifier: Apache-2.0
#include "config/identity.hpp"

namespace sluice {

std::string connection_client_id(std::string_view client_id, std::uint32_t index) {
  std::string id(client_id);
  if (index > 0) id.append("-").append(std::to_string(index));
  return id;
}

}  // namespace sluice
