// SPDX-License-Identifier: Apache-2.0
// To be preloaded (LD_PRELOAD): a name server that never answers, for `silent.test`; all other names are asked for in
// the C library. glibc's own gives up after half a minute, as many tries as resolv.conf says.
#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

#include <string_view>

extern "C" int getaddrinfo(const char* host, const char* port, const addrinfo* hints, addrinfo** list) {
  static const auto ask = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  while (host != nullptr && host == std::string_view("silent.test")) ::pause();
  return ask(host, port, hints, list);
}
