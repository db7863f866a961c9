#!/bin/sh
# The answer to an apply is lost: the console says that it does not know, finds out by itself, and what
# was sent happens once.
. "$(dirname "$0")/lib/tty.sh"
start_demo
node "$root/tests/tty/lib/lossy.mjs" "$work/lossy.sock" "$socket" "$work/lose" >"$work/lossy.log" 2>&1 &
lossy=$!
leave_both() {
	status=$?
	kill "$lossy"
	(exit "$status")
	leave
}
trap leave_both EXIT
patiently grep -q ready "$work/lossy.log" || fail "lossy.mjs does not start"
direct=$socket
events() {
	nexa audit list --org 'Acme Voice' --type member.role_changed --target 'Aditya Ström' -o csv |
		grep -c 'member.role_changed'
}
before=$(events)
open_terminal one
socket=$work/lossy.sock
console_in Production
expect 'Members] · Invitations ── 212'

# Done, but the answer was lost: found out as soon as the daemon can be asked again.
press j j j r a w
expect 'Review: 1 change'
: >"$work/lose"
press Enter
expect 'now it is known: 1 change applied'
expect_row 'Aditya Ström' '> .* admin '
socket=$direct
count=$(events)
[ "$count" = $((before + 1)) ] || fail "one change made $((count - before)) events"

# Sent to a daemon that dies over it: nothing is known until it is back, and nothing can be changed.
press j r v w
expect 'Review: 1 change'
kill -STOP "$daemon"
press Enter
expect 'applying'
kill -KILL "$daemon"
wait "$daemon" 2>/dev/null || true
daemon=
expect 'is not known yet'
press u
expect 'not known yet; w asks again'
press r a
expect 'not known yet; w asks again'
# A review that stands open then has nothing left to show.
press w
expect 'Review: 1 change'
start_daemon
expect 'now it is known: 1 change applied'
expect_gone 'Review:'
