#!/bin/sh
# A copy of the audit log is made with a key while one works on; the daemon is killed, and the log is read and searched
# in the copy; the daemon is back, and the list is live.  Started offline, the console never asks for it.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one 110 24
line "$NEXA_BIN/nexa --socket $socket --org 'Kiran Clinic'"
expect '● live'
press 6
expect 'Audit'
press A
expect '15 events, verified on arrival'
stop_daemon KILL
expect '○ offline since' '── copy of ' 'events, verified on arrival'
press /
write organization.created
press Enter
expect 'copy of' '/organization.created' '14 hidden'
press Escape
expect_gone 'hidden'
press t
expect 'Go to a time'
press t
write '1999-01-01'
press Enter
expect_gone 'Go to a time'
expect 'organization.created' 'copy of'
start_daemon
expect '● live'
expect_gone 'copy of'
press Q
expect 'ready$'
line "$NEXA_BIN/nexa --socket $socket --org 'Kiran Clinic'"
expect '● live'
press 3
expect '[Members]'
press Q
expect 'ready$'
# It begins with what can be read, wherever it was left.
line "$NEXA_BIN/nexa --socket $socket --offline --org 'Kiran Clinic'"
expect '── copy of ' 'events, verified on arrival' 'Kiran Clinic'
# Events went from it that nobody looked at yet: the console's own export says so, and keeps what is before them.
press Q
expect 'ready$'
copy=$(find "$work" -name 'audit-org_*.db')
sqlite3 -cmd '.timeout 60000' "$copy" 'DELETE FROM audit_events WHERE at % 1024 IN (3, 4)'
line "cd $work && $NEXA_BIN/nexa --socket $socket --offline --org 'Kiran Clinic'"
expect '── copy of '
press S n
expect 'events 3 to 4 are missing'
saved=$(find "$work" -maxdepth 1 -name 'audit-*.ndjson' -perm 600)
[ "$(wc -l <"$saved")" -eq 2 ] || fail "not the events before those that are missing: $(cat "$saved")"
# Another file where it was: the pane says so, and A offers to fetch it anew.
press Q
expect 'ready$'
echo 'this is no database, whatever it is called' >"$copy"
line "$NEXA_BIN/nexa --socket $socket --offline --org 'Kiran Clinic'"
expect 'the copy is damaged'
press Q
expect 'ready$'
line "$NEXA_BIN/nexa --socket $socket --org 'Kiran Clinic'"
expect '● live'
press 6
expect 'Audit'
press A
expect 'The copy of this log is damaged' 'leave it as it is'
press y
expect 'events, verified on arrival'
