// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace sluice::test {

/// How the browser shows a page.
struct Screen {
  int width = 1280;
  int height = 900;
  bool dark = false;
  bool scripts = true;  ///< false: JavaScript is off
};

constexpr Screen desktop{};
/// CSS pixels of a small telephone.
constexpr Screen phone{375, 812};

/// A headless Chromium with a fresh profile, told what to do over WebDriver (W3C WebDriver; chromedriver). Everything
/// has a deadline; what goes wrong throws std::runtime_error with chromedriver's words.
class Browser {
 public:
  explicit Browser(const Screen& screen = desktop);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// Returns when the page has been loaded.
  void open(const std::string& url);
  std::string title();
  /// What a reader sees of the first element that the selector finds.
  std::string text(const std::string& selector);
  /// Whether there is one and it can be seen.
  bool shows(const std::string& selector);
  void click(const std::string& selector);
  /// What `return ...` in a function of the page gives. Works with scripts only.
  nlohmann::json evaluate(const std::string& body);
  /// Of the whole page, as PNG.
  void save_screenshot(const std::string& path);

 private:
  nlohmann::json call(const std::string& method, const std::string& path, const nlohmann::json& parameters);
  nlohmann::json devtools(const std::string& command, const nlohmann::json& parameters);
  std::string find(const std::string& selector);
  void set_up(const Screen& screen);

  TempDir profile_;
  Process driver_;
  int port_ = 0;
  std::string session_;  ///< its path
};

}  // namespace sluice::test
