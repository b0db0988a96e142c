# Parts of scripts/test: steps, what is missing, and the count at the end. Sourced, not run, with docker.sh.

passed=0
failed=0
skipped=0
log=$(mktemp)
trap 'rm -f "$log"; docker_down' EXIT

# step NAME COMMAND …: runs it, shows it, keeps its output in $log; ends the script where it fails.
step() {
    local name=$1 began=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name"
    "$@" 2>&1 | tee "$log" || status=${PIPESTATUS[0]}
    if [ "$status" -ne 0 ]; then
        printf '\n%s failed with status %s: %s\n' "$name" "$status" "$*"
        count_cargo "$log"
        failed=$((failed > 0 ? failed : 1))
        finish
    fi
    printf '== %s: %s s\n' "$name" "$((SECONDS - began))"
}

# need PROGRAM NAME HOW: ends the script where a program is missing without which nothing works.
need() {
    command -v "$1" >/dev/null && return
    printf 'error: %s is needed and not there\n\nhint: %s\n' "$2" "$3" >&2
    exit 2
}

# skip WHAT WHY HOW: says loudly that something was not run; a failure where everything should be there.
skip() {
    printf '\n!! SKIPPED: %s, because %s\n!! to run it: %s\n' "$1" "$2" "$3"
    skipped=$((skipped + 1))
}

count_cargo() {
    local line
    while read -r line; do
        passed=$((passed + $(sed -E 's/.* ([0-9]+) passed.*/\1/' <<<"$line")))
        failed=$((failed + $(sed -E 's/.* ([0-9]+) failed.*/\1/' <<<"$line")))
        skipped=$((skipped + $(sed -E 's/.* ([0-9]+) ignored.*/\1/' <<<"$line")))
    done < <(grep -E '^test result:' "$1" || true)
    skipped=$((skipped + $(grep -c '^SKIPPED' "$1" || true)))
}

count_verify() {
    local right
    right=$(grep -cE '^ok ' "$1" || true)
    passed=$((passed + right))
    skipped=$((skipped + $(grep -c '^SKIPPED' "$1" || true)))
}

count_node() {
    passed=$((passed + $(sed -nE 's/^(# |ℹ )pass ([0-9]+)$/\2/p' "$1" | tail -1)))
    failed=$((failed + $(sed -nE 's/^(# |ℹ )fail ([0-9]+)$/\2/p' "$1" | tail -1)))
    skipped=$((skipped + $(sed -nE 's/^(# |ℹ )skipped ([0-9]+)$/\2/p' "$1" | tail -1)))
}

find_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

# make_tools FOLDER: an environment with the validator, made anew when its lock changed.
make_tools() {
    if ! cmp -s requirements/tests.txt "$1/lock.txt"; then
        rm -rf "$1"
        if ! { python3 -m venv "$1" && "$1/bin/python" -m pip install --quiet --require-hashes -r requirements/tests.txt; }; then
            skip "the validation by agentskills" "its environment could not be made" "sudo apt-get install python3-venv"
            return 1
        fi
        cp requirements/tests.txt "$1/lock.txt"
    fi
}

# build_go FOLDER PROGRAM: versions and sums are those of its go.sum. Without Go its test says that it is skipped.
build_go() {
    local program=$PWD/$2
    (cd "$1" && GOFLAGS=-mod=readonly go build -buildvcs=false -o "$program" .)
}

finish() {
    printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ] || exit 1
    if [ "${CI:-}" = true ] && [ "$skipped" -ne 0 ]; then
        echo "something was skipped, and with CI=true nothing may be"
        exit 1
    fi
    exit 0
}
