#!/bin/sh
# The one way in: keeps .venv up to date with pyproject.toml, then runs what was asked.
set -eu
unset CDPATH
cd "$(dirname "$0")"

venv=.venv
stamp=$venv/installed-by-do
python=${PYTHON:-python3}

usage() {
    cat <<'END'
./do demo [ARGS]    start the demonstration (with --once: run it through and exit)
./do test [ARGS]    run the tests; ARGS go to pytest
./do check          everything that CI runs: style, types, import contracts, tests
./do bench [ARGS]   run the benchmarks
./do help           show this

The first run makes .venv, which needs the network or a folder of wheels (CONTRIBUTING.md).
Another interpreter: PYTHON=python3.12 ./do test
END
}

say() { printf 'do: %s\n' "$*" >&2; }
die() { say "$*"; exit 2; }

# Bring .venv up to date with pyproject.toml and the extras named; nothing to do is the usual case.
ready() {
    place=$("$python" -c 'import sys; print(*sys.version_info[:2], sys.base_prefix)' 2>/dev/null) ||
        die "'$python' does not run. Install Python 3.11 or newer (Debian: apt install python3 python3-venv)" \
            "or name one that you have: PYTHON=python3.12 ./do ..."
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        die "'$python' is older than Python 3.11. Name a newer one: PYTHON=python3.12 ./do ..."
    place="$place $PWD"
    sum=$(cksum <pyproject.toml)

    had_place='' had_sum='' had=''
    if [ -f "$stamp" ]; then
        { read -r had_place && read -r had_sum && read -r had; } <"$stamp" || had_sum=''
    fi
    if [ "$had_place" != "$place" ] || [ ! -x "$venv/bin/python" ]; then
        "$python" -c 'import ensurepip, venv' 2>/dev/null ||
            die "'$python' cannot make a virtual environment. On Debian: apt install python3-venv"
        say "making $venv with $("$python" --version)"
        "$python" -m venv --clear "$venv"
        had_sum='' had=''
    fi

    extras=$had
    for extra in "$@"; do
        case ",$extras," in
            *",$extra,"*) ;;
            *) extras=${extras:+$extras,}$extra ;;
        esac
    done
    if [ "$had_sum" = "$sum" ] && [ "$had" = "$extras" ]; then return; fi
    say "installing foedus${extras:+[$extras]} into $venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}" ||
        die "pip could not install (its message is above). Without a network: CONTRIBUTING.md, 'Without a network'"
    printf '%s\n' "$place" "$sum" "$extras" >"$stamp"
}

# step NAME COMMAND...: run one step of the check and stop at the first that fails, naming it.
step() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || {
        status=$?
        say "the check stopped at: $name"
        exit "$status"
    }
}

command=${1:-help}
[ $# -eq 0 ] || shift
case $command in
    demo)
        ready
        exec "$venv/bin/foedus" demo "$@"
        ;;
    test)
        ready test
        exec "$venv/bin/python" -m pytest "$@"
        ;;
    check)
        ready test dev
        step "ruff check" "$venv/bin/ruff" check .
        step "ruff format" "$venv/bin/ruff" format --check .
        step "mypy" "$venv/bin/mypy"
        step "import contracts" "$venv/bin/lint-imports" --no-logo
        step "pytest" "$venv/bin/python" -m pytest -n auto
        ;;
    bench)
        ready bench
        exec "$venv/bin/python" -m benchmarks "$@"
        ;;
    help | -h | --help)
        usage
        ;;
    *)
        usage >&2
        die "there is no '$command'"
        ;;
esac
