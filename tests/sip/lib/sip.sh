# shellcheck shell=sh
# What the calls share: examples/kamailio as it is given to users, with ports of its own, between callers and a
# carrier of sipp.  Sourced after tty/lib/tty.sh, which ends what is started here with the script.
scenarios=$root/tests/sip/lib
sip=$work/sip
memory=64 # MB that the proxy shares, as in Debian's service
carried=0 # calls that the carrier should have taken so far
mkdir "$sip"

# free_ports N: UDP ports that nobody has on loopback, each on a line.
free_ports() {
	node -e 'const sockets = Array.from({ length: Number(process.argv[1]) }, () => require("node:dgram").createSocket("udp4"));
		sockets.forEach((each) => each.bind({ address: "127.0.0.1", port: 0, exclusive: true }, () => { console.log(each.address().port); each.close(); }));' "$1"
}

# start_carrier
start_carrier() {
	sipp -sf "$scenarios/carrier.xml" -i 127.0.0.1 -p "$carrier_port" -nostdin -trace_logs \
		-log_file "$sip/carrier.log" -trace_err -error_file "$sip/carrier.err" >"$sip/carrier.out" 2>&1 &
	others="$others $!"
}

# configure URL SECONDS WORKSPACE: the example with our ports, and nexad's limit; 127.0.0.2 calls for the workspace.
configure() {
	set -- "$@" "$(free_ports 2)"
	port=$(echo "$4" | head -n 1)
	carrier_port=$(echo "$4" | tail -n 1)
	cp "$root/examples/kamailio/kamailio.cfg" "$sip"
	sed -e "s|\"http://127.0.0.1:8080\"|\"$1\"|; s|NEXAD_SECONDS 2|NEXAD_SECONDS $2|" \
		-e "s|udp:127.0.0.1:5060|udp:127.0.0.1:$port|; s|sip:127.0.0.1:5080|sip:127.0.0.1:$carrier_port|" \
		"$root/examples/kamailio/nexad-site.cfg" >"$sip/nexad-site.cfg"
	sed "s|ws_01jd8m3x5kq0v7w2|$3|" "$root/examples/kamailio/nexad-peers.list" >"$sip/nexad-peers.list"
}

# start_proxy TOKEN
start_proxy() {
	NEXAD_TOKEN=$1 kamailio -DD -E -f "$sip/kamailio.cfg" -Y "$sip" -w "$sip" -m "$memory" -M 8 >"$sip/proxy.log" 2>&1 &
	proxy=$!
	others="$others $proxy"
	patiently options 1 || fail "the proxy does not start: $(cat "$sip/proxy.log" | tail -n 40)"
}

# options N [ARGUMENT…]: whether the proxy answers so many OPTIONS.
options() {
	kill -0 "$proxy" && dial options.xml 127.0.0.1 -m "$@"
}

# dial SCENARIO ADDRESS ARGUMENT…: calls from there; what was unexpected is in $sip/SCENARIO.err.
dial() {
	scenario=$1
	from=$2
	shift 2
	[ -f "$sip/$scenario" ] || cp "$scenarios/$scenario" "$sip"
	rm -f "$sip/$scenario.err"
	sipp "127.0.0.1:$port" -sf "$sip/$scenario" -i "$from" -nostdin -timeout "$patience" -timeout_error \
		-trace_err -error_file "$sip/$scenario.err" "$@" >"$sip/$scenario.out" 2>&1
}

# target NUMBER: as a Request-URI.
target() {
	echo "sip:$1@127.0.0.1:$port"
}

# in_workspace ID: the header that names it.
in_workspace() {
	echo "X-Nexa-Workspace: $1"
}

# goes_through NUMBER [HEADERS [ADDRESS]]: a whole call.
goes_through() {
	dial allowed.xml "${3:-127.0.0.1}" -m 1 -key target "$(target "$1")" -key headers "${2:-$(in_workspace "$production")}" ||
		return 1
	carried=$((carried + 1))
}

call() {
	goes_through "$@" || fail "no call to $*: $(cat "$sip/allowed.xml.err" "$sip/proxy.log" | tail -n 40)"
}

# refused STATUS[=REASON] NUMBER [HEADERS [ADDRESS [TO_TAG]]]
refused() {
	answer="SIP/2.0 ${1%=*}"
	[ "$1" = "${1%=*}" ] || answer="X-Nexa-Reason: ${1#*=}[[:space:]]"
	sed "s|@STATUS@|${1%=*}|; s|@ANSWER@|$answer|" "$scenarios/refused.xml" >"$sip/refused.xml"
	dial refused.xml "${4:-127.0.0.1}" -m 1 -key target "$(target "$2")" -key to_tag "${5-}" \
		-key headers "${3:-$(in_workspace "$production")}" ||
		fail "not refused with $*: $(cat "$sip/refused.xml.err" "$sip/proxy.log" | tail -n 40)"
}
