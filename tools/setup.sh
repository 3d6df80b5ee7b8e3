#!/bin/sh
# Makes .venv with what this checkout needs: `tools/setup.sh run` to serve, `tools/setup.sh dev` to test as well.
# Quick when nothing changed: a stamp in .venv remembers the lock. All output goes to standard error.
set -eu
cd "$(dirname "$0")/.."
exec 1>&2
kind=${1:-run}

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" >/dev/null; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for name in python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$name" >/dev/null && new_enough "$name"; then command -v "$name"; return; fi
    done
    return 1
}

if [ ! -x .venv/bin/python ] || ! new_enough .venv/bin/python; then
    if ! python=$(find_python); then
        is_debian_root && apt_install python3 python3-venv || true
        python=$(find_python) || {
            echo "Consult needs Python 3.11 or later as python3 on the PATH; this machine has $(python3 --version 2>/dev/null || echo none)."
            exit 1
        }
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if is_debian_root; then
            echo "Installing python3-venv"
            apt_install python3-venv
        else
            echo "Python's venv module is missing. On Debian: sudo apt install python3-venv"
            exit 1
        fi
    fi
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

stamp=.venv/.installed-$kind
wanted=$(.venv/bin/python tools/requirements.py "$kind")
now=$( (echo "$wanted"; cat requirements.lock) | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then exit 0; fi
echo "Installing dependencies ($kind)"
echo "$wanted" > .venv/requirements.txt
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --constraint requirements.lock --requirement .venv/requirements.txt
echo "$now" > "$stamp"
