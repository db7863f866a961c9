#!/bin/sh
# The console where the OS keyring is locked, has not been made yet, does not answer: it says so, opens it by its
# password, and never stands still or loses its frame.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:0
who=priya.sharma@acme.example
start_demo
url=http://$listen
token=$(api POST /v1/auth/login "{\"email\":\"$who\",\"password\":\"demo-Pass-1\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/')

# in_state STATE: the console, the keyring being in that state.
in_state() {
	line "clear; SEED_SECRET=\$(cat $work/token) SEED_SCHEMA=com.dialnexa.nexa SEED_ATTRS='server $url profile default kind session' bash $root/tests/cli/lib/keyring-env.sh $1 $NEXA_BIN/nexa --url $url"
}

# sign_in: by the form, which has the keys.
sign_in() {
	expect 'you@example.com'
	write "$who"
	press Enter
	write 'demo-Pass-1'
	expect_gone 'demo-Pass-1'
	press Enter
}

# leave_console: its frame is whole to the end.
leave_console() {
	[ "$(screen | sed -n '3s/^\(.\).*/\1/p')" = '┌' ] || fail 'the frame is torn'
	press Q
	expect 'ready$'
	expect_gone 'Members'
}

(umask 077 && printf %s "$token" >"$work/token")
open_terminal one 100 30

# Locked: what is saved there cannot be read until its password is typed; a wrong one is told.
in_state locked
expect 'The OS keyring "Login" is locked' 'Nothing was deleted' 'u  unlock' 's  sign in again'
press '?'
expect 'Keys that work here' 'without'
press '?'
expect_gone 'Keys that work here'
press u
expect "The keyring's password"
write 'not-it'
press Enter
expect "That is not the keyring's password." 'try again'
press Enter
expect "The keyring's password"
write 'nexa-ci'
expect_gone 'nexa-ci'
press Enter
expect 'Priya Sharma' '● live' 'the sign-in is from the OS keyring'
write ':store'
press Enter
expect 'The sign-in is in the OS keyring (Login)' 'f  a file, unencrypted'
press Escape
expect_gone 'a file, unencrypted'
leave_console

# Signing in where there is no keyring yet: one is made, and asked only once.
in_state empty
expect 'is running but has no keyring yet'
press s
sign_in
expect 'c  create it with a password' 'k  kernel keyring' 'm  memory only'
press c
expect 'A password for the keyring'
write 'first-Pass-1'
press Enter
write 'other'
press Enter
expect 'is not what was typed above'
press Escape
expect 'c  create it with a password'
press c
write 'first-Pass-1'
press Enter
write 'first-Pass-1'
press Enter
expect 'Priya Sharma' '● live' 'signed in, saved in the OS keyring (login)'
leave_console

# It never answers: keys are taken meanwhile.
in_state muteservice
expect 'looking for your sign-in'
press '?'
expect 'Keys that work here'
expect 'The OS keyring did not answer within 3 s and was left alone.' 'r  ask again'
press s
sign_in
expect 'r  ask again' 'm  memory only'
press m
expect 'Priya Sharma' '● live'
press Escape
expect_gone 'Keys that work here'
leave_console
