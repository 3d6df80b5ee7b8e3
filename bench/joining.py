"""A room that fills: sixty people come in by code on one process, and one more with a phone on a bad line.

    python -m bench.joining        BENCH_QUICK=1 for twelve people

Each types the code, fills in the form, reads the consultation's page, opens the session and its socket. The reference
is the same number of requests for a file that no page of ours stands behind, by the same crowd to the same process.
"""

from __future__ import annotations

import re
import sys
import time
from statistics import median

from playwright.sync_api import sync_playwright

from bench._beside import CROWD_CORE, Control, Crowd, our_site
from bench._common import QUICK, figure, full_room, note, percentile
from bench._person import Browser
from tests.servers import chromium_program
from tests.services import Services, Site

PEOPLE, WITHIN = (12 if QUICK else 60), 180  # seconds
REQUESTS = 6  # that one makes on the way in
FILE = re.compile(r'(/static/[^"]+\.js)"')
PHONE = {"width": 320, "height": 640}
BAD_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}  # ms, bytes/s


def crowd_comes_in(server: str, site: Site, room: dict[str, str], crowd: Crowd) -> list[bool]:
    found = FILE.search(Browser(site.url).get("/j/"))
    bare = crowd("requests", origin=site.url, path=found[1] if found else "/", times=PEOPLE * REQUESTS)["seconds"]
    came = crowd("guests", origins=site.urls, code=room["code"], path=room["path"], people=PEOPLE)
    return [
        figure(
            f"joining.{PEOPLE}.{server}", came["seconds"], "s until the last of them has the session and its socket",
            target=WITHIN, most=True, reference=round(bare, 3),
        ),
        figure(f"joining.p50.{server}", median(came["took"]), "s for one, code to socket, eight at a time"),
        figure(f"joining.p99.{server}", percentile(came["took"], 0.99), "s for one"),
    ]  # fmt: skip


def phone_comes_in(server: str, site: Site, room: dict[str, str]) -> bool:
    """One browser at 320 px, 400 ms away, 50 kB/s: seconds from the typed code to the open line, nothing cached."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_program(), args=["--no-sandbox", "--disable-gpu"]
        )  # fmt: skip
        page = browser.new_context(viewport=PHONE, base_url=site.url).new_page()  # type: ignore[arg-type]
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", BAD_LINE)
        began = time.monotonic()
        page.goto("/j/")
        page.fill("#id_code", room["code"])
        page.click("main form button")
        page.fill("[name=name]", "Someone on a phone")
        page.locator("[name=group]").select_option(index=1)
        page.fill("[name=delegation]", "A small body")
        page.click("main form button")
        page.wait_for_url("**/c/**")
        page.goto(room["path"])
        page.locator("[data-line=live]").first.wait_for(state="attached", timeout=120_000)
        taken = time.monotonic() - began
        browser.close()
    return figure(f"joining.phone.{server}", taken, "s at 320 px, 400 ms and 50 kB/s away", target=60, most=True)


def main(names: list[str]) -> int:
    results: list[bool] = []
    with Services() as services:
        for server in names or ["uvicorn", "daphne"]:
            note(f"{server}, {PEOPLE} people, crowd on core {CROWD_CORE}")
            site, control_port = our_site(server, services)
            room, crowd = full_room(site, 4), Crowd()
            try:
                crowd("join", origins=site.urls, path=room["path"], keys=room["keys"])
                Control(control_port)
                results += crowd_comes_in(server, site, room, crowd)
                results.append(phone_comes_in(server, site, room))
            finally:
                crowd.end()
                services.discard(site)
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
