"""What a hostile or broken program sends up a socket: bytes, JSON of the wrong shape, huge, deep, half of a letter."""

from __future__ import annotations

import json
import random
import uuid
from typing import Any

LARGE = 70_000  # bytes, more than a message may have
KINDS = ("bytes", "text", "shape", "near", "deep", "surrogate", "number", "broken", "large", "protocol")
ENDING = frozenset({"large", "protocol"})  # after which a server may end the line it came by


def frame(kind: str, chance: random.Random, room: dict[str, Any]) -> bytes | str:
    """One message of a kind: ``str`` goes as text, ``bytes`` as binary, ``protocol`` straight to the transport."""
    if kind in ("bytes", "protocol"):
        return chance.randbytes(chance.randrange(2, 300))
    if kind == "text":
        return "".join(chr(chance.choice((chance.randrange(1, 0xD800), chance.randrange(32, 127)))) for _ in range(40))
    if kind == "shape":
        return json.dumps(_value(chance, 0))
    if kind == "deep":
        return chance.choice("[{") * chance.choice((10, 1_000, 30_000))
    if kind == "number":
        number = chance.choice(("9" * 30, "9" * 5_000, "-1", "1e400", "NaN", "Infinity", "1.5", '"4"'))
        return f'{{"ack": {number}}}'
    if kind == "large":
        return json.dumps({"id": str(uuid.uuid4()), "command": "contribute", "text": "x" * LARGE})
    command = _command(chance, room)
    if kind == "broken":
        text = json.dumps(command)
        return text[: chance.randrange(len(text))]
    name = chance.choice(sorted(set(command) - {"id", "command"}))
    half = chance.choice(("\ud800", "a\udfffb", "\x00", "a\x00b"))
    return json.dumps(command | {name: half if kind == "surrogate" else _value(chance, 2)})


def _command(chance: random.Random, room: dict[str, Any]) -> dict[str, Any]:
    """A command that would be carried out, but for what is put into one of its fields."""
    id_ = str(uuid.uuid4())
    if chance.random() < 0.5:
        return {"command": "vote", "id": id_, "ballot": room["ballots"][0], "choice": "nonsense"}
    return {"command": "contribute", "id": id_, "question": room["question"], "parent": -7}


def _value(chance: random.Random, depth: int) -> Any:
    """Any JSON at all; of the names that messages have, among others."""
    if depth < 4 and chance.random() < 0.5:
        if chance.random() < 0.3:
            return [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
        names = ("id", "command", "ballot", "choice", "reason", "question", "text", "parent", "ack", "type", "x", "")
        return {chance.choice(names): _value(chance, depth + 1) for _ in range(chance.randrange(5))}
    return chance.choice(
        (
            None,
            True,
            False,
            -1,
            0,
            2**63,
            10**40,
            1.5,
            "",
            "vote",
            "contribute",
            str(uuid.UUID(int=7)),
            "é" * 40,
            "a\x00",
        )
    )
