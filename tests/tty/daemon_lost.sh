#!/bin/sh
# The daemon goes, by signal and by kill: the list stays and says how old it is; back again, it is live.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
expect 'Members] · Invitations ── 212'
press j j j r a
expect_row 'Aditya Ström' '> .* viewer → admin'
for signal in TERM KILL; do
	stop_daemon "$signal"
	expect '○ offline since' 'Members] · Invitations ── 212' 'Aditya Ström'
	# It can still be walked through, and what is staged stays staged.
	press PageDown
	expect_gone 'Aditya Ström'
	press g j j j
	expect_row 'Aditya Ström' '> .* viewer → admin'
	press w Enter
	expect 'nothing was changed' '○ offline since'
	start_daemon
	expect '● live'
	expect_gone 'offline'
	expect_row 'Aditya Ström' '> .* viewer → admin'
done
# And what is staged can be applied now.
press w
expect 'Review: 1 change'
press Enter
expect '1 change applied'
expect_row 'Aditya Ström' '> .* admin '

# Started while there is no daemon: the frame is there at once, the list as soon as it can be.
press Q
expect 'ready$'
stop_daemon
line "$NEXA_BIN/nexa --socket $socket --workspace Production"
expect '○ offline since' '3 Members'
start_daemon
expect '● live' 'Aditya Ström'
