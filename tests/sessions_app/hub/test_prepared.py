"""A prepared frame is what the server itself would have written, byte by byte, on either server."""

import base64
import os
import socket
from pathlib import Path

import pytest

from sessions_app.hub.prepared import prepare, writer
from tests.servers import PYTHON, ROOT, Process, clean_environment, listens, spare_port, wait_until
from tests.sessions_app.hub.both_ways import TEXTS

APPLICATION = "tests.sessions_app.hub.both_ways:application"
COMMANDS = {
    "daphne": ["-m", "daphne", "-b", "127.0.0.1", "-v", "0", "-p"],
    "uvicorn": ["-m", "uvicorn", "--lifespan", "off", "--log-level", "warning", "--port"],
}


def received(port: int, path: str) -> bytes:
    """Everything after the handshake, from a client that offers no compression."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(f"{request}Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        found, end = b"", b"\x88\x02\x0f\xa0"  # its last frame: closing with 4000
        while not found.endswith(end):
            more = line.recv(65536)
            assert more, found[:200]
            found += more
    head, _, frames = found.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101")
    return frames.removesuffix(end)


@pytest.mark.parametrize("server", COMMANDS)
def test_both_ways_out_give_the_same_bytes(server: str, tmp_path: Path) -> None:
    port = spare_port()
    env = clean_environment() | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = Process([PYTHON, *COMMANDS[server], str(port), APPLICATION], tmp_path / "log", env, cwd=ROOT)
    process.start()
    try:
        wait_until(lambda: listens(port), 30, server)
        own, prepared = received(port, "/own/"), received(port, "/prepared/")
    finally:
        process.stop()
    assert prepared == own == b"".join(map(prepare, TEXTS)), process.tail()


def test_where_the_server_is_not_known_there_is_no_faster_way() -> None:
    assert writer(lambda message: None) is None
