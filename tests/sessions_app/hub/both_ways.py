"""An application that sends the same texts by the server's own path and as prepared frames."""

from __future__ import annotations

from typing import Any

import consult.asgi  # noqa: F401 - sets Django up
from sessions_app.hub.prepared import prepare, writer

# Around each length of a frame's head (RFC 6455, 5.2), and letters of more than a byte.
TEXTS = ["a", "x" * 125, "x" * 126, "x" * 1024, "“é” ☃ 𝄞", "é" * 200, "x" * 65535, "x" * 65536]


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] != "websocket":
        return
    await receive()
    await send({"type": "websocket.accept"})
    write = writer(send)
    for text in TEXTS:
        if scope["path"] == "/prepared/":
            assert write
            assert write(prepare(text))
        else:
            await send({"type": "websocket.send", "text": text})
    await send({"type": "websocket.close", "code": 4000})
