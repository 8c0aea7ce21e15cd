// SPDX-License-Identifier: Apache-2.0
#include "core/certificate_files.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/certificates.hpp"

namespace sluice {
namespace {

using test::CertificateAuthority;
using test::Identity;

std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// All faults, one a line: `setting: text | hint`.
std::string faults_of(const CertificateFiles& files) {
  const auto read = read_certificates(files);
  if (read) return "none";
  std::string lines;
  for (const CertificateFault& fault : read.error()) {
    lines += (lines.empty() ? "" : "\n") + fault.setting + ": " + fault.text + " | " + fault.hint;
  }
  return lines;
}

TEST_CASE("a CA, a certificate with what leads to its CA, and its key are read") {
  const CertificateAuthority authority("plant ca");
  const Identity me = authority.issue("me", {.common_name = "me", .key_password = "open"});
  std::ofstream(me.certificate, std::ios::app) << text_of(authority.path());
  const auto read = read_certificates({authority.path(), me.certificate, me.key, Secret("open")});
  REQUIRE(read);
  REQUIRE(read->ca.size() == 1);
  REQUIRE(read->chain.size() == 2);
  REQUIRE(read->key);
  CHECK(subject_of(*read->ca.front()) == "CN=plant ca");
  CHECK(subject_of(*read->chain.front()) == "CN=me");
  CHECK(issuer_of(*read->chain.front()) == "CN=plant ca");
  CHECK(names_of(*read->chain.front()) == std::vector<std::string>{"localhost", "127.0.0.1"});
  CHECK(names_of(*read->ca.front()) == std::vector<std::string>{"plant ca"});
  CHECK(end_of(*read->ca.front()) > begin_of(*read->ca.front()));
}

TEST_CASE("certificate and key may stand in one file") {
  const CertificateAuthority authority("plant ca");
  const Identity me = authority.issue("me", {.common_name = "me"});
  std::ofstream(me.key, std::ios::app) << text_of(me.certificate);
  CHECK(faults_of({"", me.key, me.key, {}}) == "none");
}

TEST_CASE("no files are no fault") { CHECK(faults_of({}) == "none"); }

TEST_CASE("what is wrong with certificate files is told with the file and the remedy") {
  const CertificateAuthority authority("plant ca");
  const Identity me = authority.issue("me", {.common_name = "me"});
  const Identity other = authority.issue("other", {.common_name = "other"});
  const Identity locked = authority.issue("locked", {.common_name = "locked", .key_password = "open"});
  const std::string folder = std::filesystem::path(authority.path()).parent_path().string();
  const std::string damaged = folder + "/damaged.pem";
  std::ofstream(damaged) << text_of(me.certificate) << "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

  CHECK(faults_of({folder + "/none.pem", "", "", {}}) ==
        "ca: the file `" + folder +
            "/none.pem` cannot be read: No such file or directory | a relative path begins in the folder of the "
            "configuration file");
  CHECK(faults_of({folder, "", "", {}}).starts_with("ca: the file `" + folder + "` cannot be read: it is a folder"));
  CHECK(faults_of({me.key, "", "", {}}) ==
        "ca: the file `" + me.key +
            "` holds no certificate in PEM form | it needs a block that begins with `-----BEGIN CERTIFICATE-----`");
  CHECK(faults_of({damaged, "", "", {}}) ==
        "ca: the certificate number 2 in the file `" + damaged +
            "` is damaged | write the file anew; `openssl x509 -in FILE -text` shows what can be read");
  CHECK(faults_of({"", me.certificate, me.certificate, {}}) ==
        "key: the file `" + me.certificate +
            "` holds no private key in PEM form | it needs a block such as `-----BEGIN PRIVATE KEY-----`");
  CHECK(
      faults_of({"", me.certificate, "", {}}) ==
      "certificate: there is a certificate but no `key` | set `key`; it may name the same file, where that holds both");
  CHECK(faults_of({"", "", me.key, {}}) ==
        "key: there is a key but no `certificate` | set `certificate`, or leave the key out");
  CHECK(faults_of({"", me.certificate, other.key, {}}) ==
        "key: the key in `" + other.key + "` does not belong to the certificate CN=me in `" + me.certificate +
            "` | set the two that were made together; in `certificate` ours stands first, CAs follow");
  CHECK(faults_of({"", locked.certificate, locked.key, {}}) ==
        "key: the key in the file `" + locked.key +
            "` is encrypted, and there is no `key_password` | set `key_password`, as `${file:PATH}`");
  CHECK(faults_of({"", locked.certificate, locked.key, Secret("sesame")}) ==
        "key_password: it does not open the key in the file `" + locked.key +
            "` | correct it; the key is encrypted with another password");
  CHECK(faults_of({"", "", "", Secret("open")}) ==
        "key_password: there is no `key` that it could open | set `key`, or leave the password out");
}

TEST_CASE("a name from a certificate cannot disturb a log line") {
  const CertificateAuthority authority("ca\nevent=ready, O=x");
  const auto read = read_certificates({authority.path(), "", "", {}});
  REQUIRE(read);
  CHECK(subject_of(*read->ca.front()) == "CN=ca\\0Aevent=ready\\, O=x");
  CHECK(names_of(*read->ca.front()) == std::vector<std::string>{"ca?event=ready, O=x"});
}

TEST_CASE("a time is told in UTC") {
  CHECK(utc_text(std::chrono::system_clock::from_time_t(1'769'903'999)) == "2026-01-31T23:59:59Z");
}

}  // namespace
}  // namespace sluice
