#!/bin/sh
# Two people side by side see each other's changes, and neither overwrites the other's.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
console_in Production
open_terminal two
console_in Production
expect_row 'Aditya Banerjee' '> .* viewer '

at one
press r a w
expect 'Review: 1 change'
press Enter
expect '1 change applied'
at two
expect_row 'Aditya Banerjee' '> .* admin '

# Both stage the same row; the one who applies first wins, the other sees both values.
press r m
expect_row 'Aditya Banerjee' 'admin → member'
at one
press r v w
expect 'admin → viewer'
press Enter
expect '1 change applied'
at two
expect 'somebody changed aditya.banerjee4@acme.example meanwhile'
expect_row 'Aditya Banerjee' 'viewer ≠ member'
press w
expect 'admin → member, but now viewer'
press Enter
expect 'decide this line first'
press m
expect 'viewer → member'
press Enter
expect '1 change applied'
at one
expect_row 'Aditya Banerjee' '> .* member '

# The audit list grows at its top.
press 6
expect 'viewer → memb'
at two
press u
expect 'the inverse of 1 change'
press w
expect 'Review: 1 change'
press Enter
expect '1 change applied'
at one
expect 'member → view'
