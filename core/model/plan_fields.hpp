// SPDX-License-Identifier: Apache-2.0
// The members of a plan and their names in JSON, once for both directions: each function calls `visit` with
// the name of each member and the member.
#pragma once

namespace loads::model {

template <class PlanType, class Visitor>
void visit_plan(PlanType& plan, Visitor& visit) {
  visit("run_id", plan.run_id);
  visit("fqn", plan.fqn);
  visit("module_path", plan.module_path);
  visit("module_source", plan.module_source);
  visit("group", plan.group);
  visit("test", plan.test);
  visit("users", plan.users);
  visit("hits", plan.hits);
  visit("duration_ns", plan.duration);
  visit("warm_up_ns", plan.warm_up);
  visit("load", plan.load);
  visit("mix", plan.mix);
  visit("scenarios", plan.scenarios);
  visit("server_url", plan.server_url);
  visit("threads", plan.threads);
  visit("stack_size", plan.stack_size);
  visit("stall_limit_ns", plan.stall_limit);
  visit("blocking", plan.blocking);
  visit("events", plan.events);
  visit("http", plan.http);
  visit("thresholds", plan.thresholds);
  visit("allow_invalid", plan.allow_invalid);
  visit("folder", plan.folder);
  visit("frame_interval_ns", plan.frame_interval);
  visit("allow_targets", plan.allow_targets);
  visit("limits", plan.limits);
}

template <class OptionsType, class Visitor>
void visit_http(OptionsType& options, Visitor& visit) {
  visit("insecure", options.insecure);
  visit("ca_file", options.ca_file);
  visit("client_cert", options.client_cert);
  visit("client_key", options.client_key);
  visit("connect_timeout_ns", options.connect_timeout);
  visit("first_byte_timeout_ns", options.first_byte_timeout);
  visit("total_timeout_ns", options.total_timeout);
  visit("max_body", options.max_body);
}

template <class LimitsType, class Visitor>
void visit_limits(LimitsType& limits, Visitor& visit) {
  visit("targets", limits.targets);
  visit("guards_special", limits.guards_special);
  visit("guards_loopback", limits.guards_loopback);
  visit("never", limits.never);
  visit("max_rate", limits.caps.rate);
  visit("max_duration_ns", limits.caps.duration);
}

template <class LoadType, class Visitor>
void visit_load(LoadType& load, Visitor& visit) {
  visit("open", load.open);
  visit("begin", load.begin);
  visit("stages", load.stages);
  visit("spacing", load.spacing);
  visit("iterations", load.iterations);
  visit("think_time", load.think_time);
  visit("pace", load.pace);
  visit("graceful_stop_ns", load.graceful_stop);
  visit("share_first", load.share.first);
  visit("share_stride", load.share.stride);
}

template <class StageType, class Visitor>
void visit_stage(StageType& stage, Visitor& visit) {
  visit("length_ns", stage.length);
  visit("target", stage.target);
  visit("is_rate", stage.is_rate);
}

template <class PauseType, class Visitor>
void visit_pause(PauseType& pause, Visitor& visit) {
  visit("kind", pause.kind);
  visit("low_ns", pause.low);
  visit("high_ns", pause.high);
}

template <class ListType, class Visitor>
void visit_list(ListType& list, Visitor& visit) {
  visit("owner", list.owner);
  visit("rules", list.rules);
}

template <class ScenarioType, class Visitor>
void visit_scenario(ScenarioType& scenario, Visitor& visit) {
  visit("name", scenario.name);
  visit("start_ns", scenario.start);
  visit("users", scenario.users);
  visit("hits", scenario.hits);
  visit("duration_ns", scenario.duration);
  visit("load", scenario.load);
  visit("mix", scenario.mix);
}

template <class WeightedType, class Visitor>
void visit_weighted(WeightedType& weighted, Visitor& visit) {
  visit("name", weighted.name);
  visit("weight", weighted.weight);
}

} // namespace loads::model
