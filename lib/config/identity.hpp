// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sluice {

/// The client id of the process's connection number `index`, counted from 0: `client_id` itself, then `client_id-1`,
/// `client_id-2`, ... The first one is untouched, so that a task that grows from one connection to several keeps its
/// session.
std::string connection_client_id(std::string_view client_id, std::uint32_t index);

}  // namespace sluice
