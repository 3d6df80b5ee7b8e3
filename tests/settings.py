"""The settings of pytest and of the type checker: Consult's own, over plain http, with cheap passwords."""

import os
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER", "")  # workers that run side by side share nothing
_folder = Path(tempfile.gettempdir()) / f"consult-pytest-{os.getuid()}{_worker}"
if _worker and (_redis := os.environ.get("CONSULT_TEST_REDIS_OF_WORKERS", "").split()):
    os.environ["CONSULT_TEST_REDIS"] = _redis[int(_worker.removeprefix("gw")) % len(_redis)]
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = os.environ["CONSULT_TEST_REDIS"]
(_folder / "static").mkdir(parents=True, exist_ok=True)
os.environ.setdefault("CONSULT_SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("CONSULT_INSECURE_HTTP", "1")
os.environ.setdefault("CONSULT_DATA_DIR", str(_folder))
os.environ.setdefault("CONSULT_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("CONSULT_SECOND_FACTOR", "0")  # its own tests switch it on
os.environ.setdefault("CONSULT_TASKS", "django_tasks.backends.immediate.ImmediateBackend")

from consult.settings import *  # noqa: E402, F403
from consult.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Nothing is collected for pytest: addresses of static files are the plain ones.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in production: the in-memory one locks by other rules.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / f"test-{os.getpid()}.sqlite3")}
