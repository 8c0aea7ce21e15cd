// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/transport_bio.hpp"

#include <openssl/bio.h>

#include <memory>

namespace sluice {

namespace {

TransportEnd& end_of(BIO* bio) { return *static_cast<TransportEnd*>(BIO_get_data(bio)); }

int read_below(BIO* bio, char* data, std::size_t size, std::size_t* count) {
  TransportEnd& end = end_of(bio);
  BIO_clear_retry_flags(bio);
  IoResult result = end.below.read(data, size);
  *count = result.bytes;
  switch (result.kind) {
    case IoResult::Kind::moved: return 1;
    case IoResult::Kind::would_block: BIO_set_retry_read(bio); break;
    case IoResult::Kind::ended: end.has_ended = true; break;
    case IoResult::Kind::failed: end.error = std::move(result.error); break;
  }
  return 0;
}

int write_below(BIO* bio, const char* data, std::size_t size, std::size_t* count) {
  TransportEnd& end = end_of(bio);
  BIO_clear_retry_flags(bio);
  IoResult result = end.below.write(data, size);
  *count = result.bytes;
  if (result.kind == IoResult::Kind::moved) return 1;
  if (result.kind == IoResult::Kind::would_block) BIO_set_retry_write(bio);
  if (result.kind == IoResult::Kind::failed) end.error = std::move(result.error);
  return 0;
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return end_of(bio).has_ended ? 1 : 0;
  return 0;
}

struct MethodFree {
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

BIO_METHOD* method() {
  static const std::unique_ptr<BIO_METHOD, MethodFree> made = [] {
    std::unique_ptr<BIO_METHOD, MethodFree> fresh(
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport"));
    BIO_meth_set_read_ex(fresh.get(), read_below);
    BIO_meth_set_write_ex(fresh.get(), write_below);
    BIO_meth_set_ctrl(fresh.get(), control);
    return fresh;
  }();
  return made.get();
}

}  // namespace

bio_st* make_transport_bio(TransportEnd& end) {
  BIO* const bio = BIO_new(method());
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &end);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace sluice
