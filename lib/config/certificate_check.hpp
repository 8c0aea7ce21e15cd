// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "config/checker.hpp"
#include "core/certificate_files.hpp"

namespace sluice {

/// Reads the PEM files of a section and reports what is wrong with them, at their keys.
void check_certificate_files(Checker& checker, const std::string& section, const CertificateFiles& files);

/// Whether traffic to this host does not leave the machine.
bool is_loopback(const std::string& host);

}  // namespace sluice
