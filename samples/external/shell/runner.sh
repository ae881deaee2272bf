#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: runner.sh URL, started by loads-runner: requests the URL with curl as one user.
# What it prints are the messages; ./push sends them.
set -u
url=$1

# message TYPE [MORE MEMBERS]
message() {
  printf '{"data_type":"%s","agent_id":"%s","run_id":"%s","loads_status":[%s,%s,%s,%s]%s}\n' \
    "$1" "$LOADS_AGENT_ID" "$LOADS_RUN_ID" "${LOADS_TOTAL_HITS:-1}" "$LOADS_TOTAL_USERS" "$hit" \
    "$LOADS_CURRENT_USER" "${2:-}"
}

iteration() {
  message startTest ',"test":"curl"'
  started=$(date -u +%Y-%m-%dT%H:%M:%S)
  answer=$(curl --silent --output /dev/null --max-time 30 --write-out '%{http_code} %{time_total}' "$url")
  status=${answer%% *}
  message add_hit ",\"url\":\"$url\",\"method\":\"GET\",\"status\":\"$status\",\"started\":\"$started\",\"elapsed\":\"${answer##* }\""
  if [ "$status" = 200 ]; then
    message addSuccess ',"test":"curl"'
  else
    message addFailure ",\"test\":\"curl\",\"exc_info\":[\"curl\",\"status $status\",\"\"]"
  fi
  message stopTest ',"test":"curl"'
}

wanted() {
  if [ -n "${LOADS_TOTAL_HITS:-}" ]; then
    [ "$hit" -le "$LOADS_TOTAL_HITS" ]
  else
    [ "$(date +%s)" -lt "$end" ]
  fi
}

hit=1
end=$(($(date +%s) + ${LOADS_DURATION:-0}))
while wanted; do
  iteration
  hit=$((hit + 1))
done | "$(dirname "$0")/push"
