// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// How every command ends; the process's exit status.
enum class ExitCode {
  done = 0,
  failed = 1,         ///< at run time
  bad_input = 2,      ///< command line or configuration
  refused = 3,        ///< for good by a server: a fatal reason code
  left_at_broker = 4  ///< stopped at the deadline with messages unacknowledged; nothing is lost
};

}  // namespace sluice
