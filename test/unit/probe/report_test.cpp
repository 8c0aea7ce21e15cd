// SPDX-License-Identifier: Apache-2.0
#include "probe/report.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace sluice {
namespace {

using std::chrono::microseconds;

const Step good{"mqtt://a:1883", "DNS", ok("10.0.0.1"), microseconds(1234)};
const Step poor{"mqtt://a:1883", "Maximum QoS", warning("0", "raise it"), microseconds(0)};
const Step away{"kafka b:9092", "TCP", failed("refused", "check it", Lasting::no), microseconds(12'345)};
const Step refused{"topic t", "WRITE", failed("no", "grant it", Lasting::yes), microseconds(99'960)};
const Step unseen{"topic t", "RECORD SIZE", skipped("no right"), microseconds(0)};

TEST_CASE("a step is one line with its verdict, place, name, text, remedy and time") {
  const Columns columns{14, 11};
  CHECK(step_line(good, columns) == "ok       mqtt://a:1883   DNS          10.0.0.1 (1.2 ms)");
  CHECK(step_line(poor, columns) == "warning  mqtt://a:1883   Maximum QoS  0; raise it");
  CHECK(step_line(away, columns) == "failed   kafka b:9092    TCP          refused; check it (12 ms)");
  CHECK(step_line(refused, {0, 0}) == "failed   topic t  WRITE  no; grant it (100 ms)");
}

TEST_CASE("what a server says cannot leave its line") {
  CHECK(step_line({"a", "b", ok("x\ny\x1B[2J"), {}}, {0, 0}) == "ok       a  b  x?y?[2J");
}

TEST_CASE("the end is the worst of all steps") {
  CHECK(end_of(std::vector<Step>{}) == ProbeEnd::passed);
  CHECK(end_of(std::vector{good, poor, unseen}) == ProbeEnd::passed);
  CHECK(end_of(std::vector{good, away}) == ProbeEnd::unreachable);
  CHECK(end_of(std::vector{away, refused, good}) == ProbeEnd::refused);
}

TEST_CASE("the counts name what there is") {
  CHECK(step_counts(std::vector{good, good, poor, poor, away, unseen}) == "2 ok, 2 warnings, 1 failed, 1 skipped");
  CHECK(step_counts(std::vector{poor}) == "1 warning");
}

TEST_CASE("as JSON it is one object with the steps in their order") {
  CHECK(step_json(std::vector{good, poor, refused}, 3) ==
        R"({"verdict":"failed","exit_code":3,"counts":{"ok":1,"warning":1,"failed":1,"skipped":0},"steps":[)"
        R"({"verdict":"ok","where":"mqtt://a:1883","step":"DNS","text":"10.0.0.1","ms":1.2},)"
        R"({"verdict":"warning","where":"mqtt://a:1883","step":"Maximum QoS","text":"0","remedy":"raise it","ms":0.0},)"
        R"({"verdict":"failed","where":"topic t","step":"WRITE","text":"no","remedy":"grant it","for_good":true,)"
        R"("ms":100}]})");
  CHECK(step_json(std::vector<Step>{}, 0) ==
        R"({"verdict":"ok","exit_code":0,"counts":{"ok":0,"warning":0,"failed":0,"skipped":0},"steps":[]})");
}

}  // namespace
}  // namespace sluice
