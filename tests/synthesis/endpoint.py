"""A small server that answers as a chat endpoint does, honestly or not, on a port of its own."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Asked", dict[str, Any]], None]


class Asked(BaseHTTPRequestHandler):
    """One request; ``server.answer`` gives the answer, ``server.asked`` keeps what came."""

    server: "Endpoint"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.server.answer(self, json.loads(body))

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass

    def give(self, code: int, body: bytes, **headers: str) -> None:
        try:
            self.send_response(code)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # whoever asked has gone
            pass


class Endpoint(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answer, self.asked = answer, list[tuple[str, dict[str, str], dict[str, Any]]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def sent(self) -> list[str]:
        """The sentences that came."""
        return [body["messages"][-1]["content"] for _path, _headers, body in self.asked]


@contextmanager
def serving(answer: Answer) -> Iterator[Endpoint]:
    server = Endpoint(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def saying(change: Callable[[str], str]) -> Answer:
    """An endpoint whose answer is made of the sentence that it was sent."""

    def answer(asked: Asked, body: dict[str, Any]) -> None:
        content = change(body["messages"][-1]["content"])
        asked.give(200, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    return answer


def endless(asked: Asked, body: dict[str, Any]) -> None:
    """Headers, and then a byte at a time."""
    asked.send_response(200)
    asked.end_headers()
    try:
        for _byte in range(600):
            asked.wfile.write(b" ")
            asked.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def silent(asked: Asked, body: dict[str, Any]) -> None:
    """A header line that never ends."""
    try:
        asked.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _byte in range(600):
            asked.wfile.write(b"x")
            asked.wfile.flush()
            time.sleep(0.05)
    except OSError:
        pass


def huge(asked: Asked, body: dict[str, Any]) -> None:
    asked.give(200, b" " * 5_000_000)


def sending_on(address: str) -> Answer:
    return lambda asked, body: asked.give(302, b"", Location=address)


def failing(asked: Asked, body: dict[str, Any]) -> None:
    asked.give(500, b"secret: the server's own words")


def packed(asked: Asked, body: dict[str, Any]) -> None:
    """Gzip that nobody asked for."""
    asked.give(200, b"\x1f\x8b\x08\x00", Content_Encoding="gzip")
