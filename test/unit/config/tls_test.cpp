// SPDX-License-Identifier: Apache-2.0
// The PEM files of a configuration, found wrong before the start, at the key that names them.
#include <catch2/catch.hpp>
#include <filesystem>

#include "support/certificates.hpp"
#include "unit/config/config_text.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

/// A task with TLS whose files stand in the CA's folder.
std::string rendered_with(const CertificateAuthority& authority, const std::string& tls) {
  auto environment = environment_of();
  environment.folder = std::filesystem::path(authority.path()).parent_path().string();
  return rendered(minimal("  tls: {" + tls + "}\n"), {"mqtt.brokers=[mqtts://b]"}, environment);
}

std::string in_folder(const CertificateAuthority& authority, const std::string& name) {
  return (std::filesystem::path(authority.path()).parent_path() / name).string();
}

}  // namespace

TEST_CASE("relative paths begin in the folder of the configuration file") {
  const CertificateAuthority authority("plant ca");
  authority.issue("me", {.common_name = "me", .key_password = "open"});
  CHECK(rendered_with(authority, "ca: ca.pem, certificate: me.pem, key: me.key, key_password: open").empty());
  CHECK(rendered_with(authority, "ca: " + authority.path()).empty());
}

TEST_CASE("a wrong key password is found at the password and not shown") {
  const CertificateAuthority authority("plant ca");
  authority.issue("me", {.common_name = "me", .key_password = "open"});
  CHECK(rendered_with(authority, "certificate: me.pem, key: me.key, key_password: hunter2") ==
        "task.yaml:7:57: error: `mqtt.tls.key_password`: it does not open the key in the file `" +
            in_folder(authority, "me.key") +
            "`\n    tls: {certificate: me.pem, key: me.key, key_password: ***}\n"
            "                                                          ^\n"
            "  hint: correct it; the key is encrypted with another password\n");
}

TEST_CASE("a key of another certificate is found at the key") {
  const CertificateAuthority authority("plant ca");
  authority.issue("me", {.common_name = "me"});
  authority.issue("other", {.common_name = "other"});
  CHECK(rendered_with(authority, "certificate: me.pem, key: other.key") ==
        "task.yaml:7:35: error: `mqtt.tls.key`: the key in `" + in_folder(authority, "other.key") +
            "` does not belong to the certificate CN=me in `" + in_folder(authority, "me.pem") +
            "`\n    tls: {certificate: me.pem, key: other.key}\n"
            "                                    ^\n"
            "  hint: set the two that were made together; in `certificate` ours stands first, CAs follow\n");
}

TEST_CASE("a certificate that has ended is a warning") {
  const CertificateAuthority authority("plant ca");
  authority.issue("me", {.common_name = "me", .begin = std::chrono::hours(-48), .end = std::chrono::hours(-24)});
  const std::string text = rendered_with(authority, "certificate: me.pem, key: me.key");
  CHECK(text.starts_with("task.yaml:7:22: warning: `mqtt.tls.certificate`: the certificate CN=me has ended on 20"));
  CHECK(text.ends_with("  hint: renew it: nobody takes it any more\n"));
}

TEST_CASE("trusting anybody as Kafka is warned of, however it is spelt") {
  const auto* const value = GENERATE("false", "False", "f", "0");
  CAPTURE(value);
  const auto result = load(
      "task: plant\nmapping: {topic: t}\nkafka:\n  brokers: [k:9092]\n  properties:\n"
      "    security.protocol: ssl\n    enable.ssl.certificate.verification: " +
      std::string(value) + "\nmqtt: {brokers: [mqtt://b], filters: [a/#]}\n");
  REQUIRE(result.config);
  REQUIRE(result.diagnostics.size() == 1);
  CHECK(result.diagnostics[0].text ==
        "`kafka.properties.enable.ssl.certificate.verification` takes anybody for Kafka: whoever stands in between "
        "reads and changes all");
}
