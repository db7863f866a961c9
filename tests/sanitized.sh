#!/bin/sh
# sanitized.sh COMMAND…: runs a test of programs built with sanitizers, and fails when any process of
# it left a report, also one whose output and status nobody looks at.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
common="log_path=$reports/report"
export ASAN_OPTIONS="$common:detect_stack_use_after_return=1:strict_string_checks=1"
export UBSAN_OPTIONS="$common:print_stacktrace=1"
export TSAN_OPTIONS="$common:second_deadlock_stack=1:suppressions=$here/tsan.supp"
status=0
"$@" || status=$?
for report in "$reports"/report*; do
	[ -f "$report" ] || continue
	cat "$report" >&2
	status=1
done
exit "$status"
