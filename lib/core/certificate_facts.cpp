// SPDX-License-Identifier: Apache-2.0
// What a certificate says of itself, as texts that may be printed.
#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

#include "core/certificate_files.hpp"

namespace sluice {

namespace {

using std::chrono::system_clock;

constexpr std::size_t names_max = 8;

std::string text_of(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
  // As RFC 2253 but from the country to the common name, and with UTF-8 as it is. It escapes control characters.
  constexpr unsigned long flags = (ASN1_STRFLGS_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB)) |
                                  XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_FN_SN;
  X509_NAME_print_ex(bio.get(), name, 0, flags);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : "(no name)";
}

system_clock::time_point time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return system_clock::from_time_t(::timegm(&parts));
}

/// A DNS name comes from a stranger: what is no usual character of one becomes a question mark.
std::string plain(const ASN1_STRING* text) {
  std::string result(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                     static_cast<std::size_t>(ASN1_STRING_length(text)));
  for (char& c : result) {
    if (c < ' ' || c > '~' || c == '`') c = '?';
  }
  return result;
}

std::string address_of(const ASN1_OCTET_STRING* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(bytes) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(bytes) != 16) return {};
  return ::inet_ntop(family, ASN1_STRING_get0_data(bytes), text.data(), text.size());
}

}  // namespace

std::string subject_of(const x509_st& certificate) { return text_of(X509_get_subject_name(&certificate)); }
std::string issuer_of(const x509_st& certificate) { return text_of(X509_get_issuer_name(&certificate)); }
system_clock::time_point begin_of(const x509_st& certificate) { return time_of(X509_get0_notBefore(&certificate)); }
system_clock::time_point end_of(const x509_st& certificate) { return time_of(X509_get0_notAfter(&certificate)); }

std::vector<std::string> names_of(const x509_st& certificate) {
  std::vector<std::string> names;
  const std::unique_ptr<GENERAL_NAMES, decltype(&GENERAL_NAMES_free)> list(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)),
      &GENERAL_NAMES_free);
  const int count = list ? sk_GENERAL_NAME_num(list.get()) : 0;
  for (int i = 0; i < count && names.size() < names_max; ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(list.get(), i);
    if (name->type == GEN_DNS) names.push_back(plain(name->d.dNSName));
    if (name->type == GEN_IPADD) names.push_back(address_of(name->d.iPAddress));
  }
  if (!names.empty()) return names;
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at >= 0) names.push_back(plain(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
  return names;
}

std::string utc_text(system_clock::time_point time) {
  const std::time_t seconds = system_clock::to_time_t(time);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace sluice
