// SPDX-License-Identifier: Apache-2.0
#include "mqtt/transport/tls_fault.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/certificate_files.hpp"

namespace sluice {

namespace {

/// OpenSSL's reasons, and what they mean to the one who has to mend it. Alerts are what the broker said.
struct ReasonRow {
  int reason;
  bool is_untrusted;
  std::string_view text;
};

constexpr std::string_view no_tls =
    "no TLS there: what answers at this port speaks something else; write `mqtt://` for a listener without TLS, "
    "or name the port of one that has it";
constexpr std::string_view no_version =
    "the broker speaks no TLS version of ours; correct its set-up, or `mqtt.tls.min_version`";
constexpr std::string_view wants_certificate =
    "the broker demands a client certificate (TLS alert 116, certificate required); set `mqtt.tls.certificate` and "
    "`mqtt.tls.key`";
constexpr std::string_view no_common_terms =
    "the broker refuses the handshake (TLS alert 40, handshake failure): it demands a client certificate "
    "(`mqtt.tls.certificate`), or shares no cipher with us";
constexpr std::string_view ours_expired =
    "the broker refuses our client certificate: expired (TLS alert 45); renew the one in `mqtt.tls.certificate`";
constexpr std::string_view ours_revoked =
    "the broker refuses our client certificate: revoked (TLS alert 44); renew the one in `mqtt.tls.certificate`";
constexpr std::string_view ours_unknown_ca =
    "the broker refuses our client certificate: it does not know its CA (TLS alert 48); the certificates between "
    "it and the CA belong into `mqtt.tls.certificate`, behind ours";
constexpr std::string_view ours_bad =
    "the broker refuses our client certificate (TLS alert 42, bad certificate); check the one in "
    "`mqtt.tls.certificate`";
constexpr std::string_view ours_unsupported =
    "the broker refuses our client certificate (TLS alert 43, unsupported); it may not be meant for clients, or its "
    "kind of key is not taken";
constexpr std::string_view ours_unknown =
    "the broker refuses our client certificate (TLS alert 46, certificate unknown); its log says why";
constexpr std::string_view denied =
    "the broker denies us access (TLS alert 49, access denied); its log says why, the client certificate is what it "
    "goes by";
constexpr std::string_view no_protocol =
    "the broker takes none of the protocols offered (TLS alert 120, no application protocol); correct `mqtt.tls.alpn`";
constexpr std::string_view wrong_name =
    "the broker does not know the name that it was asked for (TLS alert 112, unrecognized name); correct "
    "`mqtt.brokers`, or set `mqtt.tls.server_name`";

constexpr std::array<ReasonRow, 19> rows{{
    {SSL_R_WRONG_VERSION_NUMBER, false, no_tls},
    {SSL_R_PACKET_LENGTH_TOO_LONG, false, no_tls},
    {SSL_R_HTTP_REQUEST, false, no_tls},
    {SSL_R_UNEXPECTED_MESSAGE, false, no_tls},
    {SSL_R_UNSUPPORTED_PROTOCOL, true, no_version},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, true, no_version},
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, true, wants_certificate},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE, true, no_common_terms},
    {SSL_R_NO_CIPHERS_AVAILABLE, true, no_common_terms},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, true, ours_expired},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, true, ours_revoked},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, true, ours_unknown_ca},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, true, ours_bad},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, true, ours_unsupported},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, true, ours_unknown},
    {SSL_R_TLSV1_ALERT_ACCESS_DENIED, true, denied},
    {SSL_R_TLSV13_ALERT_MISSING_EXTENSION, true, no_common_terms},
    {SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, true, no_protocol},
    {SSL_R_TLSV1_UNRECOGNIZED_NAME, true, wrong_name},
}};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "`" : ", `") + name + '`';
  return text.empty() ? "no name at all" : text;
}

std::string unknown_ca(const std::string& cause, const TlsExpectation& expected) {
  return cause + ", which is not in " + expected.store +
         "; set `mqtt.tls.ca` to the CA of the broker, if this is the right one";
}

}  // namespace

std::string verification_text(const x509_store_ctx_st& store, const TlsExpectation& expected) {
  auto* const context = const_cast<x509_store_ctx_st*>(&store);  // OpenSSL's getters take it so
  const X509* const certificate = X509_STORE_CTX_get_current_cert(context);
  const int error = X509_STORE_CTX_get_error(context);
  const std::string begin = "certificate verify failed: ";
  if (certificate == nullptr) return begin + X509_verify_cert_error_string(error);
  const std::string subject = subject_of(*certificate);
  switch (error) {
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return begin + unknown_ca("self-signed certificate (" + subject + ")", expected);
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN: return begin + unknown_ca("unknown CA (" + subject + ")", expected);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return begin + unknown_ca("unknown CA (" + issuer_of(*certificate) + "), the issuer of " + subject, expected);
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return begin + "expired certificate (" + subject + "): it was valid until " + utc_text(end_of(*certificate)) +
             "; renew it at the broker, or set this machine's clock";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return begin + "certificate not yet valid (" + subject + "): it is from " + utc_text(begin_of(*certificate)) +
             " on; compare the clocks of both machines";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return begin + "wrong host: we asked for `" + expected.name + "`, the certificate (" + subject + ") is for " +
             joined(names_of(*certificate)) + "; correct `mqtt.brokers`, or set `mqtt.tls.server_name`";
    default: return begin + X509_verify_cert_error_string(error) + " (" + subject + ")";
  }
}

TlsFault fault_of_queue(bool is_opening) {
  const unsigned long error = ERR_peek_error();
  const int reason = ERR_GET_REASON(error);
  const bool is_tls = ERR_GET_LIB(error) == ERR_LIB_SSL;
  std::array<char, 256> text{};
  const char* const plain = ERR_reason_error_string(error);
  if (plain == nullptr) ERR_error_string_n(error, text.data(), text.size());
  ERR_clear_error();
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [&](const ReasonRow& each) { return is_tls && each.reason == reason; });
  // Once the handshake is over, what is no TLS is damage on the way.
  if (row != rows.end() && (is_opening || row->is_untrusted)) return {std::string(row->text), row->is_untrusted};
  return {std::string("TLS: ") + (plain != nullptr ? plain : text.data()), false};
}

}  // namespace sluice
