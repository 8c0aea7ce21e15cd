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

/// Whether the id ends like a name that is never given twice: a pod's of a Kubernetes Deployment
/// (`sluice-7d9f8b6c5d-x2x9z`), or a container's (`sluice-3f2a9c1b7d4e`).
bool looks_fleeting(std::string_view client_id);

}  // namespace sluice
