// SPDX-License-Identifier: Apache-2.0
#include "core/certificate_files.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <algorithm>

#include "core/text_file.hpp"

namespace sluice {

namespace {

/// Twice what the bundle of all public CAs takes.
constexpr std::size_t file_bytes_max = 1U << 20U;

struct BioFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioFree>;

Bio reader_of(const std::string& text) { return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::string quoted(const std::string& path) { return '`' + path + '`'; }

/// What PEM_read_bio_PrivateKey asks for the password, and whether it did.
struct PasswordAnswer {
  const Secret* password = nullptr;
  bool was_asked = false;
};

int give_password(char* buffer, int size, int /*for_writing*/, void* user) {
  auto& answer = *static_cast<PasswordAnswer*>(user);
  answer.was_asked = true;
  if (answer.password == nullptr) return -1;
  const std::string& text = answer.password->reveal();
  if (text.size() > static_cast<std::size_t>(size)) return -1;
  std::copy(text.begin(), text.end(), buffer);  // its length is what counts, there is no final zero
  return static_cast<int>(text.size());
}

class CertificateReader {
 public:
  explicit CertificateReader(const CertificateFiles& files) : files_(files) {}

  tl::expected<Certificates, std::vector<CertificateFault>> read() {
    ERR_clear_error();
    if (!files_.ca.empty()) result_.ca = read_chain("ca", files_.ca);
    if (!files_.certificate.empty()) result_.chain = read_chain("certificate", files_.certificate);
    if (!files_.key.empty()) read_key();
    check_pair();
    ERR_clear_error();
    if (!faults_.empty()) return tl::unexpected(std::move(faults_));
    return std::move(result_);
  }

 private:
  std::optional<std::string> content(const std::string& setting, const std::string& path) {
    if (path.starts_with("-----BEGIN")) {
      fault(setting, "it holds PEM text where the path of a PEM file belongs", "write the text into a file");
      return std::nullopt;
    }
    auto text = read_text_file(path, file_bytes_max);
    if (text) return std::move(*text);
    fault(setting, "the file " + quoted(path) + " cannot be read: " + text.error(),
          "a relative path begins in the folder of the configuration file");
    return std::nullopt;
  }

  std::vector<Certificate> read_chain(const std::string& setting, const std::string& path) {
    std::vector<Certificate> chain;
    const auto text = content(setting, path);
    if (!text) return chain;
    const Bio bio = reader_of(*text);
    while (Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
      chain.push_back(std::move(certificate));
    }
    const unsigned long error = ERR_peek_last_error();
    const bool is_end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (chain.empty() && is_end) {
      fault(setting, "the file " + quoted(path) + " holds no certificate in PEM form",
            "it needs a block that begins with `-----BEGIN CERTIFICATE-----`");
    } else if (!is_end) {
      fault(
          setting,
          "the certificate number " + std::to_string(chain.size() + 1) + " in the file " + quoted(path) + " is damaged",
          "write the file anew; `openssl x509 -in FILE -text` shows what can be read");
    }
    return chain;
  }

  void read_key() {
    const auto text = content("key", files_.key);
    if (!text) return;
    PasswordAnswer answer{files_.key_password ? &*files_.key_password : nullptr, false};
    const Bio bio = reader_of(*text);
    result_.key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_password, &answer));
    if (result_.key) return;
    const std::string file = "the key in the file " + quoted(files_.key);
    if (answer.was_asked && answer.password == nullptr) {
      fault("key", file + " is encrypted, and there is no `key_password`", "set `key_password`, as `${file:PATH}`");
    } else if (answer.was_asked) {
      fault("key_password", "it does not open " + file, "correct it; the key is encrypted with another password");
    } else {
      fault("key", "the file " + quoted(files_.key) + " holds no private key in PEM form",
            "it needs a block such as `-----BEGIN PRIVATE KEY-----`");
    }
  }

  void check_pair() {
    if (files_.certificate.empty() && !files_.key.empty()) {
      fault("key", "there is a key but no `certificate`", "set `certificate`, or leave the key out");
    } else if (!files_.certificate.empty() && files_.key.empty()) {
      fault("certificate", "there is a certificate but no `key`",
            "set `key`; it may name the same file, where that holds both");
    } else if (files_.key_password && files_.key.empty()) {
      fault("key_password", "there is no `key` that it could open", "set `key`, or leave the password out");
    } else if (result_.key && !result_.chain.empty() &&
               X509_check_private_key(result_.chain.front().get(), result_.key.get()) != 1) {
      fault("key",
            "the key in " + quoted(files_.key) + " does not belong to the certificate " +
                subject_of(*result_.chain.front()) + " in " + quoted(files_.certificate),
            "set the two that were made together; in `certificate` ours stands first, CAs follow");
    }
  }

  void fault(std::string setting, std::string text, std::string hint) {
    faults_.push_back({std::move(setting), std::move(text), std::move(hint)});
  }

  const CertificateFiles& files_;
  Certificates result_;
  std::vector<CertificateFault> faults_;
};

}  // namespace

void CertificateFree::operator()(x509_st* certificate) const { X509_free(certificate); }
void PrivateKeyFree::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }

std::string stamp_of(const CertificateFiles& files) {
  std::string stamp;
  for (const std::string& path : {files.ca, files.certificate, files.key}) {
    struct stat status {};
    // Another inode too: an exchange of a link may keep size and time.
    if (!path.empty() && ::stat(path.c_str(), &status) == 0) {
      for (const auto part :
           {static_cast<std::int64_t>(status.st_ino), static_cast<std::int64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtim.tv_sec), static_cast<std::int64_t>(status.st_mtim.tv_nsec)}) {
        stamp += std::to_string(part) + ' ';
      }
    }
    stamp += '\n';
  }
  return files.key_password ? stamp + files.key_password->reveal() : stamp;
}

std::string text_of(const std::vector<CertificateFault>& faults, const std::string& section) {
  std::string text;
  for (const CertificateFault& fault : faults) {
    if (!text.empty()) text += "; ";
    text += section + '.' + fault.setting + ": " + fault.text + "; " + fault.hint;
  }
  return text;
}

tl::expected<Certificates, std::vector<CertificateFault>> read_certificates(const CertificateFiles& files) {
  return CertificateReader(files).read();
}

}  // namespace sluice
