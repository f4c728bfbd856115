# Shared by the scripts: they begin with ". scripts/lib.sh" in the root.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }
in_ci() { [ "${CI:-}" = true ]; }
has() { command -v "$1" >/dev/null 2>&1; }

# files lists what git knows or would add, so that a copy needs no commit.
files() {
	git ls-files -coz --exclude-standard -- "$@" |
		while IFS= read -r -d '' file; do
			if [ -f "$file" ]; then printf '%s\0' "$file"; fi
		done
}

# hash changes with any of the files named.
hash() { files "$@" | LC_ALL=C sort -z | xargs -0 git hash-object -- | git hash-object --stdin; }

# same compares a file or folder with its fresh copy.
same() {
	diff -rq "$1" "$2" && return
	say "$1 is not current: run make generate and commit what changes"
	return 1
}
