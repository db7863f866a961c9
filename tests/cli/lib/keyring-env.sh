#!/bin/bash
# keyring-env.sh SITUATION COMMAND…: runs COMMAND with the OS keyring in a known state.
#
#   nobus        no D-Bus session at all                 (plain `docker exec`, cron)
#   deadbus      bus address set, nothing listens        (stale tmux after logout)
#   mutebus      bus accepts the connection, never talks
#   noservice    bus, nobody offers org.freedesktop.secrets
#   hangservice  bus, activation starts a program that never takes the name (25 s)
#   muteservice  Secret Service owns the name and never answers
#   empty        gnome-keyring runs, no collection, no way to prompt
#   locked       collection "login" exists with one item and is locked, no way to prompt
#   unlocked     collection "login" unlocked, password: nexa-ci
#   prompt       as locked, but a prompt really opens (Xvfb) and nobody answers it
#
# Needs: dbus-daemon, gnome-keyring, libglib2.0-bin (gdbus), libsecret-tools; prompt: xvfb.
# No root needed, no display needed. Own HOME and XDG_RUNTIME_DIR; all ended by pid.
set -u
sit=${1:?situation}; shift
[ $# -gt 0 ] || { sed -n 2,18p "$0"; exit 2; }
w=$(mktemp -d /tmp/keyring-env.XXXXXX); pids=()
finish() { for p in "${pids[@]}"; do kill -CONT "$p" 2>/dev/null; kill "$p" 2>/dev/null; done; sleep .1
           for p in "${pids[@]}"; do kill -9 "$p" 2>/dev/null; done; rm -rf "$w"; }
trap finish EXIT
export HOME=$w/home XDG_RUNTIME_DIR=$w/run XDG_DATA_HOME=$w/home/.local/share
mkdir -m 700 -p "$HOME" "$XDG_RUNTIME_DIR" "$w/svc"; unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS SSH_CONNECTION
bus() { # $1: directory with .service files, or nothing
    cat >"$w/bus.conf" <<X
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$w/run/bus</listen><auth>EXTERNAL</auth>${1:+<servicedir>$1</servicedir>}
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
X
    dbus-daemon --config-file="$w/bus.conf" --nofork --nopidfile 2>>"$w/log" & buspid=$!; pids+=("$buspid")
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$w/run/bus
    # The socket is there a moment before anybody listens to it.
    for _ in $(seq 3000); do gdbus call -e -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.GetId >/dev/null 2>&1 && break; sleep .02; done; }
owned() { for _ in $(seq 3000); do gdbus call -e -d org.freedesktop.DBus -o /org/freedesktop/DBus -m org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null | grep -q true && return 0; sleep .02; done; echo "keyring-env: Secret Service did not come up" >&2; exit 3; }
keyring() { # FILE with the password or /dev/null, then options; a background job does not inherit stdin
    local in=$1; shift
    gnome-keyring-daemon --foreground --components=secrets "$@" <"$in" >>"$w/log" 2>&1 & gk=$!; pids+=("$gk"); owned; }
lock() { gdbus call -e -d org.freedesktop.secrets -o /org/freedesktop/secrets -m org.freedesktop.Secret.Service.Lock "['/org/freedesktop/secrets/collection/login']" >/dev/null; }
unlocked() { printf %s nexa-ci >"$w/pw"; keyring "$w/pw" --unlock; rm -f "$w/pw"; }
seed() { printf %s "${SEED_SECRET:-seeded}" | secret-tool store --label=seed xdg:schema "${SEED_SCHEMA:-org.example.seed}" ${SEED_ATTRS:-profile seed} ; }
case $sit in
    nobus) ;;
    deadbus) export DBUS_SESSION_BUS_ADDRESS=unix:path=$w/run/bus ;;
    mutebus) bus; kill -STOP "$buspid" ;;
    noservice) bus ;;
    hangservice) printf '[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/sleep 60\n' >"$w/svc/s.service"; bus "$w/svc" ;;
    muteservice) bus; unlocked; kill -STOP "$gk" ;;
    empty) bus; keyring /dev/null ;;
    locked) bus; unlocked; seed; lock ;;
    unlocked) bus; unlocked ;;
    prompt) XNUM=${XNUM:-93}; Xvfb ":$XNUM" -screen 0 640x480x8 >/dev/null 2>&1 & pids+=("$!"); export DISPLAY=":$XNUM"
            for _ in $(seq 1200); do [ -S "/tmp/.X11-unix/X$XNUM" ] && break; sleep .05; done
            bus /usr/share/dbus-1/services; unlocked; seed; lock ;;
    *) echo "keyring-env: no situation '$sit'" >&2; exit 2 ;;
esac
"$@"; rc=$?
exit $rc
