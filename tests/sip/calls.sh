#!/bin/sh
# A real SIP proxy (examples/kamailio, as users get it) that asks the real nexad about each call: what is on is
# connected and hung up, what is off gets 403, and without a clear answer there is no call.
. "$(dirname "$0")/../tty/lib/tty.sh"
. "$(dirname "$0")/lib/sip.sh"
listen=127.0.0.1:0
start_demo
listen=$(sed -n 's/^nexad ready .* //p' "$work/nexad.log") # where it comes back after its death

# id NOUN… NAME: of the row with that name.
id() {
	nexa "$@" -o csv | sed -n 's/^\([a-z]*_[0-9a-z]*\),.*/\1/p'
}
workspace() {
	nexa workspace list --org 'Acme Voice' -o csv | sed -n "s/^\(ws_[0-9a-z]*\),$1,.*/\1/p"
}
production=$(workspace Production)
staging=$(workspace Staging)
archived=$(workspace Research)
clinic=$(nexa workspace list --org 'Kiran Clinic' -o csv | sed -n 's/^\(ws_[0-9a-z]*\),.*/\1/p' | head -n 1)
token=$(nexa org key-create 'SIP proxy' --org 'Acme Voice' --scopes telephony:read -o json | sed 's/.*"key":"\([^"]*\)".*/\1/')
airtel=+919876543210 # India - Mobile - Airtel, which is on
dialog=+94771234567  # Sri Lanka - Mobile - Dialog, which is off

# switch NUMBER KEY BEFORE AFTER: of the group that decides on the number, as a person does it in the console.
switch() {
	press /
	write "$1"
	expect "── 1 ── /$1 ──"
	press Enter
	expect_row '>' " $3 "
	press "$2"
	expect_row '>' "$3 → $4"
	press w
	expect 'Review: 1 change'
	press Enter
	expect '1 switch turned'
	expect_row '>' "[a-z]  *$4 "
	press Escape
	expect_gone "/$1"
}

configure "http://$listen" 5 "$staging"
start_carrier
start_proxy "$token"
for shown in "/proc/$proxy/cmdline" "$sip"/*.cfg "$sip"/*.list; do
	! grep -q "$token" "$shown" || fail "the token stands in $shown"
done

# ---- decided by group, workspace and provider ----
call $airtel
refused 403=group_off $dialog
refused 403=no_group +99912345678
refused 403=workspace_archived $airtel "$(in_workspace "$archived")"
refused 403=provider_off $airtel "$(in_workspace "$production")
X-Nexa-Provider: sip"
refused 403=not_found $airtel "$(in_workspace ws_nobody)"
refused 403=not_found $airtel "$(in_workspace "$clinic")" # another organization's, which the key knows nothing of
refused 403=invalid_query $airtel "$(in_workspace "$production")
X-Nexa-Provider: nobody"
for number in 919876543210 +0919876543210 +9198 00919876543210 %2B919876543210 +91-987-654-3210 '+919876543210;phone-context=x' \
	'+919876543210%26workspace=x' '+9198765432101234' priya; do
	refused 484 "$number"
done

# ---- a switch turned in the console holds from the next call on, in its workspace alone ----
open_terminal one 100 24
console_in Production
press 5
expect 'SIP/BYOC'
switch $airtel d on off
refused 403=group_off $airtel
call $airtel "$(in_workspace "$staging")"
switch $airtel e off on
call $airtel
switch $dialog e off on
call $dialog
press Q
expect 'ready$'

# ---- whose word counts ----
# A peer that is bound to a workspace has that one, whatever it says.
call $airtel 'X-Test: 1' 127.0.0.2
refused 403=group_off $dialog "$(in_workspace "$production")" 127.0.0.2
refused 403 $airtel "$(in_workspace "$production")" 127.0.0.3
refused 403 $airtel 'X-Test: 1'
for name in 'ws_1&provider=sip' 'ws_1%26' 'ws_1
 &to=%2B919876543210' ws_ WS-1 '../ws_1'; do
	refused 403 $airtel "$(in_workspace "$name")"
done
# What the caller lays out for itself leads nowhere: a route past the carrier, a call that there never was.
call $airtel "$(in_workspace "$production")
Route: <sip:evil@127.0.0.1:9;lr>"
refused 481 $dialog "$(in_workspace "$staging")" 127.0.0.1 ';tag=made-up'
refused 481 $dialog "Route: <sip:127.0.0.1:$port;lr>, <sip:127.0.0.1:$carrier_port;lr>" 127.0.0.3 ';tag=made-up'

# ---- a daemon that hangs: refused at the limit, and SIP goes on meanwhile ----
kill -STOP "$daemon"
dial cancelled.xml 127.0.0.1 -m 1 -key target "$(target $airtel)" -key headers "$(in_workspace "$production")" ||
	fail "hanging up while it asks: $(cat "$sip/cancelled.xml.err")"
kill -CONT "$daemon"
patiently goes_through $airtel || fail "no call after one that was given up: $(cat "$sip/allowed.xml.err")"
kill -STOP "$daemon"
sed "s|@STATUS@|503|; s|@ANSWER@|SIP/2.0 503|" "$scenarios/refused.xml" >"$sip/hanging.xml"
dial hanging.xml 127.0.0.1 -m 60 -r 200 -trace_msg -message_file "$sip/hanging.msg" -key to_tag '' \
	-key target "$(target $airtel)" -key headers "$(in_workspace "$production")" &
hanging=$!
patiently grep -sq 'SIP/2.0 100' "$sip/hanging.msg" || fail "the call is not being asked about"
options 20 -r 200 || fail "no OPTIONS while nexad hangs: $(cat "$sip/options.xml.err")"
kill -0 "$hanging" || fail "the calls were over before the OPTIONS were"
wait "$hanging" || fail "not refused with 503 while nexad hangs: $(cat "$sip/hanging.xml.err")"
kill -CONT "$daemon"
patiently goes_through $airtel || fail "no call after nexad went on: $(cat "$sip/allowed.xml.err")"

# ---- a daemon that is dead, one with another token, and one that is back ----
stop_daemon KILL
refused 503 $airtel
refused 503 $airtel
start_daemon
patiently goes_through $airtel || fail "no call after nexad came back: $(cat "$sip/allowed.xml.err")"
nexa org key-list --org 'Acme Voice' -o csv >"$work/keys"
key=$(sed -n 's/^\(key_[0-9a-z]*\),SIP proxy,.*/\1/p' "$work/keys")
nexa org key-revoke "$key" --org 'Acme Voice' --yes >"$work/revoked"
refused 503 $airtel

# ---- the carrier saw those calls and no other ----
[ ! -s "$sip/carrier.err" ] || fail "the carrier got what it should not: $(cat "$sip/carrier.err")"
[ "$(wc -l <"$sip/carrier.log")" = "$carried" ] || fail "the carrier had $(wc -l <"$sip/carrier.log") calls instead of $carried"
