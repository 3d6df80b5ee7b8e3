"""One view: rendered once, told to all, contiguous whatever happens."""

import asyncio
import time
from collections.abc import Callable

import pytest

from sessions_app.hub import rooms
from sessions_app.hub.rooms import Room
from tests.sessions_app.hub.conftest import Peer, Rendered

Move = Callable[[int], None]


def is_contiguous(peer: Peer, start: int) -> bool:
    """Whether a client at ``start`` never finds a gap."""
    position = start
    for frame in peer.numbered:
        if frame["from"] > position:
            return False
        position = max(position, frame["to"])
    return True


async def test_one_render_serves_every_socket_of_the_view(room: Room, rendered: Rendered, move: Move) -> None:
    peers = [Peer() for _ in range(50)]
    for peer in peers:
        await room.join(peer.line)
    move(1)
    await asyncio.gather(*(peer.has(lambda p=peer: p.frames) for peer in peers))
    assert rendered.calls == [(0, 1)]
    assert all(peer.frames == peers[0].frames for peer in peers)


async def test_changes_are_gathered(room: Room, rendered: Rendered, move: Move) -> None:
    peer = Peer()
    await room.join(peer.line)
    for head in range(1, 6):
        move(head)
    await peer.has(lambda: peer.frames)
    assert rendered.calls == [(0, 5)]
    assert len(peer.frames[0]["put"]) == 5


async def test_frames_are_contiguous(room: Room, move: Move) -> None:
    peer = Peer()
    await room.join(peer.line)
    for head in (1, 3, 4, 9):
        move(head)
        await peer.has(lambda h=head: peer.numbered and peer.numbered[-1]["to"] == h)
    assert [(f["from"], f["to"]) for f in peer.numbered] == [(0, 1), (1, 3), (3, 4), (4, 9)]


async def test_what_is_not_for_the_view_is_not_sent_and_leaves_no_gap(
    room: Room, rendered: Rendered, move: Move
) -> None:
    peer = Peer()
    await room.join(peer.line)
    rendered.for_us = lambda seq: seq > 4
    move(3)
    await peer.has(lambda: rendered.calls)
    await peer.has(lambda: room.at == 3)
    move(5)
    await peer.has(lambda: peer.numbered)
    assert [(f["from"], f["to"]) for f in peer.numbered] == [(0, 5)]


async def test_an_idle_frame_tells_the_position(room: Room, rendered: Rendered, move: Move) -> None:
    peer = Peer()
    await room.join(peer.line)
    rendered.for_us = lambda seq: False
    move(3)
    await peer.has(lambda: room.at == 3)
    room.idle()
    await peer.has(lambda: peer.numbered)
    assert peer.numbered == [{"from": 0, "to": 3, "put": [], "drop": []}]


@pytest.mark.parametrize("seq", [0, 2, 4, 9])
async def test_a_socket_joins_without_a_gap_wherever_its_page_was(
    room: Room, rendered: Rendered, move: Move, seq: int
) -> None:
    first = Peer()
    await room.join(first.line)
    for head in range(1, 5):
        move(head)
        await first.has(lambda h=head: room.at == h)
    late = Peer(seq)
    joining = asyncio.create_task(room.join(late.line))
    move(10)  # while the gap is being rendered
    await joining
    await late.has(lambda: late.numbered and late.numbered[-1]["to"] == 10)
    assert is_contiguous(late, seq)
    shown = {put["id"] for frame in late.numbered for put in frame["put"]}
    assert shown >= {f"contribution-{n}" for n in range(seq + 1, 11)}


async def test_many_who_come_back_from_one_page_share_one_rendering(room: Room, rendered: Rendered, move: Move) -> None:
    first = Peer()
    await room.join(first.line)
    move(7)
    await first.has(lambda: first.frames)
    rendered.calls.clear()
    peers = [Peer(3) for _ in range(30)]
    await asyncio.gather(*(room.join(peer.line) for peer in peers))
    await asyncio.gather(*(peer.has(lambda p=peer: p.frames) for peer in peers))
    assert rendered.calls == [(3, 7)]


async def test_a_large_gap_is_advice_to_fetch(room: Room, rendered: Rendered, move: Move) -> None:
    first = Peer()
    await room.join(first.line)
    move(5)
    await first.has(lambda: first.frames)
    rendered.size = 40_000
    late = Peer(1)
    await room.join(late.line)
    await late.has(lambda: late.frames)
    assert late.frames == [{"from": 1, "to": 5, "reload": True}]


async def test_one_who_does_not_read_harms_nobody(room: Room, move: Move) -> None:
    stalled, reader = Peer(reads=False), Peer()
    await room.join(stalled.line)
    await room.join(reader.line)
    for head in range(1, 21):
        move(head)
        await reader.has(lambda h=head: reader.numbered and reader.numbered[-1]["to"] == h)
    assert is_contiguous(reader, 0)
    assert stalled.frames == []
    assert stalled.line.waiting > 0


async def test_a_failed_rendering_is_tried_again(
    room: Room, rendered: Rendered, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = asyncio.sleep
    monkeypatch.setattr(rooms.asyncio, "sleep", lambda seconds: real(min(seconds, 0.001)))
    peer = Peer()
    await room.join(peer.line)
    rendered.failures = 2
    move(1)
    await peer.has(lambda: peer.frames)
    assert [(f["from"], f["to"]) for f in peer.numbered] == [(0, 1)]


async def test_what_can_never_be_rendered_becomes_advice_to_fetch(
    room: Room, rendered: Rendered, move: Move, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = asyncio.sleep
    monkeypatch.setattr(rooms.asyncio, "sleep", lambda seconds: real(min(seconds, 0.001)))
    peer = Peer()
    await room.join(peer.line)
    rendered.failures = rooms.PATIENCE + 1
    move(1)
    await peer.has(lambda: peer.frames)
    assert peer.frames == [{"from": 0, "to": 1, "reload": True}]


async def test_turnout_beats_once_for_many_votes(room: Room, rendered: Rendered) -> None:
    peer = Peer()
    await room.join(peer.line)
    began = time.monotonic()
    for _ in range(100):
        rendered.turnout += 1
        room.touch({4})
        await asyncio.sleep(0.004)
    await peer.has(lambda: peer.frames and peer.frames[-1]["put"][0]["html"] == "100")
    beats = (time.monotonic() - began) / rooms.BEAT
    assert len(peer.frames) <= beats + 2
    assert all("to" not in frame for frame in peer.frames)


async def test_unchanged_turnout_is_not_told_again_but_newcomers_hear_it(room: Room, rendered: Rendered) -> None:
    first = Peer()
    await room.join(first.line)
    rendered.turnout = 3
    room.touch({4})
    await first.has(lambda: first.frames)
    late = Peer()
    await room.join(late.line)
    await late.has(lambda: late.frames)
    assert len(first.frames) == len(late.frames) == 1


async def test_a_closed_ballot_is_forgotten(room: Room, rendered: Rendered) -> None:
    room.touch({4, 5})
    room.refresh({5})
    assert set(room._open) == {5}
