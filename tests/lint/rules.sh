#!/bin/sh
# The house rules that no compiler checks; each finding is a line FILE: WHAT.
set -eu
cd "$(dirname "$0")/../.."
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# product PATTERN: the files of the product with such names; all PATTERN: those of the tests too.
product() {
	find src config api_client ui -name "$1" -print0
}
all() {
	product "$1"
	find tests -name node_modules -prune -o -name "$1" -print0
}

# A layer sees its own folder and what it links, by bare name.
{
	all '*.[ch]'
	all '*.def'
} | xargs -0 grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]+"[^"]*/' /dev/null |
	sed 's/$/: included by path/' >>"$found"

# A migration that has landed is in somebody's database: what it says never changes, another one follows.
# sha256sum NEW.sql >>SHA256SUMS, once.
(
	cd src/store/schema
	sha256sum --check --quiet SHA256SUMS 2>/dev/null | sed 's|^|src/store/schema/|; s|: FAILED.*|: has landed and was changed|'
	for file in *.sql; do
		grep -q "  $file\$" SHA256SUMS || echo "src/store/schema/$file: is not in SHA256SUMS"
	done
) >>"$found"

# A library from outside has one door into the project, beside the *_late.c that loads it; curl, which both
# programs use, has one into each.
for header in 'n?cursesw?\.h' sqlite3 cJSON microhttpd utf8proc nettle/ curl/ gnutls/ 'zlib\.h' 'zstd\.h' hpdf qrencode liboath/ libsecret/ cjose/; do
	product '*.[ch]' | grep -zv '_late\.c$' | xargs -0 grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]+[<\"]$header" |
		awk -v header="$header" '{ door[NR] = $0 }
			END { if (NR > (header == "curl/" ? 2 : 1)) for (i = 1; i <= NR; i++) print door[i] ": one of " NR " files that include " header }' \
			>>"$found"
done

# Headers are included by bare name, so a name stands for one of them.
all '*.h' | tr '\0' '\n' | awk -F/ '
	$NF in first { print $0 ": the name of " first[$NF] " too" }
	{ first[$NF] = $0 }' >>"$found"

# A file fits a head.
all '*.[ch]' | xargs -0 wc -l | awk '
	$2 != "total" && $1 > 800 { print $2 ": " $1 " lines, and 800 are many" }' >>"$found"

cat "$found"
[ ! -s "$found" ]
