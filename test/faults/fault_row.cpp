// SPDX-License-Identifier: Apache-2.0
#include "faults/fault_row.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace sluice::test {
namespace {

std::string text_of(const std::optional<FaultCounts>& counts, std::size_t FaultCounts::*member) {
  return counts ? std::to_string((*counts).*member) : "-";
}

}  // namespace

void write_row(const FaultRow& row) {
  const char* folder = std::getenv("SLUICE_FAULT_ROWS");
  if (folder == nullptr) return;
  static int number = 0;
  const auto file = std::string(folder) + "/" + std::to_string(::getpid()) + "-" + std::to_string(++number) + ".tsv";
  std::ofstream out(file);
  out << Catch::getResultCapture().getCurrentTestName() << '\t' << text_of(row.counts, &FaultCounts::accepted) << '\t'
      << text_of(row.counts, &FaultCounts::lost) << '\t' << text_of(row.counts, &FaultCounts::repeated) << '\t'
      << row.bound << '\t' << row.verdict << '\n';
  out.close();
  if (!out) throw std::runtime_error("cannot write " + file);
}

}  // namespace sluice::test
