"""One socket: order, acknowledgement, and the bounds of what may wait."""

import time

from sessions_app.hub import lines
from sessions_app.hub.lines import Encoded, encode
from tests.sessions_app.hub.conftest import Peer


def frame(to: int, size: int = 100) -> Encoded:
    return encode({"from": to - 1, "to": to, "put": ["x" * size], "drop": []}, to)


def turnout(value: int, *topics: str) -> Encoded:
    return encode({"put": [value]}, 0, frozenset(topics))


async def test_frames_arrive_in_order_and_each_once() -> None:
    peer = Peer()
    for to in range(1, 50):
        peer.line.put(frame(to))
    await peer.has(lambda: len(peer.frames) == 49)
    assert [f["to"] for f in peer.frames] == list(range(1, 50))


async def test_nothing_waits_for_one_who_acknowledges() -> None:
    peer = Peer()
    for to in range(1, 11):
        peer.line.put(frame(to))
    await peer.has(lambda: len(peer.frames) == 10)
    assert peer.line.waiting > 1_000
    peer.line.acknowledge(9)
    assert 100 < peer.line.waiting < 200
    peer.line.acknowledge(10)
    assert peer.line.waiting == 0


async def test_over_64_kib_unacknowledged_only_turnout_goes_out_until_it_is_acknowledged() -> None:
    peer = Peer()
    for to in range(1, 8):
        peer.line.put(frame(to, 20_000))
    await peer.has(lambda: len(peer.frames) >= 4)
    peer.line.put(turnout(7, "turnout-1"))
    await peer.has(lambda: {"put": [7]} in peer.frames)
    assert [f["to"] for f in peer.numbered] == [1, 2, 3, 4]
    peer.line.acknowledge(4)
    await peer.has(lambda: len(peer.numbered) == 7)
    assert [f["to"] for f in peer.numbered] == list(range(1, 8))


async def test_of_turnouts_the_latest_wins() -> None:
    peer = Peer(reads=False)
    peer.line.put(frame(1))
    await peer.has(lambda: peer.line.waiting)
    for value in range(5):
        peer.line.put(turnout(value, "turnout-1"))
    peer.line.put(turnout(9, "turnout-2"))
    assert [message.text for message in peer.line._latest] == ['{"put":[4]}', '{"put":[9]}']


async def test_who_does_not_read_is_stalled_after_ten_seconds_or_256_kib() -> None:
    peer, much = Peer(), Peer()
    assert not peer.line.is_stalled(time.monotonic() + 100)
    peer.line.put(frame(1))
    await peer.has(lambda: peer.frames)
    assert not peer.line.is_stalled(time.monotonic())
    assert peer.line.is_stalled(time.monotonic() + lines.ACKNOWLEDGE_WITHIN + 1)
    for to in range(1, 11):
        much.line.put(frame(to, 30_000))
    assert much.line.is_stalled(time.monotonic())


async def test_a_hold_puts_the_gap_first() -> None:
    peer = Peer()
    peer.line.hold()
    peer.line.put(frame(5))
    peer.line.put(frame(6))
    peer.line.release(frame(4))
    await peer.has(lambda: len(peer.frames) == 3)
    assert [f["to"] for f in peer.frames] == [4, 5, 6]


def test_a_frame_over_32_kib_becomes_the_advice_to_fetch() -> None:
    message = frame(3, lines.LARGEST_FRAME)
    assert message.text == '{"from":2,"to":3,"reload":true}'
    assert message.to == 3


def test_size_is_counted_in_bytes() -> None:
    message = encode({"from": 0, "to": 1, "put": ["é" * 100], "drop": []}, 1)
    assert message.size == len(message.text.encode()) == len(message.text) + 100
