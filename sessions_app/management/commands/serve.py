"""Serve Consult: the web server in this process, and one worker beside it."""

import asyncio
import contextlib
import importlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentTypeError
from typing import Any

from daphne.endpoints import build_endpoint_description_strings
from daphne.server import Server
from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import import_string
from twisted.internet import reactor

from sessions_app import hub
from sessions_app.forms.messages import LARGEST
from sessions_app.hub import polling

SPREAD = 2.0  # seconds before a worker that died is started again
FAREWELL = 2.0  # seconds in which clients answer that their socket closes: cut before, they may never read why
SERVERS = ("daphne", "uvicorn")


class Command(BaseCommand):
    help = "Run the web server and one worker (tasks and the clock). SIGTERM ends both gracefully."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=_port, default=8000)
        parser.add_argument("--server", choices=SERVERS, default="daphne")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        host, port, server = options["host"], options["port"], options["server"]
        if importlib.util.find_spec(server) is None:
            raise CommandError(f"{server} is not installed: pip install 'consult[fast]'")
        sys.setswitchinterval(0.0005)
        get_asgi_application()
        application = import_string(settings.ASGI_APPLICATION)
        worker = None if options["no_worker"] else Worker()
        if worker:
            worker.start()
        self.stdout.write(f"Consult is served on http://{host}:{port}/ by {server}")
        self.stdout.flush()
        try:
            (_daphne if server == "daphne" else _uvicorn)(application, host, port)
        finally:
            if worker:
                worker.stop()


class Worker:
    """``manage.py worker`` in a process of its own, started again when it dies."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = threading.Thread(target=self._keep, name="worker", daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
        self._keeper.join(timeout=15)

    def _keep(self) -> None:
        command = [sys.executable, sys.argv[0], "worker", "--of", str(os.getpid())]
        while not self._stopping.is_set():
            self._process = subprocess.Popen(command)  # noqa: S603 - this very program
            self._process.wait()
            self._stopping.wait(SPREAD)


def _daphne(application: Any, host: str, port: int) -> None:
    server = Server(
        application,
        build_endpoint_description_strings(host=host, port=port),
        websocket_max_message_size=LARGEST,
        websocket_max_frame_size=LARGEST,
        server_name="Consult",
        signal_handlers=False,
    )
    # Say goodbye before the reactor stops, when daphne cancels whoever is served: clients that hear it come back spread
    # over some seconds.
    ending: list[asyncio.Future[None]] = []

    def goodbye() -> None:
        if not ending:  # asked once more, it would cut the first short
            ending.append(asyncio.ensure_future(_end(server)))
            ending[0].add_done_callback(lambda _: reactor.stop())  # type: ignore[misc]

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: reactor.callFromThread(goodbye))
    server.run()


async def _end(server: Server) -> None:
    await polling.answer_all()
    await hub.stop()
    until = time.monotonic() + FAREWELL
    while time.monotonic() < until and _sockets(server):
        await asyncio.sleep(0.05)


def _sockets(server: Server) -> list[WebSocketProtocol]:
    """Those that are not closed yet."""
    told = server.connections.items()
    return [line for line, known in told if isinstance(line, WebSocketProtocol) and "disconnected" not in known]


def _uvicorn(application: Any, host: str, port: int) -> None:
    # uvicorn ends itself on SIGTERM, then raises it again: the worker is to be stopped first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    uvicorn = importlib.import_module("uvicorn")

    class Ending(uvicorn.Server):  # type: ignore[misc, name-defined]
        """Who waits for a poll is told before uvicorn waits for them."""

        async def shutdown(self, sockets: Any = None) -> None:
            await polling.answer_all()
            await super().shutdown(sockets)

    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        ws_max_size=LARGEST,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    with contextlib.suppress(KeyboardInterrupt):
        Ending(config).run()


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ArgumentTypeError("a port is a number from 1 to 65535")
    return int(value)
