#!/bin/sh
# The audit log exported from the console: what the filter shows, into a file for oneself alone, which is gone on
# with; stopped while the daemon hangs, which harms nothing; and from the command line, with a bar.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
line "cd $work"
console
press 6
expect 'Audit' 'time (UTC)'
press /
write 'type:workspace.*'
press Enter
expect '── 7 of ' ' ── /type:workspace.* '

# While the daemon hangs there is a window, and a way out of it, which leaves nothing behind.
kill -STOP "$daemon"
press S
expect 'Export the audit log as' 'CSV, for spreadsheets' 'NDJSON'
press c
expect 'Export the audit log as CSV' 'into /' 'only what fits type:workspace.*' 'esc stop'
press Escape
expect 'stopped before anything arrived'
kill -CONT "$daemon"
left=$(find "$work" -maxdepth 1 -name 'audit-*.csv*')
[ -z "$left" ] || fail "something was left: $left"
press S c
expect 'saved 7 events for you alone in /'
saved=$(find "$work" -maxdepth 1 -name 'audit-*.csv' -perm 600)
[ -n "$saved" ] || fail "nothing was saved for oneself alone: $(ls -l "$work")"
rows=$(grep -c ',workspace\.' "$saved")
[ "$(wc -l <"$saved")" -eq $((rows + 1)) ] || fail "not only what the filter shows: $(cat "$saved")"
head -1 "$saved" | grep -q '^seq,occurred_at,type,' || fail "no titles"
cp "$saved" "$work/before"
# What was begun is gone on with.
press S c
expect '.csv is there already'
press a
expect 'added 0 events to /'
cmp "$saved" "$work/before" || fail 'the same export changed the file'

# With another filter it would be no whole.  Its rows need not be there for that, and until they are, the title does
# not say how many they are.
kill -STOP "$daemon"
press / C-u
write 'type:auth.*'
press Enter
expect '[Audit] · Stream ── /type:auth.* … ─'
press S c
expect '.csv is there already'
kill -CONT "$daemon"
press a
expect 'no beginning of this export'
cmp "$saved" "$work/before" || fail 'another export changed the file'
press S n
expect 'saved ' ' events for you alone in /'

# From the command line.
press Q
expect 'ready$ '
line "$NEXA_BIN/nexa --socket $socket audit export all.csv --org 'Acme Voice'"
expect "events in 'all.csv', which only you can read"

# What is there and empty becomes one's own; what was begun after a seq, which has no titles, is gone on with.
late=$work/late.csv
: >"$late"
chmod 644 "$late"
nexa audit export "$late" --org 'Acme Voice' --after-seq 24000 2>"$work/told" || fail "the empty file: $(cat "$work/told")"
[ "$(stat -c %a "$late")" = 600 ] || fail "others can read it: $(ls -l "$late")"
before=$(wc -l <"$late")
sed -i '$d' "$late"
nexa audit export "$late" --org 'Acme Voice' --after-seq 24000 2>"$work/told" || fail "gone on: $(cat "$work/told")"
[ "$(wc -l <"$late")" -ge "$before" ] || fail "less than before: $(wc -l "$late")"
grep -q 'added ' "$work/told" || fail "not gone on with: $(cat "$work/told")"
