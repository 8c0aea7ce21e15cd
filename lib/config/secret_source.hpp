// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/certificate_files.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

namespace sluice {

/// Where a secret comes from, if that can change while the process lives: from `${file:PATH}`.
struct SecretSource {
  std::string written;  ///< the value as the configuration has it; empty: it cannot change
  std::string folder;   ///< in which relative paths begin

  bool can_change() const { return !written.empty(); }
};

/// What the value is now. The error names the file and why it cannot be read.
Result<Secret> read_again(const SecretSource& source);

/// The same where it can change, else `known`.
Result<Secret> value_now(const SecretSource& source, const Secret& known);

/// The same, and `known` too where it cannot be read now: it may still be the old one.
std::optional<Secret> latest(const SecretSource& source, const std::optional<Secret>& known);

/// The files with the latest password of their key.
CertificateFiles latest(const SecretSource& key_password, CertificateFiles files);

}  // namespace sluice
