#!/bin/sh
# Makes the virtual environment and puts uv into it. Usage: venv.sh PYTHON VENV
set -eu
python=$1 venv=$2
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ChiThi needs Python 3.11 or later; $python is older." >&2; exit 2; }
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  [ "$(id -u)" = 0 ] && apt-get install -y --no-install-recommends python3-venv >/dev/null \
    || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 2; }
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$(dirname "$0")/bootstrap.txt"
