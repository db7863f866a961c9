#!/bin/sh
# Tries this checkout, committed or not, on a bare Debian 12: a minimal system in a folder, the root of
# namespaces of its own, so that nothing stays mounted or running.
#
#   tests/bare/try.sh                    root, then a user with sudo: ./dev run, ./dev test --quick
#   tests/bare/try.sh root COMMAND…      another command, as root
#   tests/bare/try.sh user COMMAND…      as the user
#
# Needs root, debootstrap and git.  DIR (by default nexa-bare in the temporary folder) holds the minimal
# system, made once, and one copy of it for each of the two, made anew every time.  Packages come from
# where this machine's apt takes them, or from MIRROR.
set -eu
cd "$(dirname "$0")/../.."
dir=${DIR:-${TMPDIR:-/tmp}/nexa-bare}

# "ADDRESS SUITE" of every source of Debian 12 that apt uses here.
sources() {
	if [ -n "${MIRROR-}" ]; then
		echo "$MIRROR bookworm"
	else
		# shellcheck disable=SC2016 # apt's own variables
		apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Identifier: Packages' |
			awk '$2 ~ /^bookworm(-updates|-security)?$/' | sort -u
	fi
}

make_base() {
	[ ! -e "$dir/base.complete" ] || return 0
	rm -rf --one-file-system "$dir/base"
	mkdir -p "$dir/base"
	debootstrap --variant=minbase bookworm "$dir/base" \
		"$(sources | awk '$2 == "bookworm" { print $1; exit }')" >"$dir/debootstrap.log"
	touch "$dir/base.complete"
}

# What the machine's administrator would have set up: where packages come from, names, certificates.
furnish() {
	sources | sed 's/^/deb /; s/$/ main/' >"$1/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(https?::|Check)' >"$1/etc/apt/apt.conf.d/99machine" || true
	cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
	if [ -f "${NODE_EXTRA_CA_CERTS-}" ]; then
		cp -L "$NODE_EXTRA_CA_CERTS" "$1/etc/machine-certificates.pem"
	fi
}

copy_checkout() {
	mkdir -p "$1"
	git clone -q --no-hardlinks . "$1"
	git ls-files -z --cached --others --exclude-standard |
		tar -c --null --ignore-failed-read -T - | tar -x -C "$1"
}

# inside ROOT USER SCRIPT: the environment is a login's, with this machine's way to the registries.
inside() {
	set -- "$@" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=linux
	for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry; do
		value=$(printenv "$name") && set -- "$@" "$name=$value"
	done
	if [ -f "$1/etc/machine-certificates.pem" ]; then
		set -- "$@" NODE_EXTRA_CA_CERTS=/etc/machine-certificates.pem \
			npm_config_cafile=/etc/machine-certificates.pem
	fi
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount --propagation private --pid --fork --kill-child sh -euc '
		root=$0 user=$1 script=$2
		shift 2
		mount --bind "$root" "$root"
		mount -t proc proc "$root/proc"
		mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
		mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
		ln -sf pts/ptmx "$root/dev/ptmx"
		# No chroot: in one, nobody but root may make namespaces, which a user of a machine may.
		cd "$root"
		mkdir -p .outside
		pivot_root . .outside
		umount -l /.outside
		exec chroot --userspec="$user" / "$@" HOME="/home/$user" sh -euc "$script"' "$@"
}

prepare_user() {
	inside "$1" root 'mkdir -p /home/root
		if [ '"$2"' = user ]; then
			export DEBIAN_FRONTEND=noninteractive
			apt-get -qq update && apt-get -qq install -y --no-install-recommends sudo >/dev/null 2>&1
			useradd --create-home --shell /bin/sh user
			echo "user ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/user
		fi
		chown -R '"$2:$2"' /srv/nexa'
}

# try ROOT USER COMMAND…: with its time, and nothing left running afterwards.
try() {
	root=$1 user=$2
	shift 2
	echo "== as $user: $*"
	start=$(date +%s)
	inside "$root" "$user" "cd /srv/nexa
		$* </dev/null
		! grep -lx nexad /proc/[0-9]*/comm || { echo 'a daemon is still running'; exit 1; }"
	echo "== as $user: $*: $(($(date +%s) - start)) s"
}

trial() {
	user=$1
	shift
	root=$dir/$user
	rm -rf --one-file-system "$root"
	cp -a "$dir/base" "$root"
	furnish "$root"
	copy_checkout "$root/srv/nexa"
	prepare_user "$root" "$user"
	if [ $# -gt 0 ]; then
		try "$root" "$user" "$@"
	else
		try "$root" "$user" ./dev run
		try "$root" "$user" ./dev run
		try "$root" "$user" ./dev test --quick
		try "$root" "$user" ./dev test --quick
	fi
}

mkdir -p "$dir"
make_base
case "${1-}" in
'') trial root && trial user ;;
root | user) trial "$@" ;;
*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
