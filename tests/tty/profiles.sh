#!/bin/sh
# Another daemon or identity without leaving: `:profile`; what is staged is told before it goes.
. "$(dirname "$0")/lib/tty.sh"
start_demo
open_terminal one
line "$NEXA_BIN/nexa profile add acme --socket $socket --organization 'Acme Voice' --workspace Production"
expect 'profile acme is in'
line "$NEXA_BIN/nexa profile add gone --socket $work/gone.sock"
expect 'profile gone is in'
line "$NEXA_BIN/nexa --socket $socket --organization 'Kiran Clinic'"
expect 'Kiran Clinic ▸' '● live'
write ':profile'
expect 'switch the profile'
press Enter
expect 'Profile' "$socket, Acme Voice" 'gone.sock'
expect_row 'in use' 'default'
press Down Enter
expect 'Acme Voice ▸ Production' 'via acme, socket' '● live'
write '3'
expect 'Members'
press r
write 'a'
press Enter
expect 'staged'
write ':profile'
press Enter
expect_row 'in use' 'acme'
press Down Enter
expect 'staged and not sent'
write ':profile'
press Enter
expect_row 'in use' 'acme'
press Down Enter
expect 'offline' 'via gone, socket'
write ':profile'
press Enter
expect_row 'in use' 'gone'
press Home Enter
expect 'Kiran Clinic ▸' '● live'
# One that is made meanwhile is there, and is gone to by its name.
nexa profile add later --organization 'Acme Voice' --workspace Staging 2>/dev/null
write ':profile nobody'
press Enter
expect "there is no profile 'nobody'"
write ':profile later'
press Enter
expect 'Acme Voice ▸ Staging' 'via later, socket' '● live'
press Q
expect 'ready$'
