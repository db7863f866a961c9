#!/bin/sh
# `nexa member import`: a dry run changes nothing, a bad file changes nothing and says why by line, a good
# one is taken whole and shows in the console that is open.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
press 3
expect 'Members] · Invitations ── 212'

at_production() {
	nexa "$@" --org 'Acme Voice' --workspace Production
}
# refused COMMAND…: ends with 1, and says why on standard error.
refused() {
	code=0
	"$@" >"$work/out" 2>"$work/why" || code=$?
	[ "$code" = 1 ] || fail "$* ended with $code: $(cat "$work/why")"
}
says() {
	cat "$work/out" "$work/why" | grep -q "$1" || fail "not said: $1: $(cat "$work/out" "$work/why")"
}
members() {
	at_production member list -o json | grep -o '"total":[0-9]*'
}

refused at_production member import "$root/tests/data/people-bad.csv" --yes
says 'line 3.*email'
says 'line 5.*owner'
says 'line 6.*superuser'
says 'line 8.*line 7'
says 'line 9.*control character'
says 'line 11.*formula'
says 'line 12.*longer'
says 'line 13.*2 columns'
says 'line 14.*5 columns'
[ "$(members)" = '"total":212' ] || fail "after a refused import: $(members)"

at_production member import "$root/tests/data/people.csv" --dry-run >"$work/out" 2>"$work/why" ||
	fail "the dry run failed: $(cat "$work/why")"
says 2000
[ "$(members)" = '"total":212' ] || fail "after a dry run: $(members)"
expect 'Members] · Invitations ── 212'

at_production member import "$root/tests/data/people.csv" --yes >"$work/out" 2>"$work/why" ||
	fail "the import failed: $(cat "$work/why")"
says 2000
[ "$(members)" = '"total":2212' ] || fail "after the import: $(members)"
expect 'Members] · Invitations ── 2,212'
