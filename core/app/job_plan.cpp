// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_plan.hpp"

#include "core/app/job_limits.hpp"

#include <algorithm>

namespace loads::app {

base::Result<model::Plan> local_plan(const job::Order& order, const std::filesystem::path& folder) {
  model::Plan plan = order.description.plan;
  plan.run_id = order.stream.run.text();
  plan.folder = folder.string();
  auto limits = prepare_limits(order.limits, order.description);
  if (!limits)
    return limits.error();
  plan.limits = std::move(*limits);
  for (std::string* name : {&plan.http.ca_file, &plan.http.client_cert, &plan.http.client_key}) {
    if (name->empty())
      continue;
    const bool came = std::any_of(order.files.begin(), order.files.end(), [&](const job::LocalFile& local) {
      return local.file.use == wire::FileUse::include && local.file.name == *name;
    });
    if (!came)
      return base::infrastructure_error("the file " + *name + " for TLS did not come with the run");
    *name = (folder / *name).string();
  }
  return plan;
}

} // namespace loads::app
