"""The main program of a worker process: one JSON line in, one JSON line out. See ``processes.Worker``."""

from __future__ import annotations

import json
import sys
import traceback

import django


def main() -> None:
    django.setup()
    from tests.faults import acts

    for line in sys.stdin:
        arguments = json.loads(line)
        do = arguments.pop("do")
        try:
            answer = {"value": getattr(acts, do)(**arguments)}
        except Exception:
            answer = {"failed": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
