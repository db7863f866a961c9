#!/bin/sh
# Whom the daemon does not know signs in; the screen says where the token is kept.
. "$(dirname "$0")/lib/tty.sh"
listen=127.0.0.1:0
private=true
start_demo
open_terminal one
line "$NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'you@example.com'
write 'priya.sharma@acme.example'
press Enter
write 'demo-Pass-1'
expect_gone 'demo-Pass-1'
press Enter
expect 'signed in, kept in memory, for this run only' 'Priya Sharma' '● live'
press Q
expect 'ready$'
expect_gone 'Priya Sharma'

# By single sign-on: the code and where to go with it, until that is done there.
: >"$work/issuer"
node "$(dirname "$0")/lib/identity.mjs" priya.sharma@acme.example "$work/approved" >"$work/issuer" &
others="$others $!"
patiently grep -q '^http' "$work/issuer" || fail "the identity provider does not start"
nexa sso set "$(cat "$work/issuer")" nexa --allowed-domains acme.example --org 'Acme Voice' >/dev/null
line "$NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-o single sign-on'
write 'priya.sharma@acme.example'
press C-o
expect 'WDJB-MJHT' '/activate' 'Waiting until you have signed in there' '▀'
press Escape
expect_gone 'WDJB-MJHT'
press C-o
expect 'WDJB-MJHT'
: >"$work/approved"
expect 'Priya Sharma' '● live' 'Acme Voice'
press Q
expect 'ready$'
