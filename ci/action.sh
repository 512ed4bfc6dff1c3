#!/usr/bin/env bash
# The step of action.yml: annotations to the log, a decision table to the job's summary. Its exit code is that of the tests.
set -uo pipefail

arguments=()
while IFS= read -r line; do
  [ -n "$line" ] && arguments+=("$line")
done <<<"${CLAIMCHECK_FILES:-}"
[ -n "${CLAIMCHECK_KUBE_VERSION:-}" ] && arguments+=(--kube-version "$CLAIMCHECK_KUBE_VERSION")
arguments+=(--fail-on "${CLAIMCHECK_FAIL_ON:-error}" --require-tests)

# A name alone could be another author's package: its owner names it.
if [ -z "${CLAIMCHECK_PACKAGE:-}" ]; then
  echo "::error::Set the input package: the path of the tarball, or the package in your registry with its version."
  exit 2
fi

run() {
  npx --yes --package "$CLAIMCHECK_PACKAGE" -- claimcheck test "${arguments[@]}" -o "$1"
}

run github
code=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then run markdown >>"$GITHUB_STEP_SUMMARY"; fi
exit "$code"
