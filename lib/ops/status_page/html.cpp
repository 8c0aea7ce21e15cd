// SPDX-License-Identifier: Apache-2.0
#include "ops/status_page/html.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace sluice {

namespace {

void append_picture(std::string& out, unsigned char control) {
  // U+2400 + the character, U+2421 for DEL, as UTF-8.
  out += "\xE2\x90";
  out += static_cast<char>(0x80U + (control == 0x7fU ? 0x21U : control));
}

}  // namespace

Html& Html::operator<<(Text text) {
  for (const char c : text.text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&': html_ += "&amp;"; break;
      case '<': html_ += "&lt;"; break;
      case '>': html_ += "&gt;"; break;
      case '"': html_ += "&quot;"; break;
      case '\'': html_ += "&#39;"; break;
      case '\n':
      case '\t': html_ += c; break;
      default:
        if (byte < 0x20 || byte == 0x7f) {
          append_picture(html_, byte);
        } else {
          html_ += c;
        }
    }
  }
  return *this;
}

std::string fill(Markup page, std::span<const PageSlot> slots) {
  std::string out;
  std::set<std::string_view> used;
  std::string_view rest = page.text();
  for (std::size_t open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const std::size_t close = rest.find("}}", open);
    const std::string_view name = rest.substr(open + 2, close - open - 2);
    const auto slot = std::find_if(slots.begin(), slots.end(), [&](const PageSlot& one) { return one.name == name; });
    if (slot == slots.end()) throw std::logic_error("no value for the slot `" + std::string(name) + "`");
    used.insert(name);
    out.append(rest.substr(0, open)).append(slot->html.str());
    rest.remove_prefix(close + 2);
  }
  if (used.size() != slots.size()) throw std::logic_error("a value is given for a slot that the page does not have");
  return out.append(rest);
}

}  // namespace sluice
