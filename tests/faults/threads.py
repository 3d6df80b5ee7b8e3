"""The threads of a worker process: one pool for all it does, as each thread keeps a connection to the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

THREADS = 24
POOL = ThreadPoolExecutor(THREADS)
