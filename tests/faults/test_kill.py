"""The server is killed under load and started again: nothing acknowledged is lost or doubled."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from tests.faults import checker
from tests.faults.load import Browser
from tests.faults.notes import OK, Request, figures
from tests.faults.processes import Worker
from tests.faults.size import sized
from tests.servers import wait_until
from tests.services import Services, Site

pytestmark = pytest.mark.faults

BROWSERS = 24
KILLS = sized(5, 100)
VOTES = sized(50, 500)  # that were acknowledged before each kill


def browsers(worker: Worker, site: Site, ended: threading.Event) -> tuple[dict[str, int], list[Browser]]:
    room = worker.ask("prepare", ballots=1, per_group=BROWSERS // 4)
    people = sorted(room["people"])
    home = f"/c/{room['slug']}"
    vote_at, contribute_at = f"{home}/ballots/{room['ballots'][0]}/vote/", f"{home}/s/{room['session']}/q/1/contribute/"
    keys = worker.ask("sign_in", people=people)
    found = [Browser(site.url, who, key, vote_at, contribute_at, ended) for who, key in zip(people, keys, strict=True)]
    return room, found


def voted(crowd: list[Browser]) -> int:
    """How many votes were acknowledged."""
    return sum(request.outcome == OK for browser in crowd for request in list(browser.votes))


def kill_again_and_again(site: Site, crowd: list[Browser]) -> list[tuple[float, float]]:
    """(killed, answering again) of each kill."""
    windows = []
    for number in range(1, KILLS + 1):
        wait_until(lambda enough=number * VOTES: voted(crowd) >= enough, 120, "enough votes")
        killed = time.monotonic()
        site.kill()
        site.start()
        windows.append((killed, time.monotonic()))
    time.sleep(0.5)
    return windows


@pytest.mark.parametrize(
    "postgres", [False, pytest.param(True, marks=pytest.mark.postgres)], ids=["sqlite", "postgres"]
)
def test_after_each_kill_everything_acknowledged_stands_once(services: Services, postgres: bool) -> None:
    site = services.site(postgres=postgres)
    ended = threading.Event()
    with Worker(site.folder, site.database_url) as worker:
        room, crowd = browsers(worker, site, ended)
        for browser in crowd:
            browser.start()
        windows = kill_again_and_again(site, crowd)
        ended.set()
        for browser in crowd:
            browser.join(60)
        services.discard(site)
        wrong = problems(worker, room, crowd)
        record = worker.ask("record_of", consultation=room["consultation"])
    requests = [request for browser in crowd for request in browser.votes + browser.contributions]
    overlap = sum(request.start < killed < request.end for request in requests for killed, _ in windows)
    print(
        figures(
            f"kill -9 on {'postgres' if postgres else 'sqlite'}",
            kills=len(windows),
            votes_acknowledged=voted(crowd),
            acknowledged_in_all=sum(request.outcome == OK for request in requests),
            under_way_when_killed=overlap,
            bad=len(wrong),
            s_the_slowest_return=round(max(end - start for start, end in windows), 1),
        )
    )
    assert overlap >= 100
    assert not wrong
    assert record["broken_at"] is None
    assert record["seqs"] == list(range(1, len(record["seqs"]) + 1))


def problems(worker: Worker, room: dict[str, int], crowd: list[Browser]) -> list[str]:
    votes: list[Request] = [request for browser in crowd for request in browser.votes]
    contributions = [request for browser in crowd for request in browser.contributions]
    refused = [request for request in votes + contributions if request.outcome not in (OK, "unknown")]
    standing = dict(worker.ask("voted", ballot=room["ballots"][0]))  # type: ignore[index]
    wrong = [f"{request.mark} was refused: {request.answer}" for request in refused]
    wrong += checker.last_votes(votes, standing)
    return wrong + checker.nothing_lost(contributions, Counter(worker.ask("said", question=room["question"])))
