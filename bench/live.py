"""The live room: 200 people in one session, 10 contributions and 60 votes within 3 s, on each server.

Server and load client are processes of their own; the client speaks the real protocol (``bench._load``). Figures per
setting: pages equal to the database one second later, lost or doubled acts, frames and bytes per client, and how long a
contribution takes to reach everybody.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median, quantiles
from typing import Any

from bench._common import figure, full_room, note
from tests.servers import PYTHON, ROOT
from tests.services import Services, Site

SOCKETS, CONTRIBUTIONS, VOTES, SECONDS = 200, 10, 60, 3.0


def load(plan: dict[str, Any]) -> dict[str, Any]:
    """Run the load client on ``plan``; what it saw."""
    done = subprocess.run(
        [PYTHON, "-m", "bench._load"], cwd=ROOT, input=json.dumps(plan), text=True, stdout=subprocess.PIPE, check=True
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def stored(site: Site, room: dict[str, Any]) -> tuple[int, int]:
    """Contributions and votes in the database."""
    source = (
        "from sessions_app.models import Contribution, Vote;"
        f"print(Contribution.objects.filter(question={room['question']}).count(),"
        f" Vote.objects.filter(ballot={room['ballot']}).count())"
    )
    said, voted = site.python(source).split()
    return int(said), int(voted)


def sitting(site: Site, setting: str) -> bool:
    """One sitting on ``site``; whether every figure with a target met it."""
    room = full_room(site, SOCKETS)
    acts = {"contributions": CONTRIBUTIONS, "votes": VOTES, "seconds": SECONDS}
    seen = load({**room, **acts, "origins": site.urls})
    note(f"{setting}: joined in {seen['joined']:.1f} s, acts lasted {seen['lasted']:.2f} s, {set(seen['answers'])}")
    if seen["differ"] or seen["closed"]:
        note(f"  differ: {seen['differ'][:6]}  closed: {seen['closed'][:3]}")
    said, voted = stored(site, room)
    lost = abs(said - CONTRIBUTIONS) + abs(voted - VOTES) + seen["answers"].count("slow down")
    percent = quantiles(seen["latencies"], n=100)
    acts_p99 = quantiles(seen["took"], n=100)[98]
    results = [
        figure(f"live.sitting.{setting}.pages_equal", seen["equal"], f"of {SOCKETS}, 1 s later", target=SOCKETS),
        figure(f"live.sitting.{setting}.lost_or_doubled", lost, f"of {CONTRIBUTIONS + VOTES}", target=0, most=True),
        figure(f"live.sitting.{setting}.gaps", seen["gaps"], "frames", target=0, most=True),
        figure(f"live.sitting.{setting}.frames", median(seen["frames"]), f"per client, at most {max(seen['frames'])}"),
        figure(f"live.sitting.{setting}.bytes", median(seen["bytes"]), "per client"),
        figure(f"live.sitting.{setting}.reached_p50", percent[49] * 1000, "ms"),
        figure(f"live.sitting.{setting}.reached_p99", percent[98] * 1000, "ms"),
        figure(f"live.sitting.{setting}.answered_p99", acts_p99 * 1000, "ms"),
        figure(f"live.sitting.{setting}.joined", SOCKETS / seen["joined"], "pages and sockets a second"),
    ]
    return all(results)


SETTINGS: dict[str, dict[str, Any]] = {
    "daphne": {},
    "uvicorn": {"server": "uvicorn"},
    "daphne-2-postgresql-redis": {"postgres": True, "redis": True, "processes": 2},
}


def main(names: list[str]) -> int:
    results = []
    with Services() as services:
        for name in names or SETTINGS:
            site = services.site(**SETTINGS[name])
            results.append(sitting(site, name))
            services.discard(site)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
