#!/bin/sh
# The wallet in a real terminal: what was spent, money paid in and seen by another console without a key, an
# invoice read and saved, in three sizes, and with the daemon away.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal two
console
press 7 Tab Tab
expect '[Recharges]'
open_terminal one
line "cd $work"
console
press 7
expect '[Usage]' 'Balance' 'Spent in 30 days' 'Production' '█'

# Paid in once it was read again.
press n
expect 'amount (INR)'
write '250.5'
press C-s
expect 'amount (INR): 250.5' 'y confirm'
press y
expect 'recharge of 250.50 INR: paid'
press Tab Tab
expect_row '250.50' 'paid'
at two
expect_row '250.50' 'paid'
nexa billing recharge 99.99 --yes --org 'Acme Voice' >"$work/paid"
expect_row '99.99' 'paid'

# The wallet says when it recharges itself.
press e
expect 'enabled'
write 'y'
press Down C-u
write '300'
press Down C-u
write '1000'
press C-s
expect 'threshold (INR): 300'
press y
expect 'wants 1000.00 below 300.00: no payment hook'

# An invoice, read and saved for oneself alone.
at one
press Tab
expect '[Invoices]' 'INV-'
press Enter
expect 'subtotal' 'total'
press q
press S
expect 'Save the invoice as'
press p
expect 'saved in /' 'which only you can read'
saved=$(find "$work" -maxdepth 1 -name 'INV-*.pdf' -perm 600)
[ "$(head -c 5 "$saved")" = '%PDF-' ] || fail "no PDF was saved: $(ls -l "$work")"
press S c
expect '.csv'
# What is there is kept unless one says otherwise.
printf 'mine' >"$saved"
press S p
expect 'is there already' 'keep it'
press k
expect 'nothing was saved'
[ "$(cat "$saved")" = 'mine' ] || fail 'a file was replaced without a word'
press S p
expect 'replace it'
press r
expect 'saved in /'
[ "$(head -c 5 "$saved")" = '%PDF-' ] || fail 'the file was not replaced'
[ -z "$(find "$work" -name '*.part')" ] || fail 'a part of the file was left behind'

# A recharge that failed or waits, by its key; auto-recharge shows what is in force.
press BTab
expect '[Recharges]'
press e
expect 'threshold (INR)' '300.00' '1000.00'
press Escape

# Small, large, and with the daemon away.
resize 40 10
expect 'Recharges ── ' 'Balance'
resize 140 40
press BTab BTab
expect '[Usage]' 'rentals'
stop_daemon
expect 'offline since' 'Balance' 'Production'
start_daemon
expect '● live'
