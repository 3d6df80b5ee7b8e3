"""The real application, asked for every page there is by everybody, has not loaded the analysis."""

import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.services import Services, Site

pytestmark = pytest.mark.django_db

# Put into the server's process by Python itself: on SIGUSR2 it says what it has loaded.
TELLER = """
import json, os, signal, sys

def tell(*_):
    path = os.path.join(os.environ["TELL_MODULES"], str(os.getpid()))
    with open(path + ".new", "w") as file:
        json.dump(sorted(sys.modules), file)
    os.replace(path + ".new", path)

signal.signal(signal.SIGUSR2, tell)
"""
# Made in a process of its own: every address of the route table, and a session of each role.
WORLD = """
import json
from tests.journeys.scene import _sign_in
from tests.matrix.test_rights_matrix import KNOWN
from tests.matrix.world import World
from tests.synthesis import voted
from consult.queries.people import here
from synthesis.actions import analysis, analysing
from synthesis.models import Analysis

world = World()
addresses = sorted({world.address(pattern) for pattern in KNOWN})
room = voted.divided(statements=8)
analysis.begin(here(room.consultation, room.people["chair"].user), 3)
analysing.make(Analysis.objects.get(), "command")
addresses += [f"/c/{room.slug}/results/{page}" for page in ("", "opinion/", "slate/", "method/", "participation/")]
roles = ("chair", "rapporteur", "convenor", "participant", "scribe")
people = [world.users[role] for role in roles] + [room.people["rapporteur"].user]
print(json.dumps({"addresses": addresses, "keys": [_sign_in(person) for person in people]}))
"""
HEAVY = (
    "sklearn",
    "scipy",
    "pandas",
    "typst",
    "fontTools",
    "synthesis.core",
    "synthesis.extract",
    "synthesis.actions.analysing",
)


def get(url: str, key: str) -> int:
    request = urllib.request.Request(url, headers={"Cookie": f"sessionid={key}"} if key else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def served(site: Site, address: str, keys: list[str]) -> list[int]:
    """What a page answers to nobody in particular, and then to one after the other until somebody may read it."""
    found = [get(site.url + address, "")]
    for key in keys:
        found.append(get(site.url + address, key))
        if found[-1] == 200:
            break
    return found


def modules_of(site: Site, folder: Path) -> set[str]:
    """What the web process of ``site`` has loaded."""
    file = folder / str(site.pids[0])
    file.unlink(missing_ok=True)
    os.kill(site.pids[0], signal.SIGUSR2)
    for _ in range(200):
        if file.exists():
            return set(json.loads(file.read_text()))
        time.sleep(0.05)
    raise TimeoutError("the server does not say what it has loaded")


def heavy(loaded: set[str]) -> list[str]:
    return [name for name in HEAVY if name in loaded]


@pytest.fixture
def telling(services: Services, tmp_path: Path) -> Callable[..., Site]:
    """A server that can be asked; its worker, which does load the analysis, is a process of its own and not started."""

    def start(more: str = "") -> Site:
        (tmp_path / "sitecustomize.py").write_text(TELLER + more)
        return services.site(env={"PYTHONPATH": str(tmp_path), "TELL_MODULES": str(tmp_path)}, worker=False)

    return start


def test_a_web_process_that_has_served_every_page_has_not_loaded_the_analysis(
    telling: Callable[..., Site], tmp_path: Path
) -> None:
    site = telling()
    assert get(site.url + "/", "") == 200
    made = json.loads(site.python(WORLD).strip().splitlines()[-1])
    statuses = [served(site, address, made["keys"]) for address in made["addresses"] if address]
    assert len(statuses) > 150
    assert sum(found[-1] == 200 for found in statuses) > 120
    assert max(max(found) for found in statuses) < 500
    assert heavy(modules_of(site, tmp_path)) == []


def test_one_that_has_would_be_noticed(telling: Callable[..., Site], tmp_path: Path) -> None:
    site = telling("\nimport sklearn\n")
    assert {"sklearn", "scipy"} <= set(heavy(modules_of(site, tmp_path)))
