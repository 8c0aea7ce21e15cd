// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ops/status.hpp"

namespace sluice {

/// Whether who asks for the page may pause and resume the task.
enum class Control { refused, allowed };

/// The one page that an operator looks at, as HTML in UTF-8: complete without scripts and without anything else to
/// load. With scripts it asks for itself every few seconds and shows what has changed, so there is one place that
/// draws. Its button posts to `/pause` and `/resume`; it is there with `Control::allowed` only, and seen with scripts
/// only. Whatever comes from outside is escaped.
std::string render_status_page(const TaskStatus& status, Control control = Control::refused);

/// The header `Content-Security-Policy` to send with it: nothing runs and nothing is styled but by the page's own
/// script and style sheet, which are named by their SHA-256 (CSP Level 3, 8.3).
const std::string& status_page_policy();

}  // namespace sluice
