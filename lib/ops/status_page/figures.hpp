// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sluice {

// Numbers as the status page shows them: read at a glance, never more exact than they are of use.

/// Whole, in groups of three: `1,234,567`.
std::string count_text(std::uint64_t count);
/// Per second, without the unit: `0`, `0.04`, `3.4`, `1,250`. Anything below 0.005 is `0`; what is no number, `0`.
std::string rate_text(double per_second);
/// `0 B`, `512 B`, `1.5 KiB`, `64 MiB`: one decimal below ten.
std::string bytes_text(std::uint64_t bytes);
/// In at most two units: `40 ms`, `3.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. Negative ones are `0 s`.
std::string span_text(double seconds);
/// An estimate, in one unit: `40 s`, `13 min`, `2 h`, `3 d`.
std::string rough_span_text(double seconds);
/// A moment, since the epoch, in UTC: `03:12:45`.
std::string clock_text(std::int64_t time_ms);
/// The same with its day: `2026-01-31 23:59:59`.
std::string date_text(std::int64_t time_ms);
/// The same for machines: `2026-01-31T23:59:59Z`.
std::string iso_text(std::int64_t time_ms);

}  // namespace sluice
