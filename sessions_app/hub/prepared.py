"""The faster path out: a frame is prepared once and written to each socket's transport, where that can be found.

ASGI's ``send`` costs a coroutine, a dictionary and an encoding for each of a thousand sockets. A WebSocket frame from
a server has no mask and, uncompressed, no state: the same bytes are right for every socket (RFC 6455, 5.2; where
compression was agreed an uncompressed frame is still allowed, RFC 7692, 6). What may wait for a socket is bounded by
its acknowledgements, as on the other path.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

Write = Callable[[bytes], bool]
LARGEST_BUFFER = 64 * 1024  # bytes in a transport, beyond which the server's own path waits for it to drain
_OPEN = 3  # autobahn's WebSocketProtocol.STATE_OPEN


def prepare(text: str) -> bytes:
    """``text`` as one final, unmasked frame."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def writer(send: Any) -> Write | None:
    """What writes a prepared frame to the socket behind an ASGI ``send``; None where the server is not known.

    It returns False where nothing was written: the socket is closing, or its transport is full.
    """
    if isinstance(send, partial) and send.args and hasattr(send.args[0], "sendPreparedMessage"):
        return partial(_to_autobahn, send.args[0])
    protocol = getattr(send, "__self__", None)
    if hasattr(protocol, "conn") and hasattr(getattr(protocol, "transport", None), "get_write_buffer_size"):
        return partial(_to_transport, protocol)
    return None


def _to_autobahn(protocol: Any, frame: bytes) -> bool:
    """daphne: its transport has no limit and tells no size."""
    if protocol.state != _OPEN:
        return False
    protocol.transport.write(frame)
    return True


def _to_transport(protocol: Any, frame: bytes) -> bool:
    """uvicorn."""
    transport = protocol.transport
    if transport.is_closing() or protocol.close_sent or transport.get_write_buffer_size() > LARGEST_BUFFER:
        return False
    transport.write(frame)
    return True
