#!/bin/sh
# A daemon whose certificate is not believed: the console says so where it says that it is offline, and what to do.
. "$(dirname "$0")/lib/tty.sh"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost -days 2 -keyout "$work/tls.key" -out "$work/tls.pem" 2>/dev/null
certificate=$work/tls
listen=127.0.0.1:0
start_demo
open_terminal one
line "$NEXA_BIN/nexa --store memory --url https://localhost:${listen##*:}"
expect '○ offline since' 'certificate of the daemon' '--ca-file'
press Q
expect 'ready$'
line "clear; $NEXA_BIN/nexa --store memory --url https://localhost:${listen##*:} --ca-file $work/tls.pem"
expect 'not signed in' 'you@example.com'
press Escape
expect 'ready$'
