#!/bin/sh
# The operator takes over a large rate deck in a real terminal: given up while it is checked, which changes nothing;
# then checked, agreed to, and in force for the next decision.  What is in force is saved as a file, for oneself alone.
. "$(dirname "$0")/lib/tty.sh"
start_demo
gunzip -c "$root/tests/data/rate-deck-large.csv.gz" >"$work/large.csv"
open_terminal one 100 24
line "cd $work"
console_in Production
press 5
expect 'SIP/BYOC'
press Tab Tab Tab Tab
expect 'whole installation: 449 network groups'
press I
expect 'Take over a rate deck of Plivo'
write "$work/large.csv"
kill -STOP "$daemon"
press Enter
expect 'read: 41,571 rows' 'checking'
press Escape
expect_gone 'checking'
kill -CONT "$daemon"
press Enter
expect '5,908  network groups to add' 'Afghanistan - Fixed'
nexa deck get plivo -o json >"$work/before"
grep -q '"network_groups":449' "$work/before" || fail "a check changed the deck: $(cat "$work/before")"
press y
expect 'plivo: 41,571 prefixes in 6,357 network groups are in force' 'whole installation: 6,357 network groups'
nexa route explain +93201234567 --workspace Production --org 'Acme Voice' >"$work/route" || true
grep -q Afghanistan "$work/route" || fail "the next decision does not know it: $(cat "$work/route")"
press S
expect 'saved in /' 'deck-plivo.csv, which only you can read'
[ -n "$(find "$work" -maxdepth 1 -name deck-plivo.csv -perm 600)" ] || fail "no deck was saved: $(ls -l "$work")"
nexa deck import "$work/deck-plivo.csv" --dry-run -o json >"$work/again"
grep -q '"groups_added":0,.*"groups_changed":0,.*"groups_removed":0' "$work/again" || fail "it is another deck: $(cat "$work/again")"
press S
expect 'deck-plivo.csv is there already' 'keep it'
press k
expect 'nothing was saved'
press Q
expect 'ready$'
