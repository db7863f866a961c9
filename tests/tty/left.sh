#!/bin/sh
# Where the console was left is kept for each daemon and for each identity there, under one profile's name; what an older
# console kept for all of them is where one begins.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:0
start_demo
ln -s "$socket" "$work/second.sock"
ln -s "$socket" "$work/third.sock"
mkdir -p "$HOME/.local/state/nexa"
printf 'pane = workspaces\nworkspaces.0.filter = sta\n' >"$HOME/.local/state/nexa/console-default"

# at_daemon SOCKET: the console there, once it is live.
at_daemon() {
	line "clear; $NEXA_BIN/nexa --socket $1 --organization 'Acme Voice' --workspace Production"
	expect '● live'
}

# filter TEXT
filter() {
	press 3
	expect '[Members]'
	write "/$1"
	press Enter
	expect "/$1" 'hidden'
}

# quit: and the state is kept.
quit() {
	press Q
	expect 'ready$'
}

# as WHO: signed in over TCP, without a trace elsewhere.
as() {
	line "clear; $NEXA_BIN/nexa --store memory --url http://$listen --organization 'Acme Voice' --workspace Production"
	expect 'Password'
	write "$1@acme.example"
	press Enter
	write 'demo-Pass-1'
	press Enter
	expect '▸ Production' '● live'
}

open_terminal one
at_daemon "$socket"
expect '/sta' 'Staging'
filter petrova
quit
at_daemon "$work/second.sock"
expect '/sta' 'Staging'
filter kowalski
quit
at_daemon "$socket"
expect '/petrova'
expect_gone '/kowalski'
quit
at_daemon "$work/second.sock"
expect '/kowalski'
expect_gone '/petrova'
quit
at_daemon "$work/third.sock"
expect '/sta' 'Staging'
quit

as priya.sharma
filter petrova
quit
as wei.menon
expect '[Members]'
expect_gone '/petrova'
filter kowalski
quit
as priya.sharma
expect '/petrova'
expect_gone '/kowalski'
# Another one signs in without leaving.
write ':sign-out'
press Enter
expect 'Password'
write 'wei.menon@acme.example'
press Enter
write 'demo-Pass-1'
press Enter
expect '● live' '/kowalski'
expect_gone '/petrova'
quit
as priya.sharma
expect '/petrova'
quit
