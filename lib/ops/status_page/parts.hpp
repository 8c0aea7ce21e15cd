// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ops/status.hpp"
#include "ops/status_page/html.hpp"

namespace sluice {

// The parts of the status page that depend on the status, for the slots of page.html.

/// What the health word means here: ready or not, what is reachable, reasons, when the broker drops.
Html why_part(const TaskStatus& status);
/// Received, in flight, delivered, and the oldest unacknowledged: a figure and a chart each.
Html flow_part(const TaskStatus& status);
/// A table with a row for each connection.
Html connections_part(const TaskStatus& status);
/// Terms and values of a list.
Html totals_part(const TaskStatus& status);
Html facts_part(const TaskStatus& status);
/// The newest first, each with what to do.
Html errors_part(const TaskStatus& status);

}  // namespace sluice
