"""The worker: long tasks, and the clock beside them."""

import os
import signal
import threading
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from sessions_app.management.commands import tick


class Command(BaseCommand):
    help = "Run queued tasks (analysis, exports, mail) and make time pass. Ends gracefully on SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--of", type=int, metavar="PID", help="end with this process, which started the worker")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping = threading.Event()
        threads = [threading.Thread(target=tick.run, args=(stopping,), name="clock", daemon=True)]
        if options["of"]:
            threads.append(threading.Thread(target=_follow, args=(options["of"], stopping), name="follow", daemon=True))
        for thread in threads:
            thread.start()
        try:
            call_command("db_worker", verbosity=0, reload=False)
        finally:
            stopping.set()
            for thread in threads:
                thread.join(timeout=5)


def _follow(parent: int, stopping: threading.Event) -> None:
    """End this process when its parent was killed and could not say so."""
    while not stopping.wait(1):
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return
