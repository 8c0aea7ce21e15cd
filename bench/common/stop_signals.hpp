// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace sluice::bench {

/// SIGTERM and SIGINT.
sigset_t stop_signals();

/// Blocks them in this thread and in those that it starts afterwards; the mask as it was. Throws std::system_error.
sigset_t block_stop_signals();

}  // namespace sluice::bench
