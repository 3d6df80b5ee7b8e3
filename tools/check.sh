#!/bin/sh
# The fast gate. Every part runs, side by side, so that one look shows all that is wrong.
set -u
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin
data=$(mktemp -d)
said=$(mktemp -d)
trap 'rm -rf "$data" "$said"' EXIT
parts=
part() {
    name=$1
    shift
    parts="$parts $name"
    {
        if output=$("$@" 2>&1); then
            echo "ok      $name"
        else
            touch "$said/$name.failed"
            echo "FAILED  $name"
            echo "$output" | sed 's/^/        /'
        fi
    } >"$said/$name" &
}
production() {
    env -u DATABASE_URL -u REDIS_URL -u CONSULT_DEBUG -u CONSULT_DEMO -u CONSULT_INSECURE_HTTP CONSULT_DATA_DIR="$data" CONSULT_HOSTS=consult.example \
        CONSULT_SECRET_KEY=check-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7-0cF3iL6oR9uX2bE5hK8nQ1tW4z \
        CONSULT_ORIGINS=https://consult.example EMAIL_URL=smtp://localhost:25 "$bin/python" manage.py "$@"
}
part format "$bin/ruff" format --check .
part lint "$bin/ruff" check .
part types "$bin/mypy"
part imports "$bin/lint-imports" --no-logo
if [ -d templates ]; then part templates "$bin/djlint" templates --lint --quiet; fi
part migrations production makemigrations --check --dry-run
part deployment production check --deploy --fail-level WARNING
wait
failed=
for name in $parts; do
    cat "$said/$name"
    if [ -e "$said/$name.failed" ]; then failed="$failed $name"; fi
done
[ -z "$failed" ] || { echo "check failed:$failed"; exit 1; }
