#!/bin/sh
# Prepares the demonstration and serves it; the variables come from the Makefile. The first origin is the address that the
# printed sign-in links begin with.
set -eu
cd "$(dirname "$0")/.."
export CONSULT_ORIGINS="http://127.0.0.1:$PORT,http://localhost:$PORT"
mkdir -p "$CONSULT_DATA_DIR"
python=.venv/bin/python
"$python" manage.py migrate --verbosity 0
"$python" manage.py collectstatic --noinput --verbosity 0
"$python" manage.py make_demo
if [ "$SERVE" = 0 ]; then
    echo "Ready. To serve it: make demo"
    exit 0
fi
exec "$python" manage.py serve --port "$PORT"
