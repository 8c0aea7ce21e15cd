// SPDX-License-Identifier: Apache-2.0
#include "config/certificate_check.hpp"

namespace sluice {

namespace {

void check_ends(Checker& checker, const std::string& section, const Certificates& certificates) {
  const auto check = [&](const std::string& key, const x509_st& certificate) {
    if (end_of(certificate) > std::chrono::system_clock::now()) return;
    const std::string path = section + '.' + key;
    checker.warning(
        path,
        '`' + path + "`: the certificate " + subject_of(certificate) + " has ended on " + utc_text(end_of(certificate)),
        "renew it: nobody takes it any more");
  };
  for (const Certificate& ca : certificates.ca) check("ca", *ca);
  if (!certificates.chain.empty()) check("certificate", *certificates.chain.front());
}

}  // namespace

void check_certificate_files(Checker& checker, const std::string& section, const CertificateFiles& files) {
  for (const char* key : {"ca", "certificate", "key", "key_password"}) {
    if (!checker.is_sound(section + '.' + key)) return;
  }
  const auto read = read_certificates(files);
  if (read) return check_ends(checker, section, *read);
  for (const CertificateFault& fault : read.error()) {
    const std::string path = section + '.' + fault.setting;
    checker.error(path, '`' + path + "`: " + fault.text, fault.hint);
  }
}

bool is_loopback(const std::string& host) {
  const bool is_v4 = host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos;
  return is_v4 || host == "localhost" || host == "::1";
}

}  // namespace sluice
