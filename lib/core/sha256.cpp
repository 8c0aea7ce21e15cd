// SPDX-License-Identifier: Apache-2.0
#include "core/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace sluice {

namespace {

void require(int success) {
  if (success != 1) throw std::runtime_error("OpenSSL offers no SHA-256 here: check its providers (openssl list)");
}

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 0x0FU];
  }
  return text;
}

}  // namespace

struct Sha256::State {
  struct Free {
    void operator()(EVP_MD_CTX* handle) const { EVP_MD_CTX_free(handle); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  std::uint64_t bytes = 0;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr));
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::add(std::string_view bytes) {
  require(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()));
  state_->bytes += bytes.size();
}

Digest Sha256::finish() {
  const std::uint64_t bytes = state_->bytes;
  const ContentHash sum = finish_bytes();
  return {bytes, hexadecimal(sum.data(), sum.size())};
}

ContentHash Sha256::finish_bytes() {
  ContentHash sum{};
  require(EVP_DigestFinal_ex(state_->context.get(), sum.data(), nullptr));
  require(EVP_DigestInit_ex(state_->context.get(), nullptr, nullptr));
  state_->bytes = 0;
  return sum;
}

Digest digest_of(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

}  // namespace sluice
