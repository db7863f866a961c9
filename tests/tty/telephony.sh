#!/bin/sh
# What a workspace may call, in a real terminal: a network group is found by a prefix, switched off, refused to a
# number, seen by another console, and switched on again; what is risky is asked about once more.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal two
console_in Production
press 5
expect 'SIP/BYOC'
press Enter
expect 'Plivo: on, 114 of 449 network groups on'
open_terminal one
console_in Production
press 5
expect '[Providers]' 'SIP/BYOC'

# / looks for digits among the groups, as they are typed.
press /
write 9198750
expect_row 'India - Mobile' ' on '
expect '/9198750'
press Enter d
expect_row 'India - Mobile' 'on → off'
expect '1 staged'
press w
expect 'closes: calls to India, 2,420 prefixes' 'on → off'
press Enter
expect '1 switch turned'
expect_row 'India - Mobile' ' off '
at two
expect 'Plivo: on, 113 of 449 network groups on'

# The number is refused, told why, and enter goes to the switch.
at one
press t
expect 'May it be called?'
press C-u
write '+91 98750-12345'
expect '+919875012345: may not be called' 'group      India - Mobile' 'prefix     +9198750'
nexa route explain +919875012345 --workspace Production --org 'Acme Voice' >"$work/route" || true
grep -q group_off "$work/route" || fail "the daemon does not say the same: $(cat "$work/route")"
press Enter
expect '/+919875012345'
press u
expect_row 'India - Mobile' 'off → on'
press w
expect 'opens: calls to India'
press Enter
expect '1 switch turned'
expect_row 'India - Mobile' ' on '
press t
expect '+919875012345: may be called'
press Escape

# All of a country but what toll fraud aims at; then that, too, and it is asked once more.
press BTab
expect 'Countries'
press /
write emirates
expect_row 'United Arab Emirates' '0 of 13'
press Enter e
expect 'Some are aimed at by toll fraud'
press e
expect '11 staged, 2 that toll fraud aims at left'
press e a
expect '13 staged'
press w
expect 'Review: 13 changes'
press Enter
expect 'Switch on what toll fraud aims at?'
press Enter
expect 'Review: 13 changes'
press y
expect '13 switches turned'
expect_row 'United Arab Emirates' '13 of 13'
press 6
expect 'disabled → en'
press Q
expect 'ready$'
