// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sluice {

/// What is known of bytes that are not kept.
struct Digest {
  std::uint64_t bytes = 0;
  std::string sha256;  ///< 64 hexadecimal digits, lower case
};

using ContentHash = std::array<unsigned char, 32>;

/// SHA-256 of bytes that come piece by piece (OpenSSL's EVP; FIPS 180-4). Throws std::runtime_error when OpenSSL has no
/// SHA-256 to offer.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void add(std::string_view bytes);
  /// Of everything added; then it begins anew, which is cheaper than another object.
  Digest finish();
  /// The same as bare bytes.
  ContentHash finish_bytes();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest digest_of(std::string_view bytes);

}  // namespace sluice
