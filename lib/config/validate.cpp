// SPDX-License-Identifier: Apache-2.0
#include "config/validate.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "config/checker.hpp"
#include "config/identity.hpp"
#include "config/kafka_properties.hpp"
#include "config/source_text.hpp"
#include "config/validate_mapping.hpp"
#include "config/validate_tls.hpp"
#include "core/size.hpp"
#include "mapping/nearest.hpp"
#include "mapping/topic_filter.hpp"
#include "mapping/topic_rule.hpp"

namespace sluice {

namespace {

constexpr std::size_t client_id_bytes_max = 65535;
// AWS IoT and others stop here; the standard itself promises only 23.
constexpr std::size_t client_id_bytes_usual = 128;

std::string quoted(std::string_view text) { return '`' + clipped(text) + '`'; }

/// Replaces `${task}` and `${hostname}`; anything else in `${}` is a fault.
class NameExpander {
 public:
  NameExpander(const Config& config, const std::string& hostname, const PathMap& paths, Findings& findings)
      : task_(config.task), hostname_(hostname), paths_(paths), findings_(findings) {}

  std::string expand(const std::string& path, const std::string& text) const {
    const Node* node = node_of(paths_, path);
    if (node != nullptr && node->is_unresolved) return text;
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.compare(at, 2, "${") == 0 ? text.find('}', at) : std::string::npos;
      if (end == std::string::npos) {
        result += text[at++];
        continue;
      }
      result += value(path, text.substr(at + 2, end - at - 2), at);
      at = end + 1;
    }
    return result;
  }

 private:
  std::string value(const std::string& path, const std::string& name, std::size_t offset) const {
    if (name == "task") return task_;
    if (name == "hostname") return hostname_;
    static constexpr std::array<std::string_view, 2> names{"task", "hostname"};
    const std::string_view near = nearest(name, names);
    findings_.error(place_of(paths_, path, offset), path,
                    '`' + path + "` names " + quoted("${" + name + "}") + ", which is not known here",
                    near.empty() ? "it knows `${task}`, `${hostname}`, `${env:NAME}` and `${file:PATH}`"
                                 : "did you mean `${" + std::string(near) + "}`?");
    return "";
  }

  const std::string& task_;
  const std::string& hostname_;
  const PathMap& paths_;
  Findings& findings_;
};

class Validator : private Checker {
 public:
  Validator(const Config& config, const PathMap& paths, Findings& findings)
      : Checker(paths, findings), config_(config), paths_(paths), findings_(findings) {}

  void run() {
    check_group();
    check_client_id();
    check_identity();
    check_sizes();
    check_hand_over();
    check_filters();
    check_kafka_queue();
    check_topic_creation();
    validate_mapping(config_, paths_, findings_);
    check_dead_letters();
    validate_tls(config_, paths_, findings_);
  }

 private:
  void check_group() {
    if (!is_sound("mqtt.group") || (config_.mqtt.group.empty() && findings_.has("task"))) return;
    if (const auto fault = sluice::check_group(config_.mqtt.group)) {
      error("mqtt.group", "`mqtt.group`: " + fault->text, "a group is a plain name such as `plant-telemetry`",
            fault->offset);
    }
  }

  void check_client_id() {
    const std::string path = "mqtt.client_id";
    if (!is_sound(path) || findings_.has("task")) return;
    const std::string& id = config_.mqtt.client_id;
    const std::size_t suffix =
        config_.mqtt.connections > 1 ? 1 + std::to_string(config_.mqtt.connections - 1).size() : 0;
    const auto is_odd = [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f' || c == '#' || c == '+' || c == '/'; };
    const auto odd = std::find_if(id.begin(), id.end(), is_odd);
    if (id.empty()) {
      error(path,
            "`mqtt.client_id` is empty: the broker would invent another one at each start, and what the old "
            "session holds would be lost",
            "leave it out for `${task}-${hostname}`");
    } else if (odd != id.end()) {
      error(path, "`mqtt.client_id` " + quoted(id) + " has " + quoted(std::string(1, *odd)) + ", which brokers refuse",
            "use letters, digits, `-`, `_` and `.`");
    } else if (id.size() + suffix > client_id_bytes_max) {
      error(path, "`mqtt.client_id` has " + std::to_string(id.size() + suffix) + " bytes with the connection's number",
            "MQTT allows 65535");
    } else if (id.size() + suffix > client_id_bytes_usual) {
      warning(path,
              "`mqtt.client_id` has " + std::to_string(id.size() + suffix) + " bytes with the connection's number",
              "many brokers refuse more than 128");
    }
  }

  /// On a session-bound broker only an id that comes back is free of loss.
  void check_identity() {
    const std::string path = "mqtt.client_id";
    const MqttConfig& mqtt = config_.mqtt;
    if (!is_sound(path) || mqtt.profile->family != BrokerFamily::session_bound || !looks_fleeting(mqtt.client_id))
      return;
    warning(
        path,
        "`mqtt.client_id` " + quoted(mqtt.client_id) +
            " ends like the name of a pod or container, which never comes back: on a session-bound broker "
            "(`mqtt.profile: " +
            std::string(mqtt.profile->name) + "`) what a killed replica held is lost when its session expires",
        "run a StatefulSet or fixed ids, and rescue dead sessions by `sluice decommission`; or set `mqtt.profile` to "
        "your broker, if it gives them to the others");
  }

  void check_sizes() {
    const MqttConfig& mqtt = config_.mqtt;
    if (mqtt.max_message_size <= mqtt.max_in_flight_bytes) return;
    const std::string path =
        paths_.contains("mqtt.max_message_size") ? "mqtt.max_message_size" : "mqtt.max_in_flight_bytes";
    if (!is_sound("mqtt.max_message_size") || !is_sound("mqtt.max_in_flight_bytes")) return;
    error(path,
          "`mqtt.max_message_size` (" + format_size(mqtt.max_message_size) +
              ") is larger than `mqtt.max_in_flight_bytes` (" + format_size(mqtt.max_in_flight_bytes) +
              "): such a message would never fit into the window",
          "raise `max_in_flight_bytes`, or lower `max_message_size`");
  }

  void check_hand_over() {
    const std::string path = "mqtt.at_hold_limit";
    const MqttConfig& mqtt = config_.mqtt;
    if (!is_sound(path) || !is_sound("mqtt.hold_limit") || mqtt.at_hold_limit != AtHoldLimit::hand_over) return;
    if (mqtt.hold_limit.count() == 0) {
      error(path, '`' + path + "` is `hand_over`, but without `mqtt.hold_limit` there is no limit at which to do it",
            "write how long to wait for Kafka, such as `hold_limit: 30s`");
    } else if (mqtt.profile->drops_held) {
      error(path,
            '`' + path + "` is `hand_over`, but `" + std::string(mqtt.profile->name) +
                "` drops what stays unacknowledged on a living connection: what this replica holds would be lost",
            "leave it out: `release` closes the connection in time");
    }
  }

  void check_filters() {
    const auto& filters = config_.mqtt.filters;
    for (std::size_t i = 0; i < filters.size(); ++i) {
      const std::string path = "mqtt.filters[" + std::to_string(i) + ']';
      for (std::size_t j = 0; j < i && is_sound(path); ++j) {
        if (!is_sound("mqtt.filters[" + std::to_string(j) + ']')) continue;
        if (filters[i] == filters[j]) {
          error(path, '`' + path + "`: " + quoted(filters[i]) + " is there twice", "keep one of the two");
        } else if (filters_overlap(filters[i], filters[j])) {
          warning(path,
                  "the filters " + quoted(filters[j]) + " and " + quoted(filters[i]) +
                      " overlap: a message that matches both arrives once for each, and becomes two records",
                  "choose filters that have no topic in common");
          break;
        }
      }
    }
  }

  void check_kafka_queue() {
    for (const auto& [name, secret] : config_.kafka.properties) {
      const auto bound = least_queue_size(name, config_.mqtt, config_.kafka);
      const std::string path = "kafka.properties." + name;
      if (!bound || !is_sound(path)) continue;
      const std::string& text = secret.reveal();
      std::uint64_t value = 0;
      const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
      const bool is_number = fault == std::errc() && rest == text.data() + text.size();
      if (is_number && value >= bound->least) continue;
      error(path,
            '`' + path + "` is " + quoted(node_of(paths_, path)->shown()) + ": " + bound->text +
                " would not fit into the producer's queue",
            "leave it out, or write at least " + std::to_string(bound->least));
    }
  }

  void check_topic_creation() {
    if (config_.kafka.topic_policy == TopicPolicy::create || !is_sound("kafka.topic_policy")) return;
    const auto given = paths_.lower_bound("kafka.create.");
    if (given == paths_.end() || !given->first.starts_with("kafka.create.")) return;
    error(given->first,
          '`' + clipped(given->first) + "` has no effect: `kafka.topic_policy` is `existing`, so no topic is made",
          "write `topic_policy: create`, or leave `create` out");
  }

  void check_dead_letters() {
    const std::string path = "dead_letters.topic";
    if (!paths_.contains(path) || !is_sound(path)) return;
    const std::string& topic = config_.dead_letters.topic;
    const auto topics = literal_topics(config_.mapping);
    if (std::find(topics.begin(), topics.end(), topic) != topics.end()) {
      const std::string other = topic == config_.mapping.topic ? "`mapping.topic`" : "a topic of `mapping`";
      error(path, '`' + path + "` " + quoted(topic) + " is " + other + " too",
            "give the dead letters a topic of their own, such as " + quoted(topic + ".dead"));
    }
    if (paths_.contains("dead_letters.on_rejected")) {
      error("dead_letters.on_rejected",
            "`dead_letters.on_rejected` says what to do without a dead-letter topic, but `" + path + "` names one",
            "keep one of the two: with `topic` everything that is rejected goes there");
    }
  }

  const Config& config_;
  const PathMap& paths_;
  Findings& findings_;
};

}  // namespace

void complete(Config& config, const Environment& environment, const PathMap& paths, Findings& findings) {
  MqttConfig& mqtt = config.mqtt;
  if (!paths.contains("mqtt.group")) mqtt.group = "${task}";
  if (!paths.contains("mqtt.client_id")) mqtt.client_id = "${task}-${hostname}";
  const BrokerProfile& profile = *mqtt.profile;
  if (!paths.contains("mqtt.session_expiry")) mqtt.session_expiry = profile.session_expiry;
  if (!paths.contains("mqtt.on_stop")) mqtt.on_stop = profile.on_stop;
  if (!paths.contains("mqtt.hold_limit")) mqtt.hold_limit = profile.hold_limit;
  if (!paths.contains("mqtt.broker_queue_limit")) mqtt.broker_queue_limit = profile.queue_limit;
  const NameExpander names(config, environment.hostname, paths, findings);
  mqtt.group = names.expand("mqtt.group", mqtt.group);
  mqtt.client_id = names.expand("mqtt.client_id", mqtt.client_id);
  config.mapping.task = config.task;
  config.mapping.filters = mqtt.filters;
  complete_tls(config, environment.folder);
}

void validate(const Config& config, const PathMap& paths, Findings& findings) {
  Validator(config, paths, findings).run();
}

}  // namespace sluice
