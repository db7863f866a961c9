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
# A secret that is piped in and not asked for is not lost without a word.
mkfifo "$work/pipe"
exec 9<>"$work/pipe"
echo 'the-secret-of-the-client' >&9
nexa sso set "$(cat "$work/issuer")" nexa --allowed-domains acme.example --org 'Acme Voice' <&9 >/dev/null 2>"$work/said"
exec 9>&-
grep -q -e '--client-secret takes a secret from it' "$work/said" || fail "the secret that nobody read"
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

# Enforced, it is the only way in: who comes by a password is told so, whole, and how to go on.
rm "$work/approved"
invite() {
	nexa invitation create "$1" member --org 'Acme Voice' --workspace Staging -o json | grep -o '"token":"[^"]*"' | cut -d'"' -f4
}
outside=$(invite late@example.org)
inside=$(invite fresh@acme.example)
nexa sso set "$(cat "$work/issuer")" nexa --allowed-domains acme.example --enforced --yes --org 'Acme Voice' >/dev/null 2>&1
line "clear; $NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-o single sign-on'
write 'renee.nair@acme.example'
press Enter
write 'demo-Pass-1'
press Enter
expect 'entered by single sign-on only, and you signed in with a' 'again by single sign-on (nexa login --sso)' 'C-o signs in by single sign-on'
# So it is by an invitation; nobody types a password in vain.
echo "$inside" | "$NEXA_BIN/nexa" invitation accept - --store memory --url "http://$listen" 2>"$work/said" && fail "a password where there is single sign-on"
grep -q "open the invitation's link in a browser" "$work/said" || fail "how to accept is not said: $(cat "$work/said")"
press C-o
expect 'WDJB-MJHT'
echo renee.nair@acme.example >"$work/named"
mv "$work/named" "$work/approved"
expect_gone 'WDJB-MJHT'
expect_gone 'entered by single sign-on only'
expect 'Renée Nair'
press Q
expect 'ready$'
line "clear; $NEXA_BIN/nexa --store memory --url http://$listen"
expect 'Password' 'C-r register'
write "$outside"
press Enter
expect 'only, and its identity provider may not' 'for an invitation to another' 'late@example.org'
expect_gone 'back to the invitation'
press Escape
expect 'ready$'
line "clear; $NEXA_BIN/nexa login renee.nair@acme.example --store file --socket $socket"
expect 'password:'
write 'not-the-Pass-1'
press Enter
expect 'do not match'
write 'demo-Pass-1'
press Enter
expect 'signed in as Ren'
line "clear; $NEXA_BIN/nexa status --store file --socket $socket; $NEXA_BIN/nexa workspace mine --store file --socket $socket >/dev/null"
expect 'not open      Acme Voice is entered by single sign-on only' "'Acme Voice' is entered by single sign-on only"
line "clear; $NEXA_BIN/nexa logout --store file --socket $socket"
expect 'signed out; you are the operator here now'
nexa sso remove --yes --org 'Acme Voice' >/dev/null

# What is needed to set up an authenticator is on the screen when its code is asked for, the picture whole or not at all.
api POST /v1/auth/login '{"email":"renee.nair@acme.example","password":"demo-Pass-1"}' |
	sed 's/.*"token":"\([^"]*\)".*/\1/' >"$work/token"
chmod 600 "$work/token"
# enroll ROWS COLUMNS FINDERS: how many lines have the upper edge of a corner of the code; it has one at the top, one
# further below.
enroll() {
	resize "$2" "$1"
	line "until [ \"\$(stty size)\" = '$1 $2' ]; do :; done; clear; NEXA_TOKEN_FILE=$work/token $NEXA_BIN/nexa --socket $socket mfa enroll"
	expect 'code:' 'Give an authenticator' 'secret  ' 'otpauth://'
	[ "$(screen | grep -c '█▀▀▀▀▀█')" = "$3" ] || fail "the code is not whole at $2x$1"
	press C-c
	expect 'ready$'
}
enroll 24 80 2
enroll 40 140 2
enroll 20 80 0

# A wrong code is asked for again, and the password is not.
secret=$(NEXA_TOKEN_FILE=$work/token nexa mfa enroll -o json | sed 's/.*"secret":"\([A-Z2-7]*\)".*/\1/')
recovery=$(oathtool --totp -b "$secret" | NEXA_TOKEN_FILE=$work/token nexa mfa confirm -o json |
	sed 's/.*"recovery_codes":\["\([^"]*\)".*/\1/')
resize 80 24
line "clear; $NEXA_BIN/nexa login renee.nair@acme.example --store file --socket $socket"
expect 'password:'
write 'demo-Pass-1'
press Enter
expect 'code from your authenticator:'
write 'wrong'
press Enter
expect 'neither a code'
write "$recovery"
press Enter
expect 'signed in as Ren'
