"""The live room at 1,000 sockets of one session: every figure of the room, for each server.

    python -m bench.live [uvicorn] [daphne]        BENCH_QUICK=1 or BENCH_SOCKETS=200 for a quick look

Server and crowd are processes of their own, each on a core of its own; the crowd speaks the real protocol
(``bench._crowd``). Deliveries are medians of ``RUNS`` runs, interleaved with those they are compared to.
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any

from bench._beside import FRAGMENT, SOCKETS, Control, Crowd, compare, our_site, server_figure
from bench._common import QUICK, full_room, note, percentile
from tests.services import Services, Site

ALL_HAVE_IT = {"uvicorn": 50, "daphne": 150}  # ms, p99
SECONDS = 4 if QUICK else 15  # of contributions
GUESTS = min(SOCKETS, 300)
STALLED = min(200, SOCKETS // 2)
# A twelfth of a busy hour: 25 contributions, one check. Quick: the same in less time, which turnouts are not.
TWELFTH, CHECK, SAID, BUSY = (12.0, 4.0, 5, 30) if QUICK else (300.0, 90.0, 25, 500)


def contributions(server: str, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """Four a second: how long until all have it, while everything is well and beside 5 % that do not read."""
    said = crowd("contributions", question=room["question"], rate=4, seconds=SECONDS)
    before = 1000 * percentile(said["until_all"], 0.99)
    results = [
        server_figure(server, "contribution.all_have_it_p99", before, f"ms, {SOCKETS} sockets, 4 a second",
                target=ALL_HAVE_IT[server], most=True),
        server_figure(server, "contribution.all_have_it_p50", 1000 * median(said["until_all"]), "ms"),
        server_figure(server, "contribution.each_p99", 1000 * percentile(said["each"], 0.99), "ms"),
        server_figure(server, "contribution.answered_p99", 1000 * percentile(said["answered"], 0.99), "ms"),
        server_figure(server, "contribution.missing", said["missing"], "deliveries", target=0, most=True),
    ]  # fmt: skip
    return results


def votes(server: str, site: Site, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """A check that was put a moment ago: in its first ten seconds the turnout comes on the quick beat."""
    room["ballot"] = int(site.python(again_put(room)))
    first = crowd("votes", ballot=room["ballot"], seconds=8)
    burst = crowd("votes", ballot=room["ballot"], seconds=0, at_once=True)
    refused = sum(n for found in (first, burst) for word, n in found["answers"].items() if word != "ok")
    results = [
        server_figure(server, "votes.refused", refused, f"of {2 * SOCKETS}", target=0, most=True),
        server_figure(server, "votes.answered_p99", 1000 * percentile(first["took"], 0.99), f"ms, {SOCKETS} in 8 s"),
        server_figure(server, "votes.at_once_p99", 1000 * percentile(burst["took"], 0.99), f"ms, {SOCKETS} at once"),
        server_figure(server, "votes.at_once", SOCKETS / burst["seconds"], "answered a second by socket"),
    ]  # fmt: skip
    if first["ages"]:
        age = 1000 * percentile(first["ages"], 0.99)
        results.append(server_figure(server, "tally.age_p99", age, "ms in the first 10 s", target=300, most=True))
    else:
        note("no turnout arrived")
        results.append(False)
    return results


def stalled(server: str, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """The same while one in twenty does not read."""
    well = crowd("contributions", question=room["question"], rate=4, seconds=SECONDS)
    crowd("stall", people=SOCKETS // 20)
    beside = crowd("contributions", question=room["question"], rate=4, seconds=SECONDS, readers=SOCKETS - SOCKETS // 20)
    before, after = (1000 * percentile(found["until_all"], 0.99) for found in (well, beside))
    return [server_figure(server, "stalled.others_p99", after / before, "times, beside 5 % that do not read",
                          target=1.2, most=True, reference=round(before, 1))]  # fmt: skip


def stalled_memory(server: str, crowd: Crowd, control: Control) -> list[bool]:
    """What one who does not read costs: the same frames to sockets that read, and to sockets that do not."""
    frames = 220 * 1024 // len(FRAGMENT)  # as much as may wait before a socket is closed
    sizes = []
    for people in (0, STALLED):
        if people:
            crowd("stall", people=people)
        before = control.blast(0, "")["rss"]
        control.blast(frames, FRAGMENT, waits=False)
        crowd("wait", seconds=1.0)
        sizes.append(control.blast(0, "")["rss"] - before)
        crowd("wait", seconds=2.0)
    reading, not_reading = sizes
    each = (not_reading - reading) / STALLED / 1024
    return [server_figure(server, "stalled.rss", each, f"KiB a socket, {STALLED} stalled less the same reading",
                          target=256, most=True, reference=round(reading / 1024))]  # fmt: skip


def guests(server: str, site: Site, room: dict[str, Any], crowd: Crowd) -> list[bool]:
    """From the code to the session's page and its socket, for all at once."""
    came = crowd("guests", origins=site.urls, code=room["code"], path=room["path"], people=GUESTS)
    return [server_figure(server, "guests.a_second", GUESTS / came["seconds"],
                          f"guests a second from code to socket, {GUESTS}, 1 process", target=120, reference=12),
            server_figure(server, "guests.p99", percentile(came["took"], 0.99), "s, eight at a time"),
            server_figure(server, "guests.p50", median(came["took"]), "s, eight at a time")]  # fmt: skip


def first_state(server: str, crowd: Crowd) -> list[bool]:
    """One who opens the page while the room is full and quiet."""
    seen = crowd("first_states", times=5 if QUICK else 50)
    return [server_figure(server, "first_state.p50", 1000 * median(seen["pages"]), "ms to the page"),
            server_figure(server, "first_state.p99", 1000 * percentile(seen["pages"], 0.99), "ms to the page"),
            server_figure(server, "first_state.live_p99", 1000 * percentile(seen["lines"], 0.99), "ms to the line"),
            server_figure(server, "first_state.bytes", seen["bytes"], "bytes of HTML before compression")]  # fmt: skip


def again_put(room: dict[str, Any]) -> str:
    return f"from bench._common import put_again; put_again({room['chair']}, {room['text']}, {room['ballot']})"


def busy_hour(server: str, site: Site, room: dict[str, Any]) -> list[bool]:
    """What the median client receives by its line: a twelfth of an hour in real time, with a check, times twelve."""
    crowd = Crowd()
    crowd("join", origins=site.urls, path=room["path"], keys=room["keys"][:BUSY])
    try:
        crowd("mark")
        began = time.monotonic()
        room["ballot"] = int(site.python(again_put(room)))
        crowd("votes", ballot=room["ballot"], seconds=CHECK)
        room["ballot"] = int(site.python(again_put(room)))
        crowd(
            "contributions", question=room["question"], rate=SAID / (TWELFTH - CHECK - 5), seconds=TWELFTH - CHECK - 5
        )
        crowd("wait", seconds=max(0.0, TWELFTH - (time.monotonic() - began)))
        bytes_ = 12 * median(crowd("traffic")["bytes"])
    finally:
        crowd.end()
    return [server_figure(server, "busy_hour", bytes_ / 1e6,
                          f"MB to the median of {BUSY}: 300 contributions, 12 checks of {CHECK:.0f} s, "
                          f"12 times what {TWELFTH:.0f} s brought", target=1, most=True, reference=4)]  # fmt: skip


def restart(server: str, site: Site, crowd: Crowd) -> list[bool]:
    """Everybody comes back after a restart, spread over four seconds as ``live.js`` does."""
    site.stop()
    site.start()
    back = crowd("come_back", spread=4.0)
    return [server_figure(server, "restart.all_back", back["last"], f"s, {SOCKETS} sockets, up to 4 s their own spread",
                    target=5, most=True),
            server_figure(server, "restart.median_back", back["median"], "s")]  # fmt: skip


def churn(server: str, crowd: Crowd, control: Control) -> list[bool]:
    """Memory after 5,000 connects and disconnects, beside what it was after the first 1,000."""
    at_once = min(100, SOCKETS)
    first, more = (120, 240) if QUICK else (1000, 4000)
    crowd("churn", times=first, at_once=at_once)
    before = control.blast(0, "")["rss"]
    crowd("churn", times=more, at_once=at_once)
    grown = (control.blast(0, "")["rss"] - before) / 1024
    return [server_figure(server, "churn.growth", grown / more,
                          f"KiB a connection over {more} after the first {first}", target=0.5, most=True)]  # fmt: skip


def on(server: str, services: Services) -> list[bool]:
    site, control_port = our_site(server, services)
    room, crowd = full_room(site, SOCKETS), Crowd()
    try:
        joined = crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])
        control = Control(control_port)
        results = [server_figure(server, "joins", SOCKETS / joined["seconds"],
                                 "pages with their socket a second, 1 process")]  # fmt: skip
        results += first_state(server, crowd)
        results += compare(server, site, crowd, control, services)
        results += contributions(server, room, crowd)
        results += votes(server, site, room, crowd)
        results += restart(server, site, crowd)
        control = Control(control_port)
        results += stalled(server, room, crowd)
        again(site, room, crowd)
        results += stalled_memory(server, crowd, control)
        again(site, room, crowd)
        results += churn(server, crowd, control)
        crowd("leave")
        results += guests(server, site, room, crowd)
        crowd("leave")
        return results + busy_hour(server, site, room)
    finally:
        crowd.end()
        services.discard(site)


def again(site: Site, room: dict[str, Any], crowd: Crowd) -> None:
    """Everybody leaves and comes back, all of them reading."""
    crowd("leave")
    crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])


def main(names: list[str]) -> int:
    results: list[bool] = []
    with Services() as services:
        for server in names or list(ALL_HAVE_IT):
            note(f"{server}, {SOCKETS} sockets")
            results += on(server, services)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
